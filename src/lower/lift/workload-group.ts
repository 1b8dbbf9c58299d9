import type { WorkloadEntrySpec } from '../../istio/generated/types/index.ts';
import { type ServiceFacts, versionOf } from '../../istio/inventory.ts';
import { selects } from '../../istio/labels.ts';
import { groupOf, type Manifest } from '../../istio/manifest.ts';
import type { VmProbe, VmWorkloadsSnapshot } from '../../model/snapshot-types.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { fieldsOf, itemsOf, labelsOf, textOf } from './fields.ts';
import type { KindLift } from './kind-lift.ts';

export const workloadGroup: KindLift = {
  kind: 'WorkloadGroup',
  said: {
    'metadata.labels': 'VmWorkloads: labels, version; Service: workload',
    'metadata.annotations': 'VmWorkloads: annotations',
    template: 'VmWorkloads: ports, labels, locality, network, weight; Service: serviceAccount',
    'template.address': 'ExternalService: endpoints.address',
    probe: 'VmWorkloads: probe',
  },
  lift: (index, manifest) => {
    const found = liftWorkloadGroup(index, manifest);
    return found && { vmWorkloads: [found] };
  },
};

/** Machines of the declared service whose labels the template has; undefined where there is none, or it has an address. */
export function liftWorkloadGroup(index: MeshIndex, manifest: Manifest): VmWorkloadsSnapshot | undefined {
  const { metadata, template: said, probe } = fieldsOf(manifest.spec);
  if (manifest.kind !== 'WorkloadGroup' || groupOf(manifest.apiVersion) !== 'networking.istio.io') return undefined;
  const template = fieldsOf(said) as WorkloadEntrySpec;
  const service = serviceOf(index, manifest, labelsOf(template.labels));
  if (!service || template.address !== undefined) return undefined;
  const annotations = labelsOf(fieldsOf(metadata).annotations);
  return {
    id: textOf(manifest.metadata.name) ?? '',
    at: undefined,
    in: undefined,
    subject: { kind: 'service', service: service.key },
    service: service.key,
    version: versionOf(service, labelsOf(template.labels)),
    template,
    ...(Object.keys(annotations).length > 0 && { annotations }),
    ...(probe !== undefined && { probe: liftProbe(fieldsOf(probe)) }),
    machines: [],
  };
}

/** The declared service of its namespace that selects these labels: of several the one that asks for most. */
export function serviceOf(
  { mesh }: MeshIndex,
  { metadata }: Manifest,
  labels: Readonly<Record<string, string>>,
): ServiceFacts | undefined {
  const namespace = fieldsOf(metadata).namespace;
  const count = ({ workload }: ServiceFacts) => Object.keys(workload).length;
  const found = mesh.inventory.services.filter(
    (one) => !one.external && one.namespace === namespace && count(one) > 0 && selects(one.workload, labels),
  );
  return [...found].sort((a, b) => count(b) - count(a))[0];
}

function liftProbe(probe: Readonly<Record<string, unknown>>): VmProbe {
  const { exec, httpGet, ...rest } = probe;
  if (exec !== undefined) return { ...rest, exec: itemsOf(fieldsOf(exec).command) } as unknown as VmProbe;
  if (httpGet === undefined) return rest as unknown as VmProbe;
  const { httpHeaders, ...get } = fieldsOf(httpGet);
  const headers = itemsOf(httpHeaders).map((one) => [String(fieldsOf(one).name), String(fieldsOf(one).value)]);
  const all = { ...get, ...(headers.length > 0 && { headers: Object.fromEntries(headers) }) };
  return { ...rest, httpGet: all } as unknown as VmProbe;
}
