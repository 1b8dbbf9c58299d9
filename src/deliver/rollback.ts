import { DeliveryError, UsageError } from '../diagnostics/errors.ts';
import { canaryHash } from '../schedule/canary-lane.ts';
import { isOvertaken } from '../schedule/queue.ts';
import { hasMoved } from '../schedule/stages.ts';
import { type Acted, act, type Done } from './act.ts';
import { BRANCHES } from './branches.ts';
import type { Action } from './decide.ts';
import { isOurs } from './decide-lane.ts';
import type { Purpose } from './going-back.ts';
import { inspect } from './inspect.ts';
import { type Observation, type ObservedMesh, observe } from './observe.ts';
import { planMeshes } from './planned.ts';
import type { Proposal } from './proposal.ts';
import { proveWorlds } from './prove.ts';
import { meshesIn } from './repositories.ts';
import { isSame, wayBack } from './rollback-proposal.ts';
import { proposalText } from './text/pull-request-text.ts';
import { code } from './text/quote.ts';
import type { TickRequest } from './tick-request.ts';

export interface BackRequest {
  readonly rollout: string;
  readonly purpose: Purpose;
}

/**
 * Proposes that a canary's traffic goes back, in all clusters at once, and closes what proposes to go forward. With
 * several repositories, in each of them. Ticks go on proposing it, on whatever is applied by then, until it is merged.
 */
export async function goBack(requests: readonly TickRequest[], wanted: BackRequest): Promise<readonly Done[]> {
  const done: Done[] = [];
  const failures: DeliveryError[] = [];
  const known: ObservedMesh[] = [];
  let found = 0;
  for (const request of requests) {
    try {
      const seen = await observe({ ...request, meshes: meshesIn(request) });
      known.push(...seen.meshes);
      const way = find(seen, wanted);
      if (!way) continue;
      found += 1;
      const acted = await propose({ request, seen, ...way });
      done.push(...acted.done);
      failures.push(...acted.failures);
    } catch (error) {
      // One repository that cannot be reached must not keep the others from going back.
      if (!(error instanceof DeliveryError)) throw error;
      failures.push(error);
    }
  }
  const [failure] = failures;
  if (failure) throw failure;
  if (found === 0) throw nothingToTakeBack(known, wanted);
  return done;
}

interface Way {
  readonly request: TickRequest;
  readonly seen: Observation;
  readonly mesh: ObservedMesh;
  readonly proposal: Proposal;
}

async function propose({ request, seen, mesh, proposal }: Way): Promise<Acted> {
  const { standing, texts } = await inspect(request.git, seen, [proposal], request.folder.text);
  const holds = standing.get(proposal.branch);
  if (holds && !isOurs(holds, proposal))
    throw new DeliveryError(
      `Somebody has changed the branch ${proposal.branch}, which would take ${proposal.lane.id} back.`,
      'Merge it as it is, or delete the branch, close its pull request and run the command again.',
    );
  const closing = forward(seen, proposal);
  const about = { into: seen.branch, proof: await proofOf(request, seen, mesh, proposal) };
  const { title, body } = proposalText(mesh.mesh, mesh.base, proposal, texts, about);
  const actions: Action[] = [{ kind: 'open', proposal, title, body }, ...closing];
  return act(request, seen, { actions }, texts);
}

/** A way back that a person asks for is opened in any case: its text says what the proof says. */
async function proofOf(request: TickRequest, seen: Observation, mesh: ObservedMesh, proposal: Proposal) {
  const planned = planMeshes({ ...seen, meshes: [mesh] });
  const judged = planned.map((one) => ({ ...one, proposals: [proposal], judged: new Map(), elsewhere: [] }));
  const [proved] = await proveWorlds([{ world: { request, seen, meshes: planned }, meshes: judged }]);
  return proved?.meshes[0]?.proofs?.get(proposal);
}

function find(
  seen: Observation,
  { rollout, purpose }: BackRequest,
): { readonly mesh: ObservedMesh; readonly proposal: Proposal } | undefined {
  const mesh = seen.meshes.find(({ mesh }) => rollout.startsWith(`${mesh.inventory.mesh}/`));
  const state = mesh?.base.states.get(rollout);
  const canary = mesh?.mesh.canaries.find(({ id }) => id === rollout);
  // What the source has changed or dropped is given up, or makes way: which of the two is for the person to say.
  if (!mesh || !state || (purpose === 'rollback' && !isSame(canary, state))) return undefined;
  const proposal = wayBack(mesh, seen.pulls, rollout, { purpose, failed: [] });
  return proposal && { mesh, proposal };
}

function nothingToTakeBack(meshes: readonly ObservedMesh[], { rollout, purpose }: BackRequest): UsageError {
  const known = new Set(meshes.flatMap(({ mesh }) => mesh.canaries.map(({ id }) => id)));
  const canary = meshes.flatMap(({ mesh }) => mesh.canaries).find(({ id }) => id === rollout);
  const state = meshes.flatMap(({ base }) => base.states.get(rollout) ?? []).find(({ kind }) => kind === 'canary');
  if (!canary && !state)
    return new UsageError(
      `The source has no canary ${rollout}.`,
      `It has ${[...known].join(', ') || 'none'}. A change of the source is taken back in the source.`,
    );
  const under = state && state.status !== 'rolled-back' && state.status !== 'superseded';
  if (under && purpose === 'rollback' && (!canary || state.planHash !== canaryHash(canary)) && hasMoved(state))
    return new UsageError(
      `The source has ${canary ? 'changed' : 'dropped'} the Canary of ${rollout} since its rollout began.`,
      `Put the Canary back as it was and run the command again, or give the rollout up with meshwright abort ${rollout}.`,
    );
  const overtaken = meshes.some(({ mesh, base }) => isOvertaken(mesh, base, rollout));
  if (overtaken)
    return new UsageError(
      `Another rollout has gone on from where ${rollout} ended.`,
      `Roll that one back first, which leaves all traffic where ${rollout} left it.`,
    );
  return new UsageError(
    `${rollout} has moved no traffic, so there is nothing to ${purpose === 'rollback' ? 'roll back' : purpose}.`,
    'meshwright status shows where each rollout stands.',
  );
}

function forward(seen: Observation, { lane, branch, back }: Proposal): Extract<Action, { kind: 'close' }>[] {
  const done = { rollback: 'being rolled back', abort: 'being aborted', supersede: 'being superseded' };
  const why = done[back?.purpose ?? 'rollback'];
  return seen.pulls
    .filter(
      (pull) => pull.state === 'open' && pull.branch.startsWith(`${BRANCHES}${lane.id}/`) && pull.branch !== branch,
    )
    .map(({ number }) => ({ kind: 'close', number, comment: `Closed because ${code(lane.id)} is ${why}.` }));
}
