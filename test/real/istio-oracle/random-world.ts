import type { Manifest } from '../../../src/istio/manifest.ts';
import type { SimulatedRequest } from '../../../src/simulate/request.ts';
import { istio, pods, service, world } from '../../simulate/row.ts';
import { ourJudgement } from './compare.ts';
import type { Dice } from './dice.ts';
import type { World } from './question.ts';
import { destinationRule, gateway, serviceEntry, sidecar } from './random-rules.ts';
import { virtualService } from './random-virtual-service.ts';

const INGRESS = { istio: 'ingressgateway' };

/** Two clusters with a handful of services, and objects that speak of the same few hosts, so that they meet. */
export function randomWorld(dice: Dice): World {
  const policy = dice.pick(['ALLOW_ANY', 'ALLOW_ANY', 'REGISTRY_ONLY'] as const);
  const base = world({
    clusters: [
      { name: 'east', network: 'net', meshConfig: { outboundTrafficPolicy: policy } },
      { name: 'west', network: 'net', meshConfig: { outboundTrafficPolicy: policy } },
    ],
    services: [
      service('reviews.shop', 'http:9080'),
      service('ratings.shop', ['http:9080', 'http-admin:9090'], {
        exportTo: dice.pick([undefined, undefined, ['.'], ['front']]),
      }),
      service('db.shop', 'tcp:5432'),
      service('secure.shop', 'tls:8443'),
      service('guess.shop', 'main:7000', { headless: dice.chance(0.3) }),
      service('web.front', 'http:80/8080'),
      service('reviews.front', ['grpc:9080', 'http:80']),
    ],
    workloads: [
      ...['east', 'west'].flatMap((cluster) => [
        pods('reviews.shop', 'v1', cluster),
        pods('reviews.shop', 'v2', cluster),
        pods('ratings.shop', 'v1', cluster),
        pods('db.shop', 'v1', cluster),
        pods('secure.shop', 'v1', cluster),
        pods('guess.shop', undefined, cluster),
        pods('reviews.front', 'v1', cluster),
      ]),
      pods('web.front', undefined, 'east'),
      pods('gw.istio-ingress', undefined, 'east', { labels: INGRESS, proxy: 'gateway' }),
    ],
  });
  const objects = manifests(dice);
  return {
    facts: base.facts,
    manifests: new Map([
      ['east', objects],
      ['west', objects],
    ]),
  };
}

/** Only such as Istio's webhook lets in: what it refuses reaches no proxy. */
function manifests(dice: Dice): Manifest[] {
  const made = [
    ...several(dice, 2, 5, () => virtualService(dice)),
    ...several(dice, 0, 3, () => destinationRule(dice)),
    ...several(dice, 0, 3, () => gateway(dice)),
    ...several(dice, 0, 2, () => serviceEntry(dice)),
    ...(dice.chance(0.35) ? several(dice, 1, 2, () => sidecar(dice)) : []),
  ];
  const counts: Record<string, number> = {};
  const nameOf = (kind: string) => {
    counts[kind] = (counts[kind] ?? 0) + 1;
    return `${kind.toLowerCase()}-${counts[kind]}`;
  };
  return made
    .map(({ kind, namespace, spec }) => istio(`${kind} ${namespace}/${nameOf(kind)}`, spec))
    .filter((manifest) => ourJudgement(manifest).verdict !== 'error');
}

export interface Drawn {
  readonly kind: string;
  readonly namespace: string;
  readonly spec: object;
}

function several<Item>(dice: Dice, least: number, most: number, make: () => Item): Item[] {
  return Array.from({ length: least + dice.below(most - least + 1) }, make);
}

const TARGETS: readonly (readonly [string, number])[] = [
  ['reviews.shop.svc.cluster.local', 9080],
  ['reviews.shop.svc.cluster.local', 9080],
  ['reviews.shop.svc.cluster.local', 9080],
  ['ratings.shop.svc.cluster.local', 9080],
  ['ratings.shop.svc.cluster.local', 9090],
  ['reviews.front.svc.cluster.local', 9080],
  ['reviews.front.svc.cluster.local', 80],
  ['web.front.svc.cluster.local', 80],
  ['db.shop.svc.cluster.local', 5432],
  ['secure.shop.svc.cluster.local', 8443],
  ['guess.shop.svc.cluster.local', 7000],
  ['api.example.com', 80],
  ['api.example.com', 443],
  ['other.example.com', 80],
  ['vm.shop', 80],
  ['shop.example', 80],
  ['nobody.example.org', 80],
];

/** A request that has a chance of meeting the rules: the words are the same. */
export function randomRequest(dice: Dice, { facts: { services }, manifests }: World): SimulatedRequest {
  const kinds = new Set((manifests.get('east') ?? []).map(({ kind }) => kind));
  const ingress = dice.chance(kinds.has('Gateway') ? 0.35 : 0.03);
  const headers = dice.pick([undefined, { x: 'a' }, { x: 'ab', 'end-user': 'jason' }, { 'end-user': 'jason' }]);
  const path = dice.pick(['/', '/a', '/a/b', '/ab', '/A/b', '/a?q=1', '/b?q=2&r=', '/x.html']);
  const asked = { path, method: dice.pick(['GET', 'GET', 'POST']), ...(headers && { headers }) };
  if (ingress) {
    const port = dice.pick([80, 80, 443, 8080, 15443]);
    const to = dice.pick([
      'shop.example',
      'shop.example',
      'api.shop.example',
      'a.example',
      'reviews.shop.svc.cluster.local',
    ]);
    const tls = port === 443 || port === 15443;
    return {
      ...asked,
      from: { kind: 'ingress', cluster: 'east', namespace: 'istio-ingress', labels: INGRESS, tls },
      to,
      port,
    };
  }
  const ruled = targetsWithRules(manifests.get('east') ?? []);
  const [to, port] = dice.pick(ruled.length > 0 && dice.chance(0.75) ? ruled : TARGETS);
  const namespace = dice.pick(['shop', 'shop', 'front', 'team']);
  const labels = dice.pick([{ app: 'web' }, { app: 'reviews', version: 'v1' }, { app: 'client', tier: 'a' }]);
  const known = services.find(({ host }) => host === to)?.ports.find(({ number }) => number === port)?.protocol;
  const protocol =
    known === 'TCP' ? 'tcp' : known === 'TLS' || port === 443 ? 'tls' : known === 'GRPC' ? 'grpc' : 'http';
  const cluster = dice.pick(['east', 'west']);
  return { ...asked, from: { kind: 'workload', cluster, namespace, labels }, to, port, protocol };
}

function targetsWithRules(manifests: readonly Manifest[]): (readonly [string, number])[] {
  const hosts = manifests.flatMap(({ kind, spec }) => (kind === 'VirtualService' ? (spec?.hosts as string[]) : []));
  return TARGETS.filter(([to]) =>
    hosts.some((host) =>
      host.startsWith('*') ? to.endsWith(host.slice(1)) : to === host || to.startsWith(`${host}.`),
    ),
  );
}
