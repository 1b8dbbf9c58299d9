import type { Dice } from './dice.ts';
import { EXPORTS, NAMESPACES, optional } from './random-rules.ts';
import type { Drawn } from './random-world.ts';

const HOSTS = [
  'reviews.shop.svc.cluster.local',
  'shop.example',
  'reviews',
  'reviews.shop.svc.cluster.local',
  'reviews.shop.svc.cluster.local',
  'reviews.shop',
  'ratings.shop.svc.cluster.local',
  '*.shop.svc.cluster.local',
  'db.shop.svc.cluster.local',
  'secure.shop.svc.cluster.local',
  'guess.shop.svc.cluster.local',
  'web.front.svc.cluster.local',
  'api.example.com',
  '*.example.com',
  'shop.example',
  '*.example',
  '*',
];

export function virtualService(dice: Dice): Drawn {
  const gateways = dice.pick([
    undefined,
    undefined,
    undefined,
    ['mesh'],
    ['istio-ingress/gateway-1'],
    ['istio-ingress/gateway-1', 'mesh'],
    ['istio-ingress/gateway-2', 'istio-ingress/gateway-1'],
    ['shop/gateway-1', 'istio-ingress/gateway-3'],
  ]);
  const hosts = [...new Set(dice.chance(0.2) ? [dice.pick(HOSTS), dice.pick(HOSTS)] : [dice.pick(HOSTS)])];
  const stream = dice.chance(0.2);
  const spec = {
    hosts,
    ...optional('gateways', gateways),
    ...optional('exportTo', dice.chance(0.5) ? undefined : dice.pick(EXPORTS)),
    ...(stream ? streams(dice, hosts) : { http: Array.from({ length: 1 + dice.below(3) }, () => httpRule(dice)) }),
  };
  return { kind: 'VirtualService', namespace: dice.pick(NAMESPACES), spec };
}

function streams(dice: Dice, hosts: readonly string[]): object {
  if (dice.chance(0.5)) {
    const match = dice.pick([
      undefined,
      [{ port: 5432 }],
      [{ sourceLabels: { app: 'web' } }],
      [{ port: 8443 }, { destinationSubnets: ['10.100.0.0/16'] }],
    ]);
    return { tcp: [{ ...optional('match', match), route: destinations(dice) }] };
  }
  const sniHosts = dice.pick([hosts, hosts, ['secure.shop.svc.cluster.local'], ['shop.example']]);
  return {
    tls: [{ match: [{ sniHosts, ...optional('port', dice.pick([undefined, 443, 8443])) }], route: destinations(dice) }],
  };
}

function httpRule(dice: Dice): object {
  const match = dice.chance(0.6) ? Array.from({ length: dice.pick([1, 1, 2]) }, () => httpMatch(dice)) : undefined;
  const action = dice.pick<() => object>([
    ...Array(8).fill(() => ({ route: destinations(dice) })),
    () => ({ redirect: { uri: '/elsewhere' } }),
    () => ({ directResponse: { status: 418 } }),
    () => ({
      route: destinations(dice),
      fault: { abort: { httpStatus: 503, percentage: { value: dice.pick([100, 10]) } } },
    }),
  ])();
  return { ...optional('match', match), ...action };
}

function httpMatch(dice: Dice): object {
  return dice.pick<object>([
    { uri: { prefix: '/a' } },
    { uri: { prefix: '/a/' } },
    { uri: { exact: '/a' } },
    { uri: { exact: '/A' }, ignoreUriCase: true },
    { uri: { prefix: '/a/B' }, ignoreUriCase: true },
    { uri: { regex: '/[ab]+' } },
    { uri: { regex: '.*\\.html' } },
    { headers: { x: { exact: 'a' } } },
    { headers: { x: { prefix: 'a' }, 'end-user': {} } },
    { headers: { x: { regex: 'a.*' } } },
    { withoutHeaders: { 'end-user': {} } },
    { withoutHeaders: { x: { exact: 'a' } } },
    { method: { exact: 'GET' } },
    { method: { regex: 'P.*' }, uri: { prefix: '/a' } },
    { authority: { exact: 'reviews.shop.svc.cluster.local' } },
    { authority: { prefix: 'shop' } },
    { scheme: { exact: 'https' } },
    { port: 9080 },
    { port: 80 },
    { queryParams: { q: { exact: '1' } } },
    { queryParams: { q: { regex: '[0-9]' } } },
    { queryParams: { r: { prefix: '' } } },
    { sourceLabels: { app: 'web' } },
    { sourceNamespace: 'front' },
    { gateways: ['mesh'] },
    { gateways: ['istio-ingress/gateway-1'] },
    { headers: { ':method': { exact: 'POST' } } },
    { headers: { cookie: { regex: '.*' } } },
    {},
  ]);
}

function destinations(dice: Dice): object[] {
  const weights = dice.pick([undefined, undefined, [90, 10], [1, 2], [100, 0], [50, 25, 25]]);
  return (weights ?? [undefined]).map((weight) => ({ destination: destination(dice), ...optional('weight', weight) }));
}

function destination(dice: Dice): object {
  const [host, port] = dice.pick<[string, number | undefined]>([
    ['reviews', undefined],
    ['reviews.shop.svc.cluster.local', undefined],
    ['reviews.shop.svc.cluster.local', 9080],
    ['ratings.shop.svc.cluster.local', 9090],
    ['ratings.shop.svc.cluster.local', undefined],
    ['db.shop.svc.cluster.local', undefined],
    ['reviews.front.svc.cluster.local', undefined],
    ['web.front.svc.cluster.local', 80],
    ['api.example.com', undefined],
    ['nowhere.shop.svc.cluster.local', undefined],
    ['secure.shop.svc.cluster.local', 8443],
  ]);
  return {
    host,
    ...optional('port', port === undefined ? undefined : { number: port }),
    ...optional('subset', dice.pick([undefined, undefined, 'v1', 'v2', 'v3'])),
  };
}
