import { describe, expect, it } from 'vitest';
import { answerBook, evaluateGate, questionKey, questionsOf } from '../../src/gates/evaluate.ts';
import type { CanaryFacts, GateFacts, Verdict } from '../../src/gates/gate.ts';
import { command, latency, promql, successRate } from '../../src/gates/index.ts';
import type { Question, Series } from '../../src/gates/questions.ts';
import type { GateSpec } from '../../src/model/specs.ts';
import { canary, facts, NOW } from './case.ts';

/** reviews from v1 to v2, and ratings from v2 to v3 with it. */
const ratings: CanaryFacts = {
  ...{ rollout: canary.rollout, namespace: 'shop', service: 'ratings', host: 'ratings.shop.svc.cluster.local' },
  ...{ from: 'v2', to: 'v3', weights: { 'us-west': 50 } },
};
const both: GateFacts = { ...facts, canary: { ...canary, with: [ratings] } };

/** What each service's new version answers each minute: of so many requests so many fail. */
type Flows = Readonly<Record<string, readonly [requests: number, failed: number] | 'unreachable' | undefined>>;

function judged(spec: GateSpec, flows: Flows, known: GateFacts = both): Verdict | undefined {
  const answers = questionsOf(spec, known).map((question) => {
    const service = Object.keys(flows).find((name) => JSON.stringify(question).includes(name)) ?? '';
    const flow = flows[service];
    return [
      questionKey(question),
      flow === 'unreachable' ? { unreachable: 'no route' } : { got: flow ? series(question, service, flow) : [] },
    ] as const;
  });
  return evaluateGate(spec, known, answerBook(new Map<string, unknown>(answers)));
}

function series(question: Question, service: string, [requests, failed]: readonly [number, number]): Series[] {
  if (question.ask !== 'prometheus' || question.end < NOW - 30 * 60_000) return [];
  const { start, end, step } = question;
  const times = Array.from({ length: (end - start) / step + 1 }, (_, i) => start + i * step);
  const version = service === 'ratings' ? 'v3' : 'v2';
  return [
    ['200', requests - failed],
    ['503', failed],
  ].map(([code, value]) => ({
    labels: { destination_version: version, response_code: String(code), response_flags: '-' },
    points: times.map((time) => [time, Number(value)] as const),
  }));
}

describe('a gate of a canary that moves several services', () => {
  it.each<[string, Flows, Verdict['verdict'], RegExp]>([
    [
      'holds for all of them',
      { reviews: [400, 0], ratings: [400, 0] },
      'pass',
      /^reviews: 100 %.* v2 .*; ratings: 100 %/,
    ],
    [
      'fails when the first does',
      { reviews: [400, 40], ratings: [400, 0] },
      'fail',
      /^reviews: 90 %.*; ratings: 100 %/,
    ],
    ['fails when another does', { reviews: [400, 0], ratings: [400, 40] }, 'fail', /^ratings: 90 %.* v3 .*; reviews/],
    [
      'cannot tell where one of them gets nothing',
      { reviews: [400, 0] },
      'inconclusive',
      /^ratings: no request to v3 of ratings was seen; reviews: 100 %/,
    ],
    [
      'fails though another cannot be told',
      { reviews: [400, 40], ratings: 'unreachable' },
      'fail',
      /^reviews: 90 %.*; ratings: Prometheus 'default' cannot be asked now/,
    ],
    ['waits for the answer about one', { reviews: [400, 0], ratings: 'unreachable' }, 'wait', /^ratings: Prometheus/],
  ])('%s', (_, flows, verdict, evidence) => {
    expect(judged(successRate({ min: 99.5 }), flows)).toEqual({ verdict, evidence: expect.stringMatching(evidence) });
  });

  it('passes over a service that nobody calls where anything has moved', () => {
    const known = { ...facts, canary: { ...canary, with: [{ ...ratings, weights: {} }] } };
    expect(judged(successRate({ min: 99.5 }), { reviews: [400, 0] }, known)).toEqual({
      verdict: 'pass',
      evidence: expect.stringMatching(/^100 %/),
    });
  });

  it('tells services of one name apart by their namespaces', () => {
    const twin = { ...ratings, namespace: 'other', service: 'reviews' };
    const known = { ...facts, canary: { ...canary, with: [twin] } };
    const evidence = judged(successRate({ min: 99.5 }), { ratings: [400, 0], reviews: [400, 0] }, known)?.evidence;
    expect(evidence).toMatch(/^shop\/reviews: .*; other\/reviews: /);
  });

  it('waits until the last of them can pass', () => {
    const early: GateFacts = { ...both, mergedAt: NOW - 30_000 };
    const spec = latency({ quantile: 0.99, max: '300ms' });
    expect(evaluateGate(spec, early)).toMatchObject({ verdict: 'wait', until: NOW + 30_000 });
  });

  it.each<[string, GateSpec, number]>([
    ['success', successRate({ min: 99.5, countLost: false }), 2],
    ['latency', latency({ quantile: 0.99, max: '300ms' }), 2],
    ['a query that names the service', promql({ query: 'x{service="$service"}', max: 1 }), 2],
    ['a query that names none', promql({ query: 'x{rollout="$rollout"}', max: 1 }), 1],
    ['a program', command({ name: 'smoke' }), 2],
  ])('asks about %s as often as there are services', (_, spec, times) => {
    expect(questionsOf(spec, both)).toHaveLength(times);
  });

  it('tells a program which service it is about', () => {
    const environments = questionsOf(command({ name: 'smoke' }), both).flatMap((question) =>
      question.ask === 'command' ? [question.environment] : [],
    );
    expect(environments.map((known) => [known.MESHWRIGHT_SERVICE, known.MESHWRIGHT_TO])).toEqual([
      ['reviews', 'v2'],
      ['ratings', 'v3'],
    ]);
  });
});
