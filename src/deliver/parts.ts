/** A step that is not safe at once, as the first of several that are. */
import { identityOf, type Manifest } from '../istio/manifest.ts';
import type { Change, Lane, PlannedStage } from '../schedule/plan-types.ts';
import type { ChangedObject } from '../schedule/proof/index.ts';
import type { Observation, ObservedMesh } from './observe.ts';
import { nextProposal, type Proposal } from './proposal.ts';

/** The objects that a file holds before and after. */
export type ObjectsOf = (change: Change) => readonly (Manifest | undefined)[];

/**
 * The proposal of the first part; what is left of the step is found anew once that is merged. Undefined where a file
 * would be half in it.
 */
export function firstPart(
  { pulls }: Pick<Observation, 'pulls'>,
  { mesh, base }: ObservedMesh,
  { lane, stage }: Proposal,
  parts: readonly (readonly ChangedObject[])[],
  { objectsOf, cluster }: { readonly objectsOf: ObjectsOf; readonly cluster: (path: string) => string },
): Proposal | undefined {
  const first = new Set((parts[0] ?? []).map((change) => `${change.cluster} ${change.id}`));
  const own: Change[] = [];
  const left: Change[] = [];
  for (const change of stage.changes) {
    const ids = new Set(objectsOf(change).flatMap((object) => (object ? [identityOf(object)] : [])));
    const inFirst = [...ids].filter((id) => first.has(`${cluster(change.path)} ${id}`));
    if (inFirst.length > 0 && inFirst.length < ids.size) return undefined;
    (inFirst.length > 0 ? own : left).push(change);
  }
  if (own.length === 0 || left.length === 0) return undefined;
  return nextProposal(mesh, base, inParts(lane, stage, own, left, parts.length), pulls);
}

function inParts(
  lane: Lane,
  stage: PlannedStage,
  own: readonly Change[],
  left: readonly Change[],
  count: number,
): Lane {
  const more = count - 1;
  const [, ...later] = lane.stages;
  const grown = (one: PlannedStage, by: number) => ({ ...one, number: one.number + by, total: one.total + more });
  const stages = [
    { ...grown(stage, 0), changes: own },
    { ...grown(stage, 1), changes: left, confirm: true },
    ...later.map((one) => grown(one, more)),
  ];
  return { ...lane, stages };
}
