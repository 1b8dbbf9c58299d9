import { describe, expect, it } from 'vitest';
import { answerBook, evaluateGate, gateKinds, knowsGate, questionKey, questionsOf } from '../../src/gates/evaluate.ts';
import type { Verdict } from '../../src/gates/gate.ts';
import * as shelf from '../../src/gates/index.ts';
import type { GateSpec } from '../../src/model/specs.ts';
import { facts, MINUTE, NOW, type Row } from './case.ts';
import { appliedRows } from './rows/applied.ts';
import { latencyRows, promqlRows, successRateRows } from './rows/metrics.ts';
import { windowRows } from './rows/window.ts';

/** Every verdict that each gate can give; a new gate adds its rows here. */
const rows: Readonly<Record<string, readonly Row[]>> = {
  bake: [
    {
      name: 'it counts from when the last cluster had it',
      spec: shelf.bake('30m'),
      facts: { appliedAt: NOW - MINUTE },
      verdict: 'wait',
      until: NOW + 29 * MINUTE,
      evidence: /baking/,
    },
    {
      name: 'a cluster had it before the merge',
      spec: shelf.bake('30m'),
      facts: { appliedAt: NOW - 90 * MINUTE },
      verdict: 'pass',
      evidence: /baked/,
    },
    { name: 'time is up', spec: shelf.bake('30m'), verdict: 'pass', evidence: /baked/ },
    {
      name: 'a millisecond is missing',
      spec: shelf.bake('30m'),
      facts: { now: NOW - 1 },
      verdict: 'wait',
      until: NOW,
      evidence: /baking/,
    },
    { name: 'no bake is asked for', spec: shelf.bake('0s'), facts: { mergedAt: NOW }, verdict: 'pass', evidence: /./ },
    {
      name: 'time is scaled',
      spec: shelf.bake('1h'),
      facts: { clockScale: 60 },
      verdict: 'pass',
      evidence: /baked/,
    },
    {
      name: 'nobody knows when it was merged',
      spec: shelf.bake('30m'),
      facts: { mergedAt: undefined },
      verdict: 'inconclusive',
      evidence: /cannot be told/,
    },
  ],
  applied: appliedRows,
  approval: [
    {
      name: 'somebody approves after the merge',
      spec: shelf.approval(),
      answer: () => ({ got: [{ by: 'ada', at: NOW }] }),
      verdict: 'pass',
      evidence: /^approved by ada$/,
    },
    {
      name: 'an approval from before the merge says nothing of how it went',
      spec: shelf.approval(),
      answer: () => ({ got: [{ by: 'ada', at: NOW - 31 * MINUTE }] }),
      verdict: 'wait',
      evidence: /^pull request 7 has 0 of 1 approvals since what is in force was merged$/,
    },
    {
      name: 'two of a team approve',
      spec: shelf.approval({ by: ['ada', 'bob', 'cleo'], count: 2 }),
      answer: () => ({ got: ['cleo', 'ada', 'mallory'].map((by) => ({ by, at: NOW })) }),
      verdict: 'pass',
      evidence: /^approved by ada and cleo$/,
    },
    {
      name: 'others do not count, nor does anybody twice',
      spec: shelf.approval({ by: ['ada', 'bob'], count: 2 }),
      answer: () => ({ got: ['ada', 'ada', 'mallory'].map((by) => ({ by, at: NOW })) }),
      verdict: 'wait',
      evidence: /1 of 2 approvals by ada and bob/,
    },
    {
      name: 'the forge cannot be asked',
      spec: shelf.approval(),
      answer: () => ({ unreachable: 'it answers with status 502' }),
      verdict: 'wait',
      evidence: /502/,
    },
    {
      name: 'the forge knows no approvals',
      spec: shelf.approval(),
      answer: () => ({ refused: 'this forge has no approvals' }),
      verdict: 'inconclusive',
      evidence: /no approvals/,
    },
    {
      name: 'the pull request is not known',
      spec: shelf.approval(),
      facts: { pull: undefined },
      verdict: 'inconclusive',
      evidence: /which pull request/,
    },
  ],
  command: [
    ['pass', 0, 'all 12 pages load\n', /^smoke is content: all 12 pages load$/],
    ['fail', 1, 'starting\n/cart answers 500\n', /^smoke says no: \/cart answers 500$/],
    ['wait', 2, '', /^smoke says not yet$/],
    ['wait', 75, 'busy', /^smoke says not yet: busy$/],
    ['inconclusive', 3, '\u001b[31mTraceback\u202e\r\n', /^smoke ended with status 3.*: \[31mTraceback$/],
    ['inconclusive', 127, 'x'.repeat(500), /: x{159}…$/],
  ].map(([verdict, status, output, evidence]) => ({
    name: `it ends with ${status}`,
    spec: shelf.command({ name: 'smoke' }),
    answer: () => ({ got: { status, output } }),
    verdict: verdict as Verdict['verdict'],
    evidence: evidence as RegExp,
  })),
  latency: latencyRows,
  promql: promqlRows,
  successRate: successRateRows,
  window: windowRows,
};

it('each gate of the shelf has rows, is found under its kind, and knows what its factory makes', () => {
  expect(Object.keys(rows).sort()).toEqual([...gateKinds].sort());
  for (const gate of Object.values(shelf)) {
    const own = rows[gate.kind] ?? [];
    expect(own.some(({ verdict }) => verdict === 'pass')).toBe(true);
    expect(own.some(({ verdict }) => verdict === 'wait')).toBe(true);
    for (const { spec } of own) {
      expect(spec.kind).toBe(gate.kind);
      expect(knowsGate(JSON.parse(JSON.stringify(spec)) as GateSpec)).toBe(true);
    }
  }
});

describe.each(Object.entries(rows))('%s', (_, own) => {
  it.each(own)('$verdict: $name', ({ spec, facts: changed, answer, verdict, until, at, evidence }) => {
    const known = { ...facts, ...changed };
    const answers = new Map(questionsOf(spec, known).map((question) => [questionKey(question), answer?.(question)]));
    if (answer === undefined) expect([...answers]).toEqual([]);
    const found = evaluateGate(spec, known, answerBook(answers));
    expect(found).toMatchObject({ verdict, evidence: expect.stringMatching(evidence) });
    expect(found?.evidence).toMatch(/^[^\p{Cc}]{1,600}$/u);
    expect(found && 'until' in found ? found.until : undefined).toBe(until);
    if (at !== undefined) expect(found && 'at' in found ? found.at : undefined).toBe(at);
  });
});

it.each([
  ['an unknown kind', { kind: 'moon-phase' }],
  ['an option that is missing', { kind: 'bake' }],
  ['an option too many', { kind: 'bake', milliseconds: 1, metric: 'up' }],
  ['a value out of range', { kind: 'bake', milliseconds: -1 }],
  ['a source of confirmation of a later release', { kind: 'applied', by: 'telepathy' }],
])('a gate with %s is not guessed at', (_, spec) => {
  expect(knowsGate(spec)).toBe(false);
  expect(evaluateGate(spec, facts)).toBeUndefined();
});

it.each<readonly [string, GateSpec, RegExp]>([
  ['no duration', shelf.bake('soon' as never), /^milliseconds is not a duration such as 30m$/],
  ['a negative time', shelf.bake('-1h' as never), /below 0/],
  ['no options at all', shelf.successRate(undefined as never), /options of the wrong type/],
  ['a share for a percentage', shelf.successRate({ min: 0 }), /^min is not above 0$/],
  ['a text for a number', shelf.successRate({ min: '99' as never }), /^min is not a number$/],
  ['parts of a second', shelf.latency({ quantile: 0.9, max: '1s', interval: '1500ms' }), /whole seconds/],
  ['a percentage for a quantile', shelf.latency({ quantile: 99, max: '1s' }), /^quantile is not below 1$/],
  ['no bounds', shelf.promql({ query: 'up' }), /neither min nor max/],
  ['bounds the wrong way round', shelf.promql({ query: 'up', min: 2, max: 1 }), /^min is above max$/],
  ['an option that is none', shelf.promql({ query: 'up', min: 2, mni: 1 } as never), /mni/],
  [
    'nobody to trust',
    shelf.applied({ by: 'commitStatus', context: '{cluster}', creators: [] as never }),
    /whose statuses/,
  ],
  [
    'one context for all',
    shelf.applied({ by: 'commitStatus', context: 'flux', creators: ['x'] }),
    /does not contain \{cl/,
  ],
  ['one Application for all', shelf.applied({ by: 'argocd', application: '{mesh}' }), /does not contain \{cluster\}/],
  ['a name without namespace', shelf.applied({ by: 'flux', kustomization: 'shop' }), /<namespace>\/<name>/],
  ['a way that is none', shelf.applied({ by: 'argo' } as never), /by/],
  ['more approvals than people', shelf.approval({ by: ['ada'], count: 2 }), /more than the people/],
  ['nobody to approve', shelf.approval({ by: [] as never }), /nobody could approve/],
  ['a program without a name', shelf.command({ name: '' }), /^name is empty/],
  ['words for cron', shelf.window({ allow: [{ cron: 'weekdays', for: '8h' }] }), /^allow\[0\]\.cron is no cron/],
  ['a time that never comes', shelf.window({ allow: [{ cron: '0 0 31 2 *', for: '8h' }] }), /ever fires/],
  ['seconds in cron', shelf.window({ allow: [{ cron: '0 0 9 * * 1', for: '8h' }] }), /five fields/],
  ['no length', shelf.window({ allow: [{ cron: '0 9 * * 1', for: '0s' }] }), /^allow\[0\]\.for is 0$/],
  ['a zone that is none', shelf.window({ timeZone: 'Mars/Olympus' }), /^timeZone is no time zone/],
  [
    'a day that is none',
    shelf.window({ freezes: [{ from: '2030-02-30', to: '2030-03-02', reason: 'x' }] }),
    /from is no day/,
  ],
  [
    'time backwards',
    shelf.window({ freezes: [{ from: '2030-02-03', to: '2030-02-02', reason: 'x' }] }),
    /not after from/,
  ],
])('a gate with %s says so and is not evaluated', (_, spec, problem) => {
  expect(spec.problem).toMatch(problem);
  expect(knowsGate(spec)).toBe(false);
});
