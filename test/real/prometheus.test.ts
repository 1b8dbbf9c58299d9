/** The gates that ask Prometheus, all the way: gate → question → a real Prometheus → answer → verdict. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sources } from '../../src/deliver/sources/index.ts';
import { answerBook, evaluateGate, questionKey, questionsOf } from '../../src/gates/evaluate.ts';
import type { GateFacts, Verdict } from '../../src/gates/gate.ts';
import { latency, promql, successRate } from '../../src/gates/index.ts';
import type { Series } from '../../src/gates/questions.ts';
import type { GateSpec } from '../../src/model/specs.ts';
import { type RunningPrometheus, startPrometheus } from '../support/prometheus.ts';
import { istioTraffic, type MetricSeries, type Traffic } from '../support/prometheus-series.ts';

const MINUTE = 60_000;
const BEGIN = Date.parse('2030-01-01T12:00:00Z');
const NOW = BEGIN + 30 * MINUTE;

type Flow = Partial<Traffic> & Pick<Traffic, 'version'>;

/** A service for each way that a canary can go: ninety-five in a hundred requests are the stable version's. */
const world: Readonly<Record<string, readonly Flow[]>> = {
  healthy: [
    { version: 'v1', perSecond: 95, success: 0.999 },
    { version: 'v2', success: 0.999 },
  ],
  // 2 % of the requests to v2 find no subset: its servers never see them, and answer the others well.
  'degraded-at-source': [
    { version: 'v1', perSecond: 95 },
    { version: 'v2', perSecond: 4.9 },
    { version: 'unknown', perSecond: 0.1, success: 0, failure: { code: '503', flags: 'NC' }, reporters: ['source'] },
  ],
  // The same, asked for by the short name: a proxy without a cluster has nothing else to count it under.
  'short-name': [
    { version: 'v1', perSecond: 95 },
    { version: 'v2', perSecond: 4.9 },
    {
      version: 'unknown',
      perSecond: 0.1,
      success: 0,
      failure: { code: '503', flags: 'NC' },
      reporters: ['source'],
      destinationService: 'short-name:9080',
    },
  ],
  gone: [
    { version: 'v1', perSecond: 95 },
    { version: 'unknown', success: 0, failure: { code: '503', flags: 'UH' }, reporters: ['source'] },
  ],
  // A tenth of a per cent is lost all the time, since long before the canary.
  leaky: [
    { version: 'v1', perSecond: 94.9, from: BEGIN - 180 * MINUTE },
    { version: 'v2' },
    {
      version: 'unknown',
      perSecond: 0.1,
      success: 0,
      failure: { code: '503', flags: 'UF' },
      reporters: ['source'],
      from: BEGIN - 180 * MINUTE,
    },
  ],
  silent: [{ version: 'v1', perSecond: 95 }],
  // The counters are there from an earlier round and stand still.
  idle: [
    { version: 'v1', perSecond: 95 },
    { version: 'v2', perSecond: 0 },
  ],
  sparse: [
    { version: 'v1', perSecond: 1 },
    { version: 'v2', perSecond: 0.05 },
  ],
  flapping: [
    { version: 'v1', perSecond: 95 },
    { version: 'v2', success: (time) => (Math.floor((time - BEGIN) / (2 * MINUTE)) % 2 === 0 ? 1 : 0.97) },
  ],
  outage: [
    { version: 'v1', perSecond: 95, success: 0.9 },
    { version: 'v2', success: 0.9 },
  ],
  slow: [
    { version: 'v1', perSecond: 95 },
    { version: 'v2', slow: { share: 0.05, takes: 700 } },
  ],
};

let prometheus: RunningPrometheus;
beforeAll(async () => {
  prometheus = await startPrometheus({
    series: Object.entries(world).flatMap(([service, flows]) => seriesOf(service, flows)),
  });
});
afterAll(() => prometheus?.stop());

