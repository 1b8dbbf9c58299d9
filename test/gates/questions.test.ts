import { expect, it } from 'vitest';
import { guards, judgesAnyRollout, questionsOf } from '../../src/gates/evaluate.ts';
import type { GateFacts } from '../../src/gates/gate.ts';
import * as shelf from '../../src/gates/index.ts';
import type { QuestionOf } from '../../src/gates/questions.ts';
import type { GateSpec } from '../../src/model/specs.ts';
import { COMMIT, canary, facts, MERGED, MINUTE, NOW } from './case.ts';

const known: GateFacts = { ...facts, canary };

it('Prometheus is asked for what callers of the canary saw, by version, code and flags', () => {
  const weights = { 'us-west': 50, 'us-east': 1000 };
  expect(queryOf(shelf.successRate({ min: 99, hosts: ['shop.example', 'a"b\\'] }), { ...canary, weights })).toBe(
    'sum by (destination_version, response_code, response_flags, grpc_response_status) (' +
      'increase(istio_requests_total{reporter="source",source_cluster=~"us-east|us-west",destination_service=~"(' +
      'a\\"b\\\\\\\\|reviews\\\\.shop|reviews\\\\.shop\\\\.svc|reviews\\\\.shop\\\\.svc\\\\.cluster\\\\.local|shop\\\\.example)(:[0-9]+)?"}[60s]) or ' +
      'increase(istio_requests_total{reporter="source",source_cluster=~"us-east|us-west",source_workload_namespace="shop",' +
      'destination_service=~"reviews(:[0-9]+)?"}[60s]))',
  );
});

it('Prometheus is asked for what servers saw, if that is wanted', () => {
  const spec = shelf.latency({ quantile: 0.5, max: '1s', reporter: 'destination', clusterLabel: '', interval: '5m' });
  expect(queryOf(spec, canary)).toBe(
    'sum by (destination_version, le) (increase(istio_request_duration_milliseconds_bucket' +
      '{reporter="destination",destination_service="reviews.shop.svc.cluster.local"}[300s]))',
  );
});

it('a query of its own may name the canary', () => {
  const query = `up{app="$service",ns="$namespace",v=~"$from|$to",h="$host",m="$mesh",r="$rollout",x=~"y$"}[$interval] > $other`;
  expect(queryOf(shelf.promql({ query, min: 1 }), { ...canary, service: 'a"b\\c\nd' })).toBe(
    'up{app="a\\"b\\\\c\\nd",ns="shop",v=~"v1|v2",h="reviews.shop.svc.cluster.local",m="shop",r="shop/reviews-v2",x=~"y$"}[60s] > $other',
  );
});

it('whoever asks again is answered the same points, and new ones at the end', () => {
  const at = (now: number) => prometheusOf(shelf.successRate({ min: 99 }), { ...known, now });
  expect(at(NOW)).toMatchObject({ source: 'default', start: MERGED + MINUTE, end: NOW, step: MINUTE });
  expect(at(NOW + MINUTE - 1)).toEqual(at(NOW));
  expect(at(NOW + MINUTE)).toMatchObject({ start: MERGED + MINUTE, end: NOW + MINUTE });
  const later = at(NOW + 14 * 24 * 60 * MINUTE + 1234);
  expect((later.end - later.start) / MINUTE + 1).toBe(1500);
  expect((later.start - MERGED) % MINUTE).toBe(0);
});

it('what was lost before the stage is asked for too, where lost requests count', () => {
  const asked = (spec: GateSpec) => questionsOf(spec, { ...known, appliedAt: NOW - MINUTE }).slice(1);
  const before = { start: MERGED - 119 * MINUTE, end: MERGED, step: MINUTE };
  expect(asked(shelf.successRate({ min: 99 }))).toMatchObject([before]);
  expect(asked(shelf.successRate({ min: 99, countLost: false }))).toEqual([]);
  expect(asked(shelf.successRate({ min: 99, reporter: 'destination' }))).toEqual([]);
});

it('the window begins when the last cluster had the stage', () => {
  const appliedAt = NOW - 10 * MINUTE;
  expect(prometheusOf(shelf.successRate({ min: 99 }), { ...known, appliedAt }).start).toBe(appliedAt + MINUTE);
});

it('each cluster is asked whether it has applied the stage', () => {
  const asked = (spec: GateSpec) => questionsOf(spec, known);
  expect(asked(shelf.applied({ by: 'argocd', application: '{mesh}-{cluster}' }))).toEqual([
    { ask: 'argocd', application: 'shop-us-east', cluster: 'us-east', commit: COMMIT },
    { ask: 'argocd', application: 'shop-us-west', cluster: 'us-west', commit: COMMIT },
  ]);
  expect(asked(shelf.applied({ by: 'flux', kustomization: 'flux-system/{mesh}' }))).toEqual([
    { ask: 'flux', cluster: 'us-east', namespace: 'flux-system', name: 'shop', commit: COMMIT },
    { ask: 'flux', cluster: 'us-west', namespace: 'flux-system', name: 'shop', commit: COMMIT },
  ]);
  // One question for all clusters: the forge is not asked twice for one commit.
  expect(asked(shelf.applied({ by: 'commitStatus', context: '{cluster}', creators: ['flux[bot]'] }))).toEqual([
    { ask: 'statuses', commit: COMMIT },
  ]);
  expect(asked(shelf.applied())).toEqual([]);
});

it('a program is told the facts', () => {
  const more = { rollout: 'shop/reviews-v2', stage: 'shift-1-2', appliedAt: NOW };
  const [question] = questionsOf(shelf.command({ name: 'smoke' }), { ...known, ...more });
  expect(question).toEqual({
    ask: 'command',
    name: 'smoke',
    environment: {
      MESHWRIGHT_ROLLOUT: 'shop/reviews-v2',
      MESHWRIGHT_STAGE: 'shift-1-2',
      MESHWRIGHT_MESH: 'shop',
      MESHWRIGHT_CLUSTERS: 'us-east us-west',
      MESHWRIGHT_COMMIT: COMMIT,
      MESHWRIGHT_PULL_REQUEST: '7',
      MESHWRIGHT_MERGED_AT: '2030-01-01T11:30:00.000Z',
      MESHWRIGHT_APPLIED_AT: '2030-01-01T12:00:00.000Z',
      MESHWRIGHT_NAMESPACE: 'shop',
      MESHWRIGHT_SERVICE: 'reviews',
      MESHWRIGHT_HOST: 'reviews.shop.svc.cluster.local',
      MESHWRIGHT_FROM: 'v1',
      MESHWRIGHT_TO: 'v2',
      MESHWRIGHT_WEIGHTS: 'us-east=5',
    },
  });
});

it('a window guards proposals, and metrics of Istio judge canaries alone', () => {
  expect(guards(shelf.window({}))).toBe('proposal');
  expect(guards(shelf.bake('1h'))).toBe('stage');
  expect(judgesAnyRollout(shelf.successRate({ min: 99 }))).toBe(false);
  expect(judgesAnyRollout(shelf.latency({ quantile: 0.5, max: '1s' }))).toBe(false);
  expect(judgesAnyRollout(shelf.promql({ query: 'up', min: 1 }))).toBe(true);
});

function queryOf(spec: GateSpec, moved: NonNullable<GateFacts['canary']>): string {
  return prometheusOf(spec, { ...facts, canary: moved }).query;
}

function prometheusOf(spec: GateSpec, at: GateFacts): QuestionOf<'prometheus'> {
  const [question] = questionsOf(spec, at);
  if (question?.ask !== 'prometheus') throw new Error('Prometheus is not asked');
  return question;
}
