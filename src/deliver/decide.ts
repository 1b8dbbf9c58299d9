import { attending } from './attending.ts';
import { withinCaps } from './caps.ts';
import { closings } from './closings.ts';
import { gatesSay } from './decide-gates.ts';
import { decideLane } from './decide-lane.ts';
import type { CommitStatus } from './forges/contract.ts';
import type { Standing, Texts } from './inspect.ts';
import type { LaneStatus } from './lane-status.ts';
import type { Observation } from './observe.ts';
import type { JudgedMesh } from './planned.ts';
import type { Proposal } from './proposal.ts';
import { sameButForEvidence } from './text/evidence-text.ts';
import { type Circumstances, proposalText } from './text/pull-request-text.ts';

/** One thing to do to the world. Doing it twice is doing it once. */
export type Action =
  | { readonly kind: 'open'; readonly proposal: Proposal; readonly title: string; readonly body: string }
  | { readonly kind: 'update'; readonly number: number; readonly title: string; readonly body: string }
  | { readonly kind: 'close'; readonly number: number; readonly comment: string }
  /** Labels, reviewers and the rest of what a pull request wears: apart from opening it, so that none can be lost. */
  | { readonly kind: 'dress'; readonly number: number; readonly title: string; readonly labels: readonly string[] }
  | { readonly kind: 'mark'; readonly number: number; readonly head: string; readonly status: CommitStatus }
  | { readonly kind: 'comment'; readonly number: number; readonly text: string };

export interface Decision {
  readonly actions: readonly Action[];
  readonly lanes: readonly LaneStatus[];
}

/** What to do, from what was observed; pure, and at most one transition a rollout. */
export function decide(seen: Observation, meshes: readonly JudgedMesh[], standing: Standing, texts: Texts): Decision {
  const lanesOf = new Map(
    meshes.map((mesh) => [
      mesh,
      [
        ...stoppedLanes(mesh),
        ...mesh.proposals.map((proposal) => decideLane(seen, mesh, standing, proposal)),
        ...finished(seen, mesh),
      ],
    ]),
  );
  const allowed = withinCaps(seen, [...lanesOf.values()].flat());
  const decided = [...lanesOf].map(([mesh, all]) => {
    const lanes = all.map((lane) => allowed.get(lane) ?? lane);
    const main = [...lanes.flatMap((lane) => actionFor(seen, mesh, lane, texts)), ...closings(seen, mesh, lanes)];
    return { lanes, actions: [...main, ...attending(seen, mesh, lanes, main)] };
  });
  return { actions: decided.flatMap((mesh) => mesh.actions), lanes: decided.flatMap((mesh) => mesh.lanes) };
}

function stoppedLanes({ plan, proposals }: JudgedMesh): LaneStatus[] {
  const leaving = new Set(proposals.filter(({ back }) => back).map(({ lane }) => lane.id));
  return plan.stops
    .filter(({ rollout }) => rollout === undefined || !leaving.has(rollout))
    .map(({ rollout, code, message, hint, token }) => ({
      rollout: rollout ?? plan.mesh,
      state: 'stopped',
      condition: code,
      reason: message,
      hint,
      ...(token !== undefined && { token }),
    }));
}

/** Canaries of the source with nothing left to do, so that `status` shows them too. */
function finished(seen: Observation, mesh: JudgedMesh): LaneStatus[] {
  const { base, plan, proposals, mergedAt } = mesh;
  const lanes = [...plan.lanes, ...proposals.map(({ lane }) => lane)];
  const busy = new Set([...lanes.map(({ id }) => id), ...plan.stops.map((stop) => stop.rollout)]);
  return mesh.mesh.canaries
    .filter(({ id }) => !busy.has(id) && base.states.get(id)?.status === 'done')
    .map(({ id, to }): LaneStatus => {
      const judgements = mesh.judged.get(id)?.judgements ?? [];
      const judged = judgements.length > 0 ? { judged: judgements } : {};
      const say = gatesSay(mesh, id);
      if (base.baked.has(id) && !say)
        return {
          rollout: id,
          state: 'done',
          condition: 'done',
          reason: `done: set stable: '${to}' and remove the Canary`,
        };
      if (say && say.condition !== 'baking') return { ...say, ...judged };
      const since = mergedAt.get(id);
      const until = say?.until ?? (since === undefined ? undefined : since + bakeOf(mesh, id) / seen.clockScale);
      return {
        rollout: id,
        state: 'waiting',
        condition: 'baking',
        reason: 'its last step bakes',
        ...(until !== undefined && { until }),
        ...judged,
      };
    });
}

function bakeOf({ base }: JudgedMesh, rollout: string): number {
  return base.states.get(rollout)?.bake ?? 0;
}

function actionFor(seen: Observation, mesh: JudgedMesh, lane: LaneStatus, texts: Texts): Action[] {
  const held = lane.condition === 'unproved' && seen.marked !== undefined;
  const proposal = held ? mesh.proposals.find(({ lane: { id } }) => id === lane.rollout) : lane.proposal;
  if (!proposal || (!held && lane.state !== 'ready' && lane.state !== 'open')) return [];
  const { title, body } = proposalText(mesh.mesh, mesh.base, proposal, texts, circumstances(seen, lane));
  if (lane.state === 'ready') return [{ kind: 'open', proposal, title, body }];
  const open = seen.pulls.find((pull) => pull.number === lane.pull);
  if (!open || (open.title === title && sameButForEvidence(open.body, body))) return [];
  return [{ kind: 'update', number: open.number, title, body }];
}

/** What the text tells beside the step itself: why it may follow. */
function circumstances(seen: Observation, { judged = [], proof }: LaneStatus): Circumstances {
  return { evidence: judged, into: seen.branch, proof };
}
