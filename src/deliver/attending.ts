/** What pull requests wear and say beside their text: labels, the status `meshwright/gate`, the live comment. */
import { mergedPull } from './conditions.ts';
import type { Action } from './decide.ts';
import type { CommitStatus, PullRequest } from './forges/contract.ts';
import { isHeld } from './judge.ts';
import type { LaneStatus } from './lane-status.ts';
import { GATE } from './marks.ts';
import type { Observation } from './observe.ts';
import type { JudgedMesh } from './planned.ts';
import type { Proposal } from './proposal.ts';
import { liveText } from './text/live-text.ts';

/** For those that were open before this run; one that is opened now is attended to by the next run, or by `act` itself. */
export function attending(
  seen: Observation,
  mesh: JudgedMesh,
  lanes: readonly LaneStatus[],
  actions: readonly Action[],
): Action[] {
  const closing = new Set(actions.flatMap((action) => (action.kind === 'close' ? [action.number] : [])));
  return lanes.flatMap((lane): Action[] => {
    const proposal = lane.proposal ?? mesh.proposals.find(({ lane: { id } }) => id === lane.rollout);
    const pull = proposal && seen.pulls.find(({ branch, state }) => branch === proposal.branch && state === 'open');
    const merged = mergedPull(seen, mesh.base.states.get(lane.rollout)?.branch ?? '');
    const told = commenting(seen, mesh, lane, merged);
    if (!pull || closing.has(pull.number)) return told;
    const own = [...dressing(seen, proposal, pull), ...marking(seen, lane, pull)];
    return [...own, ...commenting(seen, mesh, lane, pull), ...told];
  });
}

/**
 * Where the rollout stands, on the pull request that is open and on the one that brought the stage in force. Not while
 * something is about to be opened: the next run tells what became of it, wherever this one ends.
 */
function commenting(
  seen: Observation,
  { base }: JudgedMesh,
  lane: LaneStatus,
  pull: PullRequest | undefined,
): Action[] {
  if (!seen.comments || !pull || pull.queued) return [];
  if (lane.state === 'done' || lane.state === 'ready' || lane.condition === 'rolled-back') return [];
  const state = base.states.get(lane.rollout);
  const at = state && { number: state.number, total: state.total };
  return [{ kind: 'comment', number: pull.number, text: liveText({ ...lane, ...at }) }];
}

/** Labels that a pull request is to have: the operator's, and one that tells what kind of step it is. */
export function labelsOf({ settings }: Observation, { back, stage }: Proposal): readonly string[] {
  const kind = back ? back.purpose : stage.phase === 'contract' ? 'contract' : 'step';
  return [...settings.labels, `meshwright:${kind}`];
}

function dressing(seen: Observation, proposal: Proposal, pull: PullRequest): Action[] {
  if (pull.queued || pull.labels === undefined) return [];
  const labels = labelsOf(seen, proposal);
  const missing = labels.filter((label) => !pull.labels?.includes(label));
  return missing.length === 0 ? [] : [{ kind: 'dress', number: pull.number, title: pull.title, labels }];
}

function marking(seen: Observation, lane: LaneStatus, pull: PullRequest): Action[] {
  if (seen.marked === undefined) return [];
  const status = markOf(lane);
  const posted = seen.marked.get(pull.number);
  if (posted && posted.state === status.state && posted.description === status.description) return [];
  return [{ kind: 'mark', number: pull.number, head: pull.head, status }];
}

/** GitHub shows 140 characters. No figures, no moments in time: the same state is the same text. */
export function markOf({ state, reason, condition, judged = [] }: LaneStatus): CommitStatus {
  const ready = state === 'open' || state === 'ready';
  const mark = ready ? 'success' : condition === 'baking' || condition === 'applying' ? 'pending' : 'failure';
  const gates = judged.filter(isHeld).map(({ gate }) => gate);
  const waits = BY_GATES.has(condition) && gates.length > 0 ? `held by ${gates.join(', ')}` : reason;
  const description = ready ? 'may be merged' : waits;
  return {
    context: GATE,
    state: mark,
    description: description.length > 140 ? `${description.slice(0, 139)}…` : description,
  };
}

const BY_GATES = new Set<LaneStatus['condition']>(['applying', 'baking', 'gated', 'frozen', 'inconclusive', 'failed']);
