/** Which stages clusters may still be between when a step is proposed, and what its objects are at each of them. */
import { identityOf, type Manifest } from '../istio/manifest.ts';
import { readManifests } from '../read/manifests.ts';
import { canaryLane } from '../schedule/canary-lane.ts';
import { positionsOf } from '../schedule/plan.ts';
import type { Change, PlannedStage } from '../schedule/plan-types.ts';
import type { ChangedObject } from '../schedule/proof/index.ts';
import { START } from '../schedule/stages.ts';
import type { ObservedMesh } from './observe.ts';
import type { Proposal } from './proposal.ts';

/**
 * The stages of a canary that may be on their way still, up to the one in force: those since the last that is known to be
 * applied everywhere. Empty where the stage in force is, and for a rollout that has none yet.
 */
export function underWay(
  { mesh, base }: ObservedMesh,
  { lane, stage, back }: Pick<Proposal, 'lane' | 'stage' | 'back'>,
  confirmed: boolean,
): readonly PlannedStage[] {
  const canary = mesh.canaries.find(({ id }) => id === lane.id);
  const state = base.states.get(lane.id);
  if (!canary || state?.round !== lane.round || (!back && (stage.confirm || confirmed))) return [];
  const positions = { ...positionsOf(mesh, base), [lane.id]: START.key };
  const all = canaryLane(mesh, base, canary, positions).stages;
  const last = all.findIndex(({ key }) => key === state.stage);
  let first = last;
  while (first > 0 && all[first]?.confirm === false) first -= 1;
  return confirmed || last < 0 ? [] : all.slice(first, last + 1);
}

/** What is known of the objects of files. */
export interface ObjectsOfFiles {
  /** What a path of the applied tree holds now. */
  at(path: string): Manifest | undefined;
  /** What a blob says. */
  blob(blob: string): Manifest | undefined;
  cluster(path: string): string;
  /** The object as a proof is to see it. */
  seen(manifest: Manifest | undefined): Manifest | undefined;
}

/** Objects at each of the stages, what is applied now standing before the last. */
export function changedObjects(
  earlier: readonly PlannedStage[],
  later: readonly (readonly Change[])[],
  objects: ObjectsOfFiles,
): readonly ChangedObject[] {
  const steps = [...earlier.map(({ changes }) => changes), ...later];
  const maps = steps.map((changes) => new Map(changes.map((change) => [change.path, change])));
  const paths = [...new Set(steps.flatMap((changes) => changes.map(({ path }) => path)))].sort();
  return paths.flatMap((path): ChangedObject[] => {
    const first = maps.find((map) => map.has(path))?.get(path);
    const start = earlier.length > 0 && first?.before !== undefined ? objects.blob(first.before) : objects.at(path);
    const versions = [start ?? objects.at(path)];
    maps.forEach((map, index) => {
      const change = map.get(path);
      // What somebody has edited by hand is what is applied, whatever the stage in force says.
      if (index === earlier.length - 1) versions.push(objects.at(path));
      else versions.push(change ? afterOf(change, objects) : versions.at(-1));
    });
    return renamed(objects.cluster(path), versions);
  });
}

function afterOf({ after }: Change, objects: ObjectsOfFiles): Manifest | undefined {
  return after && (objects.seen(after.manifest) ?? objects.blob(after.blob) ?? objects.seen(textOf(after.text)));
}

function textOf(text: string | undefined): Manifest | undefined {
  return text === undefined ? undefined : readManifests(text, '').manifests[0]?.manifest;
}

/** A file that changes what object it holds is two changes: one goes, another comes. */
function renamed(cluster: string, versions: readonly (Manifest | undefined)[]): ChangedObject[] {
  const ids = [...new Set(versions.flatMap((version) => (version ? [identityOf(version)] : [])))];
  return ids.flatMap((id): ChangedObject[] => {
    const own = versions.map((version) => (version && identityOf(version) === id ? version : undefined));
    return own.every((version) => version === own[0]) ? [] : [{ cluster, id, versions: own }];
  });
}
