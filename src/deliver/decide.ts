import { decideLane } from './decide-lane.ts';
import type { PlannedMesh, Standing, Texts } from './inspect.ts';
import type { LaneStatus } from './lane-status.ts';
import type { Observation } from './observe.ts';
import { BRANCHES, type Proposal } from './proposal.ts';
import { proposalText } from './pull-request-text.ts';

/** One thing to do to the world. Doing it twice is doing it once. */
export type Action =
  | { readonly kind: 'open'; readonly proposal: Proposal; readonly title: string; readonly body: string }
  | { readonly kind: 'update'; readonly number: number; readonly title: string; readonly body: string }
  | { readonly kind: 'close'; readonly number: number; readonly comment: string };

export interface Decision {
  readonly actions: readonly Action[];
  readonly lanes: readonly LaneStatus[];
}

/** What to do, from what was observed; pure, and at most one transition a rollout. */
export function decide(seen: Observation, meshes: readonly PlannedMesh[], standing: Standing, texts: Texts): Decision {
  const decided = meshes.map((mesh) => {
    const lanes = [
      ...stoppedLanes(mesh),
      ...mesh.proposals.map((proposal) => decideLane(seen, mesh, standing, proposal)),
      ...finished(seen, mesh),
    ];
    return {
      lanes,
      actions: [...lanes.flatMap((lane) => actionFor(seen, mesh, lane, texts)), ...closings(seen, mesh, lanes)],
    };
  });
  return { actions: decided.flatMap((mesh) => mesh.actions), lanes: decided.flatMap((mesh) => mesh.lanes) };
}

function stoppedLanes({ plan }: PlannedMesh): LaneStatus[] {
  return plan.stops.map(({ rollout, message, hint }) => ({
    rollout: rollout ?? plan.mesh,
    state: 'stopped',
    reason: message,
    hint,
  }));
}

/** Canaries of the source with nothing left to do, so that `status` shows them too. */
function finished(seen: Observation, { mesh, base, plan, proposals, mergedAt }: PlannedMesh): LaneStatus[] {
  const lanes = [...plan.lanes, ...proposals.map(({ lane }) => lane)];
  const busy = new Set([...lanes.map(({ id }) => id), ...plan.stops.map((stop) => stop.rollout)]);
  return mesh.canaries
    .filter(({ id }) => !busy.has(id) && base.states.get(id)?.status === 'done')
    .map(({ id, to }) => {
      if (base.baked.has(id))
        return { rollout: id, state: 'done', reason: `done: set stable: '${to}' and remove the Canary` } as const;
      const since = mergedAt.get(id);
      const until = since === undefined ? undefined : since + (base.states.get(id)?.bake ?? 0) / seen.clockScale;
      return {
        rollout: id,
        state: 'waiting',
        reason: 'its last step bakes',
        ...(until !== undefined && { until }),
      } as const;
    });
}

function actionFor(seen: Observation, mesh: PlannedMesh, lane: LaneStatus, texts: Texts): Action[] {
  const { proposal } = lane;
  if (!proposal) return [];
  const { title, body } = proposalText(mesh.mesh, mesh.base, proposal, texts);
  if (lane.state === 'ready') return [{ kind: 'open', proposal, title, body }];
  const open = seen.pulls.find((pull) => pull.number === lane.pull);
  if (lane.state !== 'open' || !open || (open.title === title && open.body === body)) return [];
  return [{ kind: 'update', number: open.number, title, body }];
}

/** Open pull requests of the mesh that propose what is no longer wanted: another one takes their place, or a person must look first. */
function closings(seen: Observation, { plan }: PlannedMesh, lanes: readonly LaneStatus[]): Action[] {
  const wanted = new Set(
    lanes.flatMap((lane) => (lane.state === 'open' || lane.state === 'ready' ? (lane.proposal?.branch ?? []) : [])),
  );
  const kept = new Set(lanes.flatMap((lane) => lane.pull ?? []));
  const goingBack = lanes.filter(({ proposal }) => proposal?.stage.key === 'rolled-back').map(({ rollout }) => rollout);
  const unplanned = plan.lanes.length === 0 && plan.stops.length > 0;
  return seen.pulls
    .filter(
      ({ state, branch, number }) =>
        state === 'open' && branch.startsWith(`${BRANCHES}${plan.mesh}/`) && !wanted.has(branch) && !kept.has(number),
    )
    .filter(
      ({ branch }) =>
        !(
          /\/rollback-[0-9a-f]+$/.test(branch) &&
          !goingBack.some((rollout) => branch.startsWith(`${BRANCHES}${rollout}/`))
        ) &&
        (!unplanned ||
          plan.stops.some(({ rollout }) => rollout !== undefined && branch.startsWith(`${BRANCHES}${rollout}/`))),
    )
    .map(({ number, branch }) => ({ kind: 'close', number, comment: closingComment(branch, lanes) }));
}

function closingComment(branch: string, lanes: readonly LaneStatus[]): string {
  const lane = lanes.find(({ rollout }) => branch.startsWith(`${BRANCHES}${rollout}/`));
  if (lane?.state === 'behind' || lane?.state === 'stopped') return `Closed for now: ${lane.reason}.`;
  return 'Superseded: what is applied, or what the source asks for, has changed since.';
}
