/** The state machine as a table: what is observed, what it is called, and what is done about it. Pure: no git, no forge. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applied, approval, command, window } from 'meshwright';
import { describe, expect, it } from 'vitest';
import { type Action, decide } from '../../src/deliver/decide.ts';
import { PEOPLE_SAY } from '../../src/deliver/forges/contract.ts';
import { CONDITIONS, type Condition, exitStatus } from '../../src/deliver/lane-status.ts';
import type { Observation } from '../../src/deliver/observe.ts';
import type { Proof } from '../../src/deliver/proof.ts';
import type { Proposal } from '../../src/deliver/proposal.ts';
import { DEFAULT_SETTINGS } from '../../src/deliver/settings.ts';
import { NO_SIGNALS } from '../../src/deliver/signals.ts';
import { markerOf } from '../../src/deliver/text/marker.ts';
import type { BundleMesh } from '../../src/emit/bundle.ts';
import { answerBook, questionKey } from '../../src/gates/evaluate.ts';
import type { Question } from '../../src/gates/questions.ts';
import type { GateSpec } from '../../src/model/specs.ts';
import type { RolloutState } from '../../src/schedule/state.ts';
import { bundleFrom } from '../support/delivery-world.ts';
import {
  ago,
  baseOf,
  judged,
  meshOf,
  NO_TEXTS,
  NOW,
  observation,
  planned,
  pullOf,
  type Seen,
  standingOf,
  stateAt,
  withFile,
} from '../support/observed.ts';
import { PROVED, SHADOWED, UNDECIDED, UNSAFE } from '../support/proved.ts';
import { shop } from '../support/shop.ts';

const MINUTE = 60_000;
const ID = 'shop/reviews-next';
const mesh = meshOf(bundleFrom(shop({ clusters: 1, reviews: {} })));
const gatedBy = (...gates: readonly GateSpec[]): BundleMesh => ({ ...mesh, gates });
const empty = meshOf(bundleFrom(shop({ clusters: 1 })));
const edited = meshOf(bundleFrom(shop({ clusters: 1, timeout: '3s', reviews: {} })));
const altered = meshOf(bundleFrom(shop({ clusters: 1, reviews: { weights: [50, 100] } })));

const next = (seen: Seen): Proposal => planned(observation(seen)).proposals.find(({ lane }) => lane.id === ID)!;
const first = next({ mesh, base: baseOf(mesh) });
const atOne: RolloutState = stateAt(first);
const running = baseOf(mesh, [atOne]);
const second = next({ mesh, base: running });
const last: RolloutState = { ...stateAt(second), status: 'done' };
const path = Object.keys(atOne.files)[0]!;

const merged = (number: number, branch: string, more = {}) =>
  pullOf(branch, { number, state: 'merged', mergedAt: ago(40 * MINUTE), mergeCommit: '3'.repeat(40), ...more });
const stepOne = merged(1, first.branch);
const open = (proposal: Proposal, more = {}) => pullOf(proposal.branch, { number: 2, ...more });
const baking = new Map([[ID, NOW - 29 * MINUTE]]);
const baked = new Map([[ID, NOW - 30 * MINUTE]]);
const onStepOne = { mesh, base: running, pulls: [stepOne], mergedAt: baked };
const frozen = window({ freezes: [{ from: '2029-12-24', to: '2030-01-07', reason: 'holidays' }] });
const PART: BundleMesh = { ...mesh, part: { digest: 'd', clusters: ['us-east'], whole: mesh.files } };
const LAGGING = { ...applied({ by: 'commitStatus', context: 'x/{cluster}', creators: ['a'], deadline: '1m' }) };
const long = new Map([[ID, NOW - 48 * 60 * MINUTE]]);
const settled = (token: string): Partial<Observation> => ({
  signals: { ...NO_SIGNALS, settled: new Map([[ID, new Set([token])]]) },
});
const marks: Partial<Observation> = { marked: new Map() };
const smoke = command({ name: 'smoke' });
const back = (seen: Seen): Proposal => {
  const world = observation({
    ...seen,
    pulls: [...(seen.pulls ?? []), pullOf(`meshwright/${ID}/rollback-0`, { number: 9 })],
  });
  return planned(world).proposals.find(({ lane }) => lane.id === ID)!;
};

interface Row {
  readonly name: string;
  readonly seen: Seen;
  readonly condition: Condition;
  /** What is done about the rollout: kinds of actions. */
  readonly does?: readonly Action['kind'][];
  readonly exit: 0 | 2 | 3;
  readonly holds?: Proposal | 'something else';
  /** Exit status of the gate's program. */
  readonly smoke?: number;
  readonly elsewhere?: Seen;
  /** What was found out about every proposal. */
  readonly proof?: Proof;
}

