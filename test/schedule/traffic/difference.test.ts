import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/compile.ts';
import { factsOf } from '../../../src/istio/facts-of-inventory.ts';
import { identityOf, type Manifest } from '../../../src/istio/manifest.ts';
import { PLAIN } from '../../../src/report/paint.ts';
import { trafficText } from '../../../src/report/traffic.ts';
import { terminalTraffic } from '../../../src/report/traffic-styles.ts';
import type { Positions } from '../../../src/schedule/desired.ts';
import { trafficDifference } from '../../../src/schedule/traffic/difference.ts';
import type { Side } from '../../../src/schedule/traffic/types.ts';
import { manifestsAt } from '../../../src/testing/stage.ts';
import { type Shop, shop } from '../../support/shop.ts';

function sideOf(knobs: Shop, positions: Positions = {}): Side {
  const [mesh] = compile(shop(knobs), { root: process.cwd() }).meshes;
  if (!mesh) throw new Error('the shop is a mesh');
  const objects = [...manifestsAt(mesh, positions)].map(([cluster, list]) => [cluster, byId(list)] as const);
  return { facts: factsOf(mesh.snapshot.inventory), objects: new Map(objects) };
}

function byId(list: readonly Manifest[]): ReadonlyMap<string, Manifest> {
  return new Map(list.map((manifest) => [identityOf(manifest), manifest]));
}

/** The same side with its objects changed; undefined takes one away. */
function edited({ facts, objects }: Side, edit: (manifest: Manifest, cluster: string) => Manifest | undefined): Side {
  const changed = [...objects].map(
    ([cluster, list]) => [cluster, byId([...list.values()].flatMap((one) => edit(one, cluster) ?? []))] as const,
  );
  return { facts, objects: new Map(changed) };
}

function withObject(side: Side, manifest: object, clusters = [...side.objects.keys()]): Side {
  const objects = [...side.objects].map(
    ([cluster, list]) =>
      [cluster, clusters.includes(cluster) ? byId([...list.values(), manifest as Manifest]) : list] as const,
  );
  return { ...side, objects: new Map(objects) };
}

const without = (side: Side, kind: string) => edited(side, (one) => (one.kind === kind ? undefined : one));
const lines = (before: Side, after: Side) =>
  trafficText(trafficDifference(before, after), terminalTraffic(PLAIN))
    .split('\n')
    .filter((line) => line !== '')
    .slice(1)
    .map((line) => line.trim());

const plain = sideOf({});
const testers = sideOf({ testers: 'v2', reviews: {} });

const rows: readonly [string, Side, Side, readonly string[]][] = [
  [
    'a step of a canary: whose share moves, and who is left alone',
    testers,
    sideOf({ testers: 'v2', reviews: {} }, { 'shop/reviews-next': 'shift-1-1' }),
    ['Traffic', 'clients in us-east: reviews v1 100 % → v1 90 %, v2 10 % (not requests with tester: yes)'],
  ],
  [
    'a timeout, in all clusters alike',
    plain,
    sideOf({ timeout: '2s' }),
    ['Reach', 'clients in every cluster: reviews timeout none → 2s'],
  ],
  [
    'a route for some requests',
    plain,
    sideOf({ testers: 'v3' }),
    ['Traffic', 'clients in every cluster, requests with tester: yes: reviews v1 100 % → v3 100 %'],
  ],
  [
    'a policy that goes: who is let in from now on',
    plain,
    without(plain, 'AuthorizationPolicy'),
    [
      'Security',
      'opened a caller in a namespace that nobody declared, a caller in istio-ingress, cart-v1 (shop) in every cluster: cart fails: denied by access policy (RBAC) → arrives',
    ],
  ],
  [
    'mutual TLS that is no longer asked for: who gets in, and what servers take',
    without(plain, 'AuthorizationPolicy'),
    without(without(plain, 'AuthorizationPolicy'), 'PeerAuthentication'),
    [
      'Security',
      "opened a client without sidecar in every cluster: cart, catalog, ratings, reviews fails: refused by the server's proxy (NR) → arrives",
      'in every cluster: cart, catalog, ratings, reviews mutual TLS STRICT → PERMISSIVE',
    ],
  ],
  [
    'a gateway that goes: names that are not served any more',
    plain,
    edited(plain, (one) => (one.kind === 'Gateway' && one.metadata.name === 'web' ? undefined : one)),
    [
      'Reach',
      'closed clients in us-east, requests for /cart, for /catalog: shop.example arrives → fails: refused at the gateway',
      'clients in us-east: shop.example fails: no route (NR) → fails: refused at the gateway (not requests for /cart, for /catalog)',
    ],
  ],
  [
    'settings that no request sees: to be read',
    plain,
    sideOf({ ejection: '10s' }),
    ['Changes no request that was asked: read the objects', 'DestinationRule shop/reviews in us-east, us-west'],
  ],
  [
    'kinds that nothing judges: to be read, in the clusters that have them',
    plain,
    withObject(
      plain,
      {
        apiVersion: 'networking.istio.io/v1alpha3',
        kind: 'EnvoyFilter',
        metadata: { name: 'headers', namespace: 'shop' },
      },
      ['us-west'],
    ),
    ['Changes no request that was asked: read the objects', 'EnvoyFilter shop/headers in us-west'],
  ],
  [
    'a fault, a rewrite and copies of what is asked',
    plain,
    edited(plain, (one, cluster) =>
      one.kind === 'VirtualService' && one.metadata.name === 'ratings' && cluster === 'us-west'
        ? {
            ...one,
            spec: {
              ...one.spec,
              http: [
                {
                  fault: { abort: { percentage: { value: 25 }, httpStatus: 503 } },
                  rewrite: { uri: '/v2' },
                  mirrors: [{ destination: { host: 'reviews' }, percentage: { value: 10 } }],
                  timeout: '2s',
                  route: [{ destination: { host: 'ratings.shop.svc.cluster.local' } }],
                },
              ],
            },
          }
        : one,
    ),
    [
      'Traffic',
      'clients in us-west: ratings mirrored none → 10 % to reviews v1 or v2 or v3',
      'clients in us-west: ratings rewritten none → path /v2',
      'clients in us-west: ratings faults none → 25 % get 503',
    ],
  ],
  [
    'a host outside of the mesh',
    plain,
    withObject(plain, {
      apiVersion: 'networking.istio.io/v1',
      kind: 'ServiceEntry',
      metadata: { name: 'payments', namespace: 'shop' },
      spec: {
        hosts: ['payments.example'],
        ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
        resolution: 'DNS',
        location: 'MESH_EXTERNAL',
        exportTo: ['*'],
      },
    }),
    ['Changes no request that was asked: read the objects', 'ServiceEntry shop/payments in us-east, us-west'],
  ],
];

