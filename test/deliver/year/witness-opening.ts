/** What must have been true at the moment a pull request was opened: bakes, gates, freezes. */
import type { RolloutState } from '../../../src/schedule/state.ts';
import type { HubPull } from '../../support/memory/hub.ts';
import { EMPTY } from '../../support/memory/tree.ts';
import { HOUR } from '../../support/memory/world.ts';
import { type ExpectedStage, expectedStages, parseBranch, readStateText } from './expected.ts';
import { type CanaryPlan, contextOf, type Fleet, SYNCER } from './fleet.ts';
import { canaryOf, type Seen } from './witness.ts';

const PROPAGATION = HOUR / 6;

interface Opening {
  readonly seen: Seen;
  readonly pull: HubPull;
  /** State of the rollout that the proposed step follows. */
  readonly inForce: RolloutState;
  readonly at: number;
  readonly fail: (what: string) => void;
}

export function judgeOpening(seen: Seen, pull: HubPull, fleet: Fleet): void {
  const { rollout, back } = parseBranch(pull.branch);
  if (back) return;
  const fail = (what: string): void => {
    throw new Error(`pull request ${pull.number} (${pull.branch}) was opened although ${what}`);
  };
  const at = pull.openedAt.getTime();
  for (const { from, to } of fleet.freezes)
    if (at >= Date.parse(from) && at < Date.parse(to)) fail('there is a freeze');
  const { repository } = seen.world;
  const proposal = repository.commit(pull.head);
  const parent = proposal.parents[0];
  const before = parent === undefined ? EMPTY : repository.commit(parent).tree;
  const path = `.meshwright/rollouts/${rollout}.json`;
  const [old, next] = [before.at(path), proposal.tree.at(path)].map(
    (entry) => entry && readStateText(repository.text(entry.blob)),
  );
  if (!next) {
    fail('it holds no state');
    return;
  }
  if (!old) return;
  const opening: Opening = { seen, pull, inForce: old, at, fail };
  if (old.kind === 'bootstrap' && old.status === 'running') confirmed(opening);
  const found = canaryOf(fleet, rollout);
  if (found && old.planHash === next.planHash && old.round === next.round) judgeCanary(opening, found[1], next);
}

function judgeCanary(opening: Opening, plan: CanaryPlan, next: RolloutState): void {
  const { inForce, fail } = opening;
  const stages = expectedStages(plan);
  const stage = stages[inForce.number - 1];
  if (stage?.key !== inForce.stage) {
    fail(`its step ${inForce.number} is ${inForce.stage}, not ${stage?.key}`);
    return;
  }
  const began = [baked(opening, inForce.branch, stage), baked(opening, inForce.since, stage)];
  if (plan.judged === 'statuses') appliedByStatuses(opening, stage, Math.max(...began));
  else if (stages[next.number - 1]?.confirmed) confirmed(opening);
  if (plan.judged === 'smoke test') smoke(opening);
  if (plan.judged === 'approval') approved(opening);
}

/** Answers with when the stage came into force. */
function baked({ seen, at, fail }: Opening, branch: string, { bake, key }: ExpectedStage): number {
  const { hub, repository } = seen.world;
  const merged = hub.list().find((pull) => pull.branch === branch && pull.state === 'merged');
  if (!merged) {
    fail(`${branch} was never merged`);
    return at;
  }
  const since = Math.max(merged.mergedAt!.getTime(), repository.commit(merged.mergeCommit!).date.getTime());
  if (at < since + bake) fail(`${key} has baked for ${(at - since) / HOUR} hours of ${bake / HOUR}`);
  return since;
}

/** Whether a person has said "go on nevertheless" of this gate on this very stage. */
function overruled({ world }: Seen, { rollout, branch }: RolloutState, gate: string): boolean {
  const { repository } = world;
  const commit = repository.refs.get(`refs/meshwright/resume/${rollout}`);
  const note = commit && repository.commit(commit).tree.at('note.json');
  const settled = note
    ? (JSON.parse(repository.text(note.blob)) as { readonly settled: readonly string[] }).settled
    : [];
  return settled.includes(`inconclusive/${branch}/${gate}`) || settled.includes(`fail/${branch}/${gate}`);
}

function smoke({ seen, inForce, at, fail }: Opening): void {
  if (overruled(seen, inForce, 'command')) return;
  const asked = seen.syncs.asked.filter((one) => one.rollout === inForce.rollout && one.at === at);
  if (asked.length === 0) fail('nobody asked the smoke test');
  for (const { answer } of asked)
    if (answer === 'unreachable' || answer.status !== 0) fail(`the smoke test said ${JSON.stringify(answer)}`);
}

function approved({ seen, inForce, at, fail }: Opening): void {
  if (overruled(seen, inForce, 'approval')) return;
  const merged = seen.world.hub.list().find((pull) => pull.branch === inForce.branch && pull.state === 'merged');
  const time = merged?.approvals.get('lead');
  if (time === undefined || Date.parse(time) > at || Date.parse(time) < merged!.mergedAt!.getTime())
    fail('the lead has not approved the step before');
}

/** Every cluster of the rollout has said, on that commit or a later one, that it is there. */
function appliedByStatuses(opening: Opening, { bake }: ExpectedStage, since: number): void {
  const { seen, inForce, at, fail } = opening;
  if (overruled(seen, inForce, 'applied')) return;
  const { hub, repository } = seen.world;
  const merged = hub.list().find((pull) => pull.branch === inForce.branch && pull.state === 'merged')!;
  const first = new Map<string, number>();
  for (let id = repository.head('main'); id !== undefined; id = repository.commit(id).parents[0]) {
    for (const { context, creator, state, at: time } of hub.posted.get(id) ?? []) {
      if (creator !== SYNCER || state !== 'success') continue;
      first.set(context, Math.min(first.get(context) ?? Number.POSITIVE_INFINITY, Date.parse(time)));
    }
    if (id === merged.mergeCommit) break;
  }
  const clusters = new Set(Object.keys(inForce.files).map((path) => path.split('/')[2]!));
  for (const cluster of clusters) {
    const time = first.get(contextOf(cluster));
    if (time === undefined) fail(`${cluster} has not applied the step before`);
    else if (at < Math.max(since, time) + bake) fail(`${cluster} has had the step for too short a time`);
    else if (at < time + PROPAGATION) fail(`the proxies of ${cluster} have had no time`);
  }
}

/** A person has said "applied everywhere", of the step before or of something merged later, and proxies had time. */
function confirmed({ seen, inForce, at, fail }: Opening): void {
  const pulls = seen.world.hub.list().filter(({ state }) => state === 'merged');
  const step = pulls.find(({ branch }) => branch === inForce.branch);
  const covering = pulls.filter(({ mergedAt }) => step && mergedAt! >= step.mergedAt!);
  const times = covering.flatMap(({ confirmed }) => (confirmed ? [Date.parse(confirmed.at)] : []));
  if (!times.some((time) => time + PROPAGATION <= at)) fail('nobody has confirmed that the step before is applied');
}