const rows: readonly Row[] = [
  {
    name: 'a rollout is asked for and nothing stands in its way',
    seen: { mesh, base: baseOf(mesh) },
    condition: 'ready',
    does: ['open'],
    exit: 0,
  },
  {
    name: 'a run was cut off between its branch and its pull request',
    seen: { ...onStepOne, branches: new Map([[second.branch, '2'.repeat(40)]]) },
    holds: second,
    condition: 'pushed',
    does: ['open'],
    exit: 0,
  },
  {
    name: 'its pull request waits',
    seen: { ...onStepOne, pulls: [stepOne, open(second)] },
    holds: second,
    condition: 'open',
    does: ['update'],
    exit: 2,
  },
  {
    name: 'its pull request waits, on a forge with statuses',
    seen: { ...onStepOne, pulls: [stepOne, open(second)], more: marks },
    holds: second,
    condition: 'open',
    does: ['update', 'mark'],
    exit: 2,
  },
  {
    name: 'its pull request lacks a label',
    seen: { ...onStepOne, pulls: [stepOne, open(second, { labels: ['bug'] })] },
    holds: second,
    condition: 'open',
    does: ['update', 'dress'],
    exit: 2,
  },
  {
    name: 'its pull request is in the merge queue: nobody touches it',
    seen: { ...onStepOne, pulls: [stepOne, open(second, { queued: true, labels: [] })] },
    holds: second,
    condition: 'queued',
    exit: 2,
  },
  {
    name: 'base has changed what its pull request changes: that one is closed, another one opened',
    seen: { ...onStepOne, pulls: [stepOne, pullOf(`meshwright/${ID}/02-0000000000`, { number: 2 })] },
    condition: 'ready',
    does: ['open', 'close'],
    exit: 0,
  },
  { name: 'it bakes', seen: { ...onStepOne, mergedAt: baking }, condition: 'baking', exit: 2 },
  {
    name: 'its last step bakes',
    seen: { mesh, base: baseOf(mesh, [last]), pulls: [merged(2, second.branch)], mergedAt: baking },
    condition: 'baking',
    exit: 2,
  },
  {
    name: 'clusters have yet to apply it',
    seen: { ...onStepOne, mesh: gatedBy({ kind: 'applied', by: 'none' }) },
    condition: 'applying',
    exit: 2,
  },
  { name: 'a gate says not yet', seen: { ...onStepOne, mesh: gatedBy(smoke) }, smoke: 75, condition: 'gated', exit: 2 },
  {
    name: 'a gate that passed when its pull request was opened says not yet, and a status can hold it',
    seen: { ...onStepOne, mesh: gatedBy(smoke), pulls: [stepOne, open(second)], more: marks },
    holds: second,
    smoke: 75,
    condition: 'gated',
    does: ['mark'],
    exit: 2,
  },
  {
    name: 'a gate that passed when its pull request was opened says not yet, and nothing can hold it',
    seen: { ...onStepOne, mesh: gatedBy(smoke), pulls: [stepOne, open(second)] },
    holds: second,
    smoke: 75,
    condition: 'gated',
    does: ['close'],
    exit: 2,
  },
  { name: 'nobody has approved', seen: { ...onStepOne, mesh: gatedBy(approval()) }, condition: 'gated', exit: 2 },
  {
    name: 'a gate passes',
    seen: { ...onStepOne, mesh: gatedBy(smoke) },
    smoke: 0,
    condition: 'ready',
    does: ['open'],
    exit: 0,
  },
  {
    name: 'a gate cannot tell',
    seen: { ...onStepOne, mesh: gatedBy(smoke) },
    smoke: 99,
    condition: 'inconclusive',
    exit: 3,
  },
  {
    name: 'a gate cannot tell, and a person says proceed',
    seen: { ...onStepOne, mesh: gatedBy(smoke), pulls: [{ ...stepOne, labels: [PEOPLE_SAY.proceed] }] },
    smoke: 99,
    condition: 'ready',
    does: ['open'],
    exit: 0,
  },
  {
    name: 'a gate fails: the canary goes back, and what would go forward is closed',
    seen: { ...onStepOne, mesh: gatedBy(smoke), pulls: [stepOne, open(second)] },
    holds: second,
    smoke: 1,
    condition: 'going-back',
    does: ['open', 'close'],
    exit: 3,
  },
  {
    name: 'a gate fails in a freeze, over the caps and while paused: it goes back all the same',
    seen: {
      ...onStepOne,
      mesh: gatedBy(smoke, frozen),
      more: {
        settings: { ...DEFAULT_SETTINGS, maxOpen: 0, maxPerHour: 0 },
        signals: { ...NO_SIGNALS, paused: new Map([[ID, { by: 'ann', reason: '' }]]) },
      },
    },
    smoke: 1,
    condition: 'going-back',
    does: ['open'],
    exit: 3,
  },
  {
    name: 'a gate fails after the last step',
    seen: { mesh: gatedBy(smoke), base: baseOf(mesh, [last]), pulls: [merged(2, second.branch)], mergedAt: baking },
    smoke: 1,
    condition: 'going-back',
    does: ['open'],
    exit: 3,
  },
  {
    name: 'a gate fails, and a person has closed the way back',
    seen: {
      ...onStepOne,
      mesh: gatedBy(smoke),
      pulls: [stepOne, pullOf(back(onStepOne).branch, { number: 3, state: 'closed' })],
    },
    smoke: 1,
    condition: 'closed',
    exit: 3,
  },
  {
    name: 'a gate fails, and there is nothing to take back',
    seen: {
      mesh: gatedBy(smoke),
      base: baseOf(mesh, [{ ...atOne, weights: {} }]),
      pulls: [stepOne],
      mergedAt: baked,
    },
    smoke: 1,
    condition: 'failed',
    exit: 3,
  },
  {
    name: 'its way back is open',
    seen: { ...onStepOne, pulls: [stepOne, pullOf(back(onStepOne).branch, { number: 3 })] },
    holds: back(onStepOne),
    condition: 'going-back',
    does: ['update'],
    exit: 2,
  },
  { name: 'there is a freeze', seen: { ...onStepOne, mesh: gatedBy(frozen) }, condition: 'frozen', exit: 2 },
  {
    name: 'there is a freeze before the first step',
    seen: { mesh: gatedBy(frozen), base: baseOf(mesh) },
    condition: 'frozen',
    exit: 2,
  },
  {
    name: 'there is a freeze and its pull request is open: its status turns red',
    seen: { ...onStepOne, mesh: gatedBy(frozen), pulls: [stepOne, open(second)], more: marks },
    holds: second,
    condition: 'frozen',
    does: ['mark'],
    exit: 2,
  },
  {
    name: 'as many are open as may be',
    seen: { ...onStepOne, more: { settings: { ...DEFAULT_SETTINGS, maxOpen: 0 } } },
    condition: 'capped',
    exit: 2,
  },
  {
    name: 'as many were opened within the hour as may be',
    seen: {
      ...onStepOne,
      pulls: [{ ...stepOne, openedAt: ago(59 * MINUTE) }],
      more: { settings: { ...DEFAULT_SETTINGS, maxPerHour: 1 } },
    },
    condition: 'capped',
    exit: 2,
  },
  {
    name: 'the mesh is paused',
    seen: {
      ...onStepOne,
      more: { signals: { ...NO_SIGNALS, paused: new Map([['shop/_', { by: 'ann', reason: '' }]]) } },
    },
    condition: 'paused',
    exit: 2,
  },
  {
    name: 'somebody works on the clusters by hand',
    seen: { ...onStepOne, more: { hold: [] } },
    condition: 'held',
    exit: 2,
  },
  {
    name: 'somebody works on the clusters by hand to take it back',
    seen: { ...onStepOne, pulls: [stepOne, open(second)], more: { hold: [ID] } },
    holds: second,
    condition: 'going-back',
    does: ['open'],
    exit: 0,
  },
  {
    name: 'another rollout goes first',
    seen: { mesh: edited, base: baseOf(mesh, [atOne]), pulls: [stepOne] },
    condition: 'behind',
    does: ['open'],
    exit: 2,
  },
  {
    name: 'another repository has yet to take the step before',
    seen: { ...onStepOne, mesh: { ...mesh, part: { digest: 'd', clusters: ['us-east'], whole: mesh.files } } },
    elsewhere: {
      mesh: { ...mesh, part: { digest: 'd', clusters: ['us-east'], whole: mesh.files } },
      base: baseOf(mesh),
      more: { repository: 'gitops-west' },
    },
    condition: 'elsewhere',
    exit: 2,
  },
  {
    name: 'it was rolled back in another repository: it goes back here too',
    seen: { ...onStepOne, mesh: { ...mesh, part: { digest: 'd', clusters: ['us-east'], whole: mesh.files } } },
    elsewhere: { mesh: PART, base: baseOf(mesh, [{ ...atOne, status: 'rolled-back' }]) },
    condition: 'going-back',
    does: ['open'],
    exit: 0,
  },
  {
    name: 'it was rolled back in another repository before it began here',
    seen: { mesh: PART, base: baseOf(mesh) },
    elsewhere: { mesh: PART, base: baseOf(mesh, [{ ...atOne, status: 'rolled-back' }]) },
    condition: 'rolled-back',
    exit: 3,
  },
  {
    name: 'it has stopped in another repository',
    seen: { ...onStepOne, mesh: PART },
    elsewhere: {
      mesh: PART,
      base: withFile(running, path, { blob: '9'.repeat(40), owned: true }),
      pulls: [stepOne],
    },
    condition: 'elsewhere',
    exit: 2,
  },
  {
    name: 'a gate fails in another repository after the last step',
    seen: {
      mesh: { ...PART, gates: [smoke] },
      base: baseOf(mesh, [last]),
      pulls: [merged(2, second.branch)],
      mergedAt: long,
    },
    elsewhere: {
      mesh: { ...PART, gates: [smoke] },
      base: baseOf(mesh, [last]),
      pulls: [merged(2, second.branch)],
      mergedAt: baking,
    },
    smoke: 1,
    condition: 'going-back',
    does: ['open'],
    exit: 3,
  },
  {
    name: 'a person has settled that a gate cannot tell, and another gate says not yet',
    seen: {
      ...onStepOne,
      mesh: gatedBy(approval(), smoke),
      more: settled(`inconclusive/${first.branch}/command`),
    },
    smoke: 99,
    condition: 'gated',
    exit: 2,
  },
  {
    name: 'a person has said proceed, and a gate fails',
    seen: { ...onStepOne, mesh: gatedBy(smoke), pulls: [{ ...stepOne, labels: [PEOPLE_SAY.proceed] }] },
    smoke: 1,
    condition: 'going-back',
    does: ['open'],
    exit: 3,
  },
  {
    name: 'a person has settled that clusters lag: it bakes all the same',
    seen: {
      ...onStepOne,
      mesh: gatedBy(LAGGING),
      mergedAt: new Map([[ID, NOW - 10 * MINUTE]]),
      more: settled(`inconclusive/${first.branch}/applied`),
    },
    condition: 'baking',
    exit: 2,
  },
  {
    name: 'it was merged between asking the forge and reading the branch',
    seen: { mesh, base: running, pulls: [{ ...open(first), number: 1 }], mergedAt: baked },
    condition: 'applying',
    exit: 2,
  },
  {
    name: 'a gate fails while the source has changed its Canary',
    seen: { ...onStepOne, mesh: { ...altered, gates: [smoke] } },
    smoke: 1,
    condition: 'going-back',
    does: ['open'],
    exit: 3,
  },
  {
    name: 'a gate fails while the source has dropped its Canary',
    seen: { ...onStepOne, mesh: { ...empty, gates: [smoke] } },
    smoke: 1,
    condition: 'going-back',
    does: ['open'],
    exit: 3,
  },
  {
    name: 'its first step was reverted, state and all, and the source has changed since',
    seen: { mesh: edited, base: baseOf(edited), pulls: [{ ...stepOne, body: markerOf(first) }] },
    condition: 'reverted',
    exit: 3,
  },
  {
    name: 'a person closed it',
    seen: { ...onStepOne, pulls: [stepOne, open(second, { state: 'closed' })] },
    condition: 'closed',
    exit: 3,
  },
  {
    name: 'a person closed it, and says retry',
    seen: { ...onStepOne, pulls: [stepOne, open(second, { state: 'closed', labels: [PEOPLE_SAY.retry] })] },
    condition: 'ready',
    does: ['open'],
    exit: 0,
  },
  {
    name: 'Meshwright itself had closed it',
    seen: { ...onStepOne, pulls: [stepOne, open(second, { state: 'closed', closedReason: 'for now' })] },
    condition: 'ready',
    does: ['open'],
    exit: 0,
  },
  {
    name: 'somebody pressed Revert on its merged step',
    seen: { mesh, base: baseOf(mesh), pulls: [stepOne] },
    condition: 'reverted',
    exit: 3,
  },
  {
    name: 'somebody pressed Revert on its second step',
    seen: { ...onStepOne, pulls: [stepOne, merged(2, second.branch, { mergedAt: ago(MINUTE) })] },
    condition: 'reverted',
    exit: 3,
  },
  {
    name: 'somebody pushed to its branch',
    seen: { ...onStepOne, pulls: [stepOne, open(second)] },
    holds: 'something else',
    condition: 'branch-edited',
    exit: 3,
  },
  {
    name: 'its pull request has lost its branch: it is pushed again, and the pull request adopted',
    seen: { ...onStepOne, pulls: [stepOne, open(second)], branches: new Map() },
    condition: 'ready',
    does: ['open'],
    exit: 0,
  },
  {
    name: 'one of its files was edited by hand',
    seen: { ...onStepOne, base: withFile(running, path, { blob: '9'.repeat(40), owned: true }) },
    condition: 'edited-by-hand',
    exit: 3,
  },
  {
    name: 'a file of its service is not Meshwright’s',
    seen: { mesh: edited, base: withFile(baseOf(mesh), path, { blob: '9'.repeat(40), owned: false }) },
    condition: 'foreign-file',
    exit: 3,
  },
  {
    name: 'the source has dropped its Canary',
    seen: { ...onStepOne, mesh: empty },
    condition: 'dropped-canary',
    exit: 3,
  },
  {
    name: 'the source has changed its Canary',
    seen: { ...onStepOne, mesh: altered },
    condition: 'altered-canary',
    exit: 3,
  },
  {
    name: 'it was rolled back and its plan is the same',
    seen: { mesh, base: baseOf(mesh, [{ ...atOne, status: 'rolled-back', weights: {} }]) },
    condition: 'rolled-back',
    exit: 3,
  },
  {
    name: 'it was rolled back and its plan is another',
    seen: { mesh: altered, base: baseOf(altered, [{ ...atOne, status: 'rolled-back', weights: {} }]) },
    condition: 'ready',
    does: ['open'],
    exit: 0,
  },
  {
    name: 'a gate is of a later release',
    seen: { mesh: gatedBy({ kind: 'moon-phase' }), base: baseOf(mesh) },
    condition: 'unknown-gate',
    exit: 3,
  },
  {
    name: 'the source describes nothing at all',
    seen: { mesh: { ...mesh, files: {}, canaries: [] }, base: baseOf(mesh) },
    condition: 'empty-target',
    exit: 3,
  },
  {
    name: 'a folder is of no cluster of the mesh',
    seen: { mesh, base: withFile(baseOf(mesh), 'shop/clusters/mars/x.yaml', { blob: '9'.repeat(40), owned: true }) },
    condition: 'unknown-cluster',
    does: ['open'],
    exit: 3,
  },
  {
    name: 'its step is proved',
    seen: { mesh, base: baseOf(mesh) },
    proof: PROVED,
    condition: 'ready',
    does: ['open'],
    exit: 0,
  },
  ...[UNSAFE, UNDECIDED, SHADOWED].flatMap((proof): Row[] => [
    {
      name: 'its step is not proved',
      seen: { mesh, base: baseOf(mesh) },
      proof,
      condition: 'unproved',
      exit: 3,
    },
    {
      name: 'its step is not proved, and the operator goes on',
      seen: { mesh, base: baseOf(mesh) },
      proof: { ...proof, accepted: true },
      condition: 'ready',
      does: ['open'],
      exit: 0,
    },
  ]),
  {
    name: 'its last step has baked',
    seen: {
      mesh,
      base: { ...baseOf(mesh, [last]), baked: new Set([ID]) },
      pulls: [merged(2, second.branch)],
      mergedAt: baked,
    },
    condition: 'done',
    exit: 0,
  },
];

