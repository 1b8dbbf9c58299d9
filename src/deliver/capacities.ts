import type { BundleMesh } from '../emit/bundle.ts';
import { factsOf } from '../istio/facts-of-inventory.ts';
import { capacityOf } from '../schedule/capacity/capacity.ts';
import { bearsOn } from '../schedule/capacity/relevant.ts';
import type { StageCapacity } from '../schedule/capacity/types.ts';
import type { BundleFolder } from './bundle-folder.ts';

/** Of each canary whose service says replicas or rates, or that has limits: what moves and who serves it, stage by stage. */
export async function capacities(
  folder: BundleFolder,
  mesh: BundleMesh,
): Promise<ReadonlyMap<string, readonly StageCapacity[]>> {
  const found = new Map<string, readonly StageCapacity[]>();
  const facts = factsOf(mesh.inventory);
  for (const canary of mesh.canaries) {
    const service = mesh.inventory.services.find(({ key }) => key === canary.service);
    const isCounted = service?.requestsPerSecond ?? service?.runsIn.some(({ replicas }) => replicas !== undefined);
    if (!service || !(isCounted || canary.limits)) continue;
    const files = Object.values(mesh.files).filter(({ kind, service: about }) => bearsOn(kind, about, canary.service));
    const manifests = await folder.manifests(files.map(({ blob }) => blob));
    const objects = files.flatMap(({ blob, cluster, variants = [] }) => {
      const manifest = manifests.get(blob);
      return manifest ? [{ cluster, manifest, variants }] : [];
    });
    found.set(canary.id, capacityOf({ facts, service, canary, objects }));
  }
  return found;
}

/** The stage before a step and the step itself, for whoever has to judge it; undefined where nothing is known. */
export function around(stages: readonly StageCapacity[] = [], key: string): readonly StageCapacity[] | undefined {
  const at = stages.findIndex(({ stage }) => stage === key);
  return at < 1 ? undefined : stages.slice(at - 1, at + 1);
}
