import { gateKinds } from '../gates/evaluate.ts';
import { hasMoved } from '../schedule/stages.ts';
import { isHeld, type Judgement } from './judge.ts';
import type { Condition, LaneStatus } from './lane-status.ts';
import type { JudgedMesh } from './planned.ts';

/**
 * What the gates say, as the state of a lane; undefined where all is well. What failed comes first, then what may pass by
 * itself, then what only a person can judge: as long as something may still change, nobody needs to look.
 */
export function gatesSay(mesh: JudgedMesh, rollout: string): LaneStatus | undefined {
  const judged = mesh.judged.get(rollout);
  if (!judged) return undefined;
  if (judged.unknown) return unknownGate(rollout, judged.unknown.kind);
  const held = judged.judgements.filter(isHeld);
  const of = (verdict: Judgement['verdict']) => held.filter((judgement) => judgement.verdict === verdict);
  return failed(rollout, of('fail')) ?? waiting(rollout, of('wait')) ?? inconclusive(mesh, rollout, of('inconclusive'));
}

/** A canary that could go back does; what comes here has nothing to take back, or is not its own doing. */
function failed(rollout: string, [first]: readonly Judgement[]): LaneStatus | undefined {
  if (!first) return undefined;
  return {
    rollout,
    state: 'stopped',
    condition: 'failed',
    reason: `the gate ${first.gate} failed: ${first.evidence}`,
    hint: `Look into it. Take the change back in the source, or let it go on with meshwright resume ${rollout}.`,
    ...(first.token !== undefined && { token: first.token }),
  };
}

function waiting(rollout: string, waits: readonly Judgement[]): LaneStatus | undefined {
  const stage = waits.filter(({ guards }) => guards === 'stage');
  const [first] = stage.length > 0 ? stage : waits;
  if (!first) return undefined;
  // All of them must pass, so it is the last one that ends the wait; unless one of them cannot tell.
  const times = (stage.length > 0 ? stage : waits).map(({ until }) => until);
  const until = times.every((time) => time !== undefined) ? Math.max(...times) : undefined;
  const base = { rollout, state: 'waiting', condition: conditionOf(first), reason: first.evidence } as const;
  return until === undefined ? base : { ...base, until };
}

function conditionOf({ gate, guards }: Judgement): Condition {
  if (guards === 'proposal') return 'frozen';
  return /^applied\b/.test(gate) ? 'applying' : gate === 'bake' ? 'baking' : 'gated';
}

function inconclusive({ base }: JudgedMesh, rollout: string, [first]: readonly Judgement[]): LaneStatus | undefined {
  if (!first) return undefined;
  const state = base.states.get(rollout);
  const back = state?.kind === 'canary' && hasMoved(state) ? `meshwright rollback ${rollout} goes back, ` : '';
  return {
    rollout,
    state: 'stopped',
    condition: 'inconclusive',
    reason: first.ground ? `${first.gate}: ${first.evidence}` : first.evidence,
    hint: `Look into it; ${back}meshwright resume ${rollout} goes on nevertheless.`,
    ...(first.token !== undefined && { token: first.token }),
  };
}

/** Before the first step already: a rollout that could not be judged on its way is not begun. */
function unknownGate(rollout: string, kind: string): LaneStatus {
  return {
    rollout,
    state: 'stopped',
    condition: 'unknown-gate',
    reason: `this Meshwright cannot evaluate the gate '${kind}'`,
    hint: `It knows ${gateKinds.join(', ')}. Tick with the release that the mesh was compiled with.`,
  };
}