describe('the state machine', () => {
  it.each(rows)('$name: $condition', ({ seen, condition, does = [], exit, holds, smoke: status, elsewhere, proof }) => {
    const world = observation(seen);
    const mine = judged(world, answers(status), elsewhere && observation(elsewhere));
    const proofs = new Map(proof ? mine.proposals.map((proposal) => [proposal, proof] as const) : []);
    const { actions, lanes } = decide(world, [{ ...mine, proofs }], standing(holds, world), NO_TEXTS);
    expect(lanes.map((lane) => lane.condition)).toContain(condition);
    expect(actions.map(({ kind }) => kind)).toEqual(does);
    expect(exitStatus(lanes)).toBe(exit);
    for (const lane of lanes) if (lane.state === 'stopped') expect(lane.hint).toMatch(/\w/);
  });

  it('has a row for every condition', () => {
    expect(new Set(rows.map(({ condition }) => condition))).toEqual(new Set(CONDITIONS));
  });
});

it('the table of docs/delivery.md tells of every condition', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/delivery.md'), 'utf8');
  const told = [...page.matchAll(/^\| .* \| `([a-z-]+)` \| .+ \| .+ \|$/gm)].map(([, condition]) => condition);
  expect([...told].sort()).toEqual([...CONDITIONS].sort());
});

/** Whatever a gate asks: a program that ends with the status. */
function answers(status: number | undefined) {
  const of = (question: Question) =>
    question.ask === 'command' && status !== undefined
      ? { got: { status, output: '' } }
      : question.ask === 'approvals' || question.ask === 'statuses'
        ? { got: [] }
        : answerBook(new Map()).of(question as never);
  return { of: of as ReturnType<typeof answerBook>['of'], key: questionKey };
}

function standing(holds: Row['holds'], { branches }: Observation) {
  if (holds === undefined) return new Map();
  if (holds !== 'something else') return standingOf(holds);
  return new Map([...branches.keys()].map((branch) => [branch, new Map([['README.md', '0']])]));
}
