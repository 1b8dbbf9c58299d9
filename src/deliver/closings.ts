import { BRANCHES } from './branches.ts';
import type { Action } from './decide.ts';
import type { LaneStatus } from './lane-status.ts';
import type { Observation } from './observe.ts';
import type { JudgedMesh } from './planned.ts';
import { code, prose } from './text/quote.ts';

/**
 * Open pull requests of the mesh that propose what is no longer wanted: another one takes their place, or a person must
 * look first. One whose content is still right but that must wait stays open where its `meshwright/gate` can hold it.
 */
export function closings(seen: Observation, mesh: JudgedMesh, lanes: readonly LaneStatus[]): Action[] {
  const { plan } = mesh;
  if (seen.hold !== undefined) return [];
  const kept = new Set(lanes.flatMap((lane) => keptPull(seen, mesh, lane)));
  const unplanned = plan.lanes.length === 0 && plan.stops.length > 0;
  return seen.pulls
    .filter(({ state, branch }) => state === 'open' && branch.startsWith(`${BRANCHES}${plan.mesh}/`))
    .filter(({ branch, number }) => !kept.has(number) && !kept.has(branch))
    .filter(({ branch }) => {
      const ofRollout = (rollout: string | undefined) => branch.startsWith(`${BRANCHES}${rollout}/`);
      return !unplanned || plan.stops.some(({ rollout }) => rollout !== undefined && ofRollout(rollout));
    })
    .map(({ number, branch }) => ({ kind: 'close', number, comment: closingComment(branch, lanes) }));
}

/** Its number, or its branch where it is about to be opened. */
function keptPull(seen: Observation, { proposals }: JudgedMesh, lane: LaneStatus): (number | string)[] {
  if (lane.state === 'open' || lane.state === 'ready') return [lane.proposal?.branch ?? '', lane.pull ?? ''];
  if (lane.state === 'waiting' && lane.pull !== undefined && lane.condition === 'applying') return [lane.pull];
  const proposal = proposals.find(({ lane: { id } }) => id === lane.rollout);
  // A way back that somebody asked for stays asked for.
  const asked = lane.condition === 'unproved' && proposal?.back !== undefined;
  if (lane.state === 'stopped' && (asked || !HOLDABLE.has(lane.condition))) return [lane.pull ?? ''];
  const holdable = seen.marked !== undefined && HOLDABLE.has(lane.condition);
  return holdable && proposal ? [proposal.branch] : [];
}

/** What may be over in a while: not worth closing what would be opened again. */
const HOLDABLE = new Set<LaneStatus['condition']>([
  ...(['applying', 'baking', 'gated', 'frozen', 'paused', 'held', 'elsewhere', 'inconclusive', 'unproved'] as const),
]);

function closingComment(branch: string, lanes: readonly LaneStatus[]): string {
  const lane = lanes.find(({ rollout }) => branch.startsWith(`${BRANCHES}${rollout}/`));
  const [failed] = lane?.proposal?.back?.failed ?? [];
  if (lane && failed) return `Closed because ${code(lane.rollout)} goes back: the gate ${prose(failed.gate)} failed.`;
  if (lane?.proposal?.back) return `Closed because ${code(lane.rollout)} goes back.`;
  if (lane && (lane.state === 'behind' || lane.state === 'stopped' || lane.state === 'paused'))
    return `Closed for now: ${prose(lane.reason)}.`;
  return 'Superseded: what is applied, or what the source asks for, has changed since.';
}
