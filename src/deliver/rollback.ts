import { DeliveryError, UsageError } from '../diagnostics/errors.ts';
import { canaryHash } from '../schedule/canary-lane.ts';
import { act, type Done } from './act.ts';
import type { Action } from './decide.ts';
import { isOurs } from './decide-lane.ts';
import { inspect } from './inspect.ts';
import { type Observation, type ObservedMesh, observe } from './observe.ts';
import { BRANCHES, type Proposal } from './proposal.ts';
import { proposalText } from './pull-request-text.ts';
import { wayBack } from './rollback-proposal.ts';
import type { TickRequest } from './tick.ts';

/** Proposes that a canary's traffic goes back, in all clusters at once, and closes what proposes to go forward. */
export async function rollback(
  { git, forge, folder, branch, clockScale }: TickRequest,
  rollout: string,
): Promise<readonly Done[]> {
  const seen = await observe({ git, forge, branch, clockScale, meshes: folder.bundle.meshes });
  const { mesh, proposal } = find(seen, rollout);
  const { standing, texts } = await inspect(git, seen, [proposal], folder.text);
  const holds = standing.get(proposal.branch);
  if (holds && !isOurs(holds, proposal))
    throw new DeliveryError(
      `Somebody has changed the branch ${proposal.branch}, which would take ${rollout} back.`,
      'Merge it as it is, or delete the branch, close its pull request and run the command again.',
    );
  const { title, body } = proposalText(mesh.mesh, mesh.base, proposal, texts);
  const actions: Action[] = [{ kind: 'open', proposal, title, body }, ...forward(seen, rollout, proposal.branch)];
  return act(git, forge, seen, { actions }, texts);
}

function find(seen: Observation, rollout: string): { readonly mesh: ObservedMesh; readonly proposal: Proposal } {
  const mesh = seen.meshes.find(({ mesh }) => mesh.canaries.some(({ id }) => id === rollout));
  if (!mesh)
    throw new UsageError(
      `The source has no canary ${rollout}.`,
      `It has ${known(seen).join(', ') || 'none'}. A change of the source is taken back in the source.`,
    );
  const proposal = wayBack(mesh, seen.pulls, rollout);
  if (proposal) return { mesh, proposal };
  const under = mesh.base.states.get(rollout);
  const canary = mesh.mesh.canaries.find(({ id }) => id === rollout);
  if (under && canary && under.status !== 'rolled-back' && under.planHash !== canaryHash(canary))
    throw new UsageError(
      `The source has changed the Canary of ${rollout} since its rollout began.`,
      'Put the Canary back as it was, and run the command again.',
    );
  throw new UsageError(
    `${rollout} has moved no traffic, so there is nothing to roll back.`,
    'meshwright status shows where each rollout stands.',
  );
}

function forward(seen: Observation, rollout: string, keep: string): Action[] {
  return seen.pulls
    .filter((pull) => pull.state === 'open' && pull.branch.startsWith(`${BRANCHES}${rollout}/`) && pull.branch !== keep)
    .map(({ number }) => ({ kind: 'close', number, comment: `Closed because ${rollout} is being rolled back.` }));
}

function known(seen: Observation): string[] {
  return seen.meshes.flatMap(({ mesh }) => mesh.canaries.map(({ id }) => id));
}
