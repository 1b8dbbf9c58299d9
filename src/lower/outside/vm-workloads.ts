import type { ReadinessProbe } from '../../istio/generated/types/index.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { VmProbe, VmWorkloadsSnapshot } from '../../model/snapshot-types.ts';
import type { ClusterObject } from '../cluster-object.ts';
import { appliesIn, type MeshIndex } from '../mesh-index.ts';

/**
 * Machines that serve a service: a WorkloadGroup for those that register themselves, a WorkloadEntry for each that does
 * not. Machines are endpoints as pods are, so they come before what refers to their versions.
 * @see https://istio.io/latest/docs/reference/config/networking/workload-group/
 */
export function vmWorkloads(index: MeshIndex): ClusterObject[] {
  return index.mesh.vmWorkloads.flatMap((vms) => {
    const service = index.services.get(vms.service);
    if (!service) return [];
    const { namespace } = service;
    const manifests = [
      ...(vms.alone ? [] : [lowerGroup(vms, namespace)]),
      ...vms.machines.map(({ name, entry }): Manifest => {
        const metadata = { name, namespace };
        return { apiVersion: 'networking.istio.io/v1', kind: 'WorkloadEntry', metadata, spec: { ...entry } };
      }),
    ];
    const clusters = index.withShared([...index.clusters.keys()].filter((cluster) => appliesIn(vms, cluster)).sort());
    return clusters.flatMap((cluster) =>
      manifests.map((manifest): ClusterObject => {
        return { cluster, manifest, tier: 'destinations', service: service.key, at: vms.at, variants: [] };
      }),
    );
  });
}

function lowerGroup({ id, template, annotations, probe }: VmWorkloadsSnapshot, namespace: string): Manifest {
  const { labels } = template;
  const metadata = { ...(labels && { labels }), ...(annotations && { annotations }) };
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadGroup',
    metadata: { name: id, namespace },
    spec: {
      ...(Object.keys(metadata).length > 0 && { metadata }),
      template: { ...template },
      ...(probe && { probe: lowerProbe(probe) }),
    },
  };
}

function lowerProbe(probe: VmProbe): ReadinessProbe {
  if ('exec' in probe) return { ...probe, exec: { command: probe.exec } };
  if (!('httpGet' in probe)) return probe;
  const { headers, ...httpGet } = probe.httpGet;
  const list = Object.entries(headers ?? {}).map(([name, value]) => ({ name, value }));
  return { ...probe, httpGet: { ...httpGet, ...(list.length > 0 && { httpHeaders: list }) } };
}
