/** What the compiler works out by itself, without `as const`, and what it has to accept. */
import {
  bake,
  Canary,
  type Duration,
  move,
  type NoVersion,
  permille,
  Route,
  type Service,
  type ServiceHandle,
  TrafficPolicy,
  type Weight,
} from 'meshwright';
import { euWest, mesh, productpage, ratings, reviews, usEast } from '../shop.ts';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export const serviceIsLiteral: Same<typeof reviews, Service<'v1' | 'v2' | 'v3', 'http' | 'grpc-admin'>> = true;
export const unversionedIsMarked: Same<typeof productpage, Service<NoVersion, 'http'>> = true;

const canary = new Canary(reviews, 'next', {
  from: 'v1',
  to: 'v2',
  waves: [{ clusters: [euWest, usEast], weights: [permille(5), 50, 100], bake: '1h30m' }],
  gates: [bake('10m')],
});
new Canary(reviews, 'first-steps', {
  from: 'v1',
  to: 'v2',
  waves: [{ clusters: [{ cluster: euWest, weights: [1, 5, 100] }, usEast], weights: [5, 25, 100], bake: '30m' }],
  order: 'step-major',
  ifUnderWay: 'hotfix',
  mirror: { percent: permille(5), bake: '1h' },
  cohort: { cookie: { name: 'group', value: { prefix: 'beta' } } },
});
const together = new Canary(reviews, 'together', {
  from: 'v1',
  to: 'v2',
  with: [move(ratings, { from: '2026-09', to: '2026-10' })],
  waves: [{ clusters: [euWest], weights: [100], bake: '30m' }],
});
export const togetherIsLiteral: Same<typeof together, Canary<'v1' | 'v2' | 'v3', 'v1'>> = true;
export const canaryIsLiteral: Same<typeof canary, Canary<'v1' | 'v2' | 'v3', 'v1'>> = true;

export const handles: readonly ServiceHandle[] = [reviews, productpage];
export const widened: Service<string, string> = reviews;
export const weights: readonly Weight[] = [0, 1, 99, 100, permille(995)];
export const durations: readonly Duration[] = ['500ms', '2s', '1.5s', '30m', '1h', '1h30m', '1h2m3s4ms'];

new Route(reviews, 'split', { to: { v1: 97, v2: permille(25), v3: permille(5) } });
new TrafficPolicy(mesh, 'bookinfo', { namespace: 'bookinfo', timeout: '2s' });
new TrafficPolicy(reviews, 'admin', { port: 'grpc-admin', in: [euWest], timeout: '2s' });
new TrafficPolicy(reviews, 'v3', { version: 'v3', loadBalancer: 'RANDOM' });
