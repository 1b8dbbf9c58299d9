import type { BundleMesh } from '../emit/bundle.ts';
import { factsOf } from '../istio/facts-of-inventory.ts';
import type { ServiceFacts } from '../istio/inventory.ts';
import { perService } from '../model/specs.ts';
import { capacityOf, together } from '../schedule/capacity/capacity.ts';
import { bearsOn } from '../schedule/capacity/relevant.ts';
import type { PlacedObject, StageCapacity } from '../schedule/capacity/types.ts';
import type { BundleFolder } from './bundle-folder.ts';

/**
 * Of each canary that has limits, or of whose services one says replicas or rates: what moves and who serves it, stage by
 * stage.
 */
export async function capacities(
  folder: BundleFolder,
  mesh: BundleMesh,
): Promise<ReadonlyMap<string, readonly StageCapacity[]>> {
  const found = new Map<string, readonly StageCapacity[]>();
  const facts = factsOf(mesh.inventory);
  for (const canary of mesh.canaries) {
    const moves = perService(canary).flatMap((move) => {
      const service = mesh.inventory.services.find(({ key }) => key === move.service);
      return service ? [{ service, move }] : [];
    });
    if (moves.length === 0 || !(canary.limits || moves.some(({ service }) => isCounted(service)))) continue;
    const each: Parameters<typeof together>[1][number][] = [];
    for (const { service, move } of moves) {
      const objects = await objectsAbout(folder, mesh, service.key);
      each.push({ service: service.key, stages: capacityOf({ facts, service, canary: move, objects }) });
    }
    found.set(canary.id, together(canary, each));
  }
  return found;
}

function isCounted({ requestsPerSecond, runsIn }: ServiceFacts): boolean {
  return requestsPerSecond !== undefined || runsIn.some(({ replicas }) => replicas !== undefined);
}

async function objectsAbout(folder: BundleFolder, mesh: BundleMesh, service: string): Promise<PlacedObject[]> {
  const files = Object.values(mesh.files).filter(({ kind, service: about }) => bearsOn(kind, about, service));
  const manifests = await folder.manifests(files.map(({ blob }) => blob));
  return files.flatMap(({ blob, cluster, variants = [] }) => {
    const manifest = manifests.get(blob);
    return manifest ? [{ cluster, manifest, variants }] : [];
  });
}

/** The stage before a step and the step itself, for whoever has to judge it; undefined where nothing is known. */
export function around(stages: readonly StageCapacity[] = [], key: string): readonly StageCapacity[] | undefined {
  const at = stages.findIndex(({ stage }) => stage === key);
  return at < 1 ? undefined : stages.slice(at - 1, at + 1);
}