const rows: readonly (readonly [string, GateSpec, Verdict['verdict'], RegExp])[] = [
  ['healthy', successRate({ min: 99.5 }), 'pass', /^99\.9 % of 9,000 requests to v2 succeeded.*v1 99\.9 %; 0 of 30/],
  ['healthy', successRate({ min: 99.5, reporter: 'destination' }), 'pass', /^99\.9 %/],
  ['healthy', successRate({ min: 99.5, versionLabel: 'destination_canonical_revision' }), 'pass', /^99\.9 %/],
  ['healthy', successRate({ min: 99.5, clusterLabel: '' }), 'pass', /of 18,000 requests/],
  ['healthy', successRate({ min: 99.5, hosts: ['we"ird\\', 'a.b'] }), 'pass', /^99\.9 %/],
  ['healthy', successRate({ min: 99.95 }), 'inconclusive', /cause lies elsewhere/],
  ['healthy', latency({ quantile: 0.99, max: '50ms' }), 'pass', /took at most 49\.8 ms/],
  ['degraded-at-source', successRate({ min: 99.5 }), 'fail', /^98 % of.*reached no endpoint \(503 NC\)/],
  ['degraded-at-source', successRate({ min: 99.5, reporter: 'destination' }), 'pass', /^100 %/],
  ['short-name', successRate({ min: 99.5 }), 'fail', /^98 % of.*reached no endpoint \(503 NC\)/],
  ['leaky', successRate({ min: 99.5 }), 'pass', /^100 % .*; 180 more did not, as before the stage/],
  ['gone', successRate({ min: 99.5 }), 'fail', /^0 % of.*503 UH/],
  ['silent', successRate({ min: 99.5 }), 'inconclusive', /no request to v2/],
  ['silent', latency({ quantile: 0.99, max: '50ms' }), 'inconclusive', /no request to v2/],
  ['idle', successRate({ min: 99.5 }), 'inconclusive', /no request to v2/],
  ['idle', latency({ quantile: 0.99, max: '50ms' }), 'inconclusive', /no request to v2/],
  ['sparse', successRate({ min: 99.5 }), 'inconclusive', /too little to judge: 0 of 3 samples of 200 requests/],
  ['sparse', successRate({ min: 99.5, minRequests: 20 }), 'pass', /0 of 4 samples below/],
  ['flapping', successRate({ min: 98.4 }), 'fail', /^98\.6 % of .* 14 of 30 samples below/],
  ['flapping', successRate({ min: 98.4, failureLimit: 15 }), 'pass', /samples below/],
  ['outage', successRate({ min: 99.5 }), 'inconclusive', /cause lies elsewhere/],
  ['slow', latency({ quantile: 0.99, max: '500ms' }), 'fail', /took at most 9\d\d ms \(500 ms asked\); v1 49\.\d ms/],
  ['slow', latency({ quantile: 0.9, max: '50ms' }), 'pass', /./],
  ['slow', latency({ quantile: 0.99, max: '1s', maxTimesStable: 2 }), 'fail', /2 times that of v1/],
  ['healthy', promql({ query: rate('$service'), min: 4, title: 'requests a second' }), 'pass', /was 5 \(at least 4/],
  ['healthy', promql({ query: rate('$service'), max: 4 }), 'fail', /30 of 30 points outside/],
  ['silent', promql({ query: `${rate('none')} / ${rate('none')}`, min: 1 }), 'inconclusive', /has no points/],
  ['idle', promql({ query: `${rate('$service')} / ${rate('$service')}`, min: 1 }), 'inconclusive', /has no points/],
  ['healthy', promql({ query: 'sum(rate(', min: 1 }), 'inconclusive', /cannot answer: bad_data/],
];

describe('a real Prometheus', () => {
  it.each(rows)('%s: %o gives %s', async (service, spec, verdict, evidence) => {
    expect(await judge(service, spec, NOW)).toMatchObject({ verdict, evidence: expect.stringMatching(evidence) });
  });

  it('waits for what the bake may still bring', async () => {
    const found = await judge('silent', successRate({ min: 99.5 }), BEGIN + 10 * MINUTE);
    expect(found).toMatchObject({ verdict: 'wait', until: BEGIN + 30 * MINUTE });
  });

  it('says at once what is bad', async () => {
    expect(await judge('gone', successRate({ min: 99.5 }), BEGIN + 4 * MINUTE)).toMatchObject({ verdict: 'fail' });
  });

  it('finds the quantile that Prometheus finds', async () => {
    const selector = `istio_request_duration_milliseconds_bucket{reporter="source",destination_service="slow.shop.svc.cluster.local",source_cluster="us-east",destination_version="v2"}`;
    const query = `histogram_quantile(0.99, sum by (le) (increase(${selector}[28m])))`;
    const question = { ask: 'prometheus', source: 'default', query, start: NOW, end: NOW, step: MINUTE } as const;
    const answer = (await client().answer(question, neverAsked)) as { readonly got: readonly Series[] };
    const theirs = answer.got[0]?.points[0]?.[1] ?? Number.NaN;
    const ours = await judge('slow', latency({ quantile: 0.99, max: '500ms' }), NOW);
    expect(ours.evidence).toContain(`took at most ${Math.round(theirs)} ms`);
  });
});

function seriesOf(service: string, flows: readonly Flow[]): MetricSeries[] {
  const common = { namespace: 'shop', service, to: NOW, perSecond: 5 };
  return flows.flatMap((flow) =>
    // Callers of another cluster, which the canary has not reached, ask the same service.
    ['us-east', 'eu-west'].flatMap((cluster) =>
      istioTraffic({ ...common, cluster, from: flow.version === 'v1' ? BEGIN - 5 * MINUTE : BEGIN - MINUTE, ...flow }),
    ),
  );
}

function rate(service: string): string {
  const selector = `istio_requests_total{reporter="source",source_cluster="us-east",destination_service=~"${service}[.].*",destination_version="v2"}`;
  return `sum(rate(${selector}[$interval]))`;
}

async function judge(service: string, spec: GateSpec, now: number): Promise<Verdict> {
  const facts = factsOf(service, now);
  const answers = new Map<string, unknown>();
  for (const question of questionsOf(spec, facts)) {
    if (question.ask === 'prometheus') answers.set(questionKey(question), await client().answer(question, neverAsked));
  }
  const verdict = evaluateGate(spec, facts, answerBook(answers));
  if (!verdict) throw new Error('this gate is not known');
  return verdict;
}

function client() {
  return sources({ prometheus: { default: { url: prometheus.url } }, argocd: undefined, flux: {}, commands: {} });
}

function factsOf(service: string, now: number): GateFacts {
  return {
    now,
    mergedAt: BEGIN - MINUTE,
    confirmedAt: undefined,
    pull: 7,
    propagation: 0,
    clockScale: 1,
    commit: undefined,
    mesh: 'shop',
    clusters: ['us-east'],
    appliedAt: BEGIN,
    bake: 30 * MINUTE,
    canary: {
      rollout: 'shop/canary',
      namespace: 'shop',
      service,
      host: `${service}.shop.svc.cluster.local`,
      from: 'v1',
      to: 'v2',
      weights: { 'us-east': 50 },
    },
  };
}

async function neverAsked(): Promise<never> {
  throw new Error('no revision is asked about');
}