describe('the difference between two states of a mesh', () => {
  it.each(rows)('tells %s', (_, before, after, expected) => {
    expect(lines(before, after)).toEqual(expected);
  });

  it.each(rows.map(([name, before, after]) => [name, before, after] as const))(
    'backwards is the same the other way round: %s',
    (_, before, after) => {
      const there = trafficDifference(before, after);
      const back = trafficDifference(after, before);
      const turned = { opened: 'closed', closed: 'opened', changed: 'changed' } as const;
      const sorted = (changes: readonly object[]) => changes.map((one) => JSON.stringify(one)).sort();
      const mirrored = back.changes.map((one) => ({
        ...one,
        before: one.after,
        after: one.before,
        turn: turned[one.turn],
      }));
      expect(sorted(mirrored)).toEqual(sorted(there.changes));
      expect(back.asked).toBe(there.asked);
    },
  );

  it('of the same is none, and asks nothing', () => {
    expect(trafficDifference(plain, sideOf({}))).toEqual({
      changes: [],
      unnoticed: [],
      reserves: [],
      asked: 0,
      objects: { added: 0, changed: 0, removed: 0 },
    });
    expect(lines(plain, sideOf({}))).toEqual([]);
  });

  it('asks only for hosts that the change can touch', () => {
    const all = trafficDifference(plain, without(plain, 'PeerAuthentication')).asked;
    const one = trafficDifference(plain, sideOf({ ratingsTimeout: '3s' })).asked;
    expect(one).toBeGreaterThan(0);
    expect(one).toBeLessThan(all / 3);
  });

  it('says of whom nobody is known that could ask', () => {
    const odd = withObject(plain, {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'odd', namespace: 'shop' },
      spec: { hosts: ['elsewhere'], http: [{ match: [{ uri: { regex: '.*' } }] }] },
    });
    expect(trafficDifference(plain, odd).reserves).toEqual([
      'nobody is known who could ask for elsewhere.shop.svc.cluster.local',
    ]);
  });

  it('between sources asks for services that only one of them has', () => {
    const { changes } = trafficDifference(plain, sideOf({ ratings: false }));
    expect(changes.filter(({ hosts }) => hosts.includes('ratings')).map(({ aspect, turn }) => [aspect, turn])).toEqual(
      expect.arrayContaining([['outcome', 'closed']]),
    );
  });

  it.each([
    null,
    'text',
    { hosts: 7, http: 'x', gateways: [1] },
    { hosts: [null, 'reviews'], http: [null, { match: [null, { headers: [] }] }] },
    { host: 5, subsets: {}, rules: [{ to: 'x', from: 3 }], selector: { matchLabels: 4 } },
  ])('bears objects of any shape: %j', (spec) => {
    for (const kind of [
      'VirtualService',
      'DestinationRule',
      'Gateway',
      'AuthorizationPolicy',
      'ServiceEntry',
      'Sidecar',
    ]) {
      const odd = { apiVersion: 'networking.istio.io/v1', kind, metadata: { name: 'odd', namespace: 'shop' }, spec };
      expect(() => lines(plain, withObject(plain, odd))).not.toThrow();
    }
  });
});
