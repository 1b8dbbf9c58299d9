import type { WorkloadEntrySpec } from '../../istio/generated/types/index.ts';
import { groupOf, type Manifest } from '../../istio/manifest.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { fieldsOf, labelsOf } from './fields.ts';
import type { KindLift, Pieces } from './kind-lift.ts';
import { serviceOf } from './workload-group.ts';

export const workloadEntry: KindLift = {
  kind: 'WorkloadEntry',
  said: {
    address: 'VmWorkloads: machines.address; ExternalService: endpoints.address',
    ports: 'VmWorkloads: machines.ports; ExternalService: endpoints.ports',
    labels: 'VmWorkloads: machines.labels, version; ExternalService: endpoints.labels',
    locality: 'VmWorkloads: machines.locality; ExternalService: endpoints.locality',
    network: 'VmWorkloads: network; ExternalService: endpoints.network',
    weight: 'VmWorkloads: machines.weight; ExternalService: endpoints.weight',
    serviceAccount: 'Service: serviceAccount; ExternalService: endpoints.serviceAccount',
  },
  lift: liftWorkloadEntry,
};

/** A machine of the declared service whose labels it has. Which group it stands in, no WorkloadEntry says. */
function liftWorkloadEntry(index: MeshIndex, manifest: Manifest): Pieces | undefined {
  const entry = fieldsOf(manifest.spec) as WorkloadEntrySpec;
  if (manifest.kind !== 'WorkloadEntry' || groupOf(manifest.apiVersion) !== 'networking.istio.io') return undefined;
  const service = serviceOf(index, manifest, labelsOf(entry.labels));
  if (!service || typeof entry.address !== 'string') return undefined;
  const { name } = manifest.metadata;
  const common = { at: undefined, in: undefined, service: service.key, version: undefined };
  const subject = { kind: 'service', service: service.key } as const;
  const machines = [{ name, entry }];
  return { vmWorkloads: [{ ...common, id: name, subject, template: {}, machines, alone: true }] };
}
