/** Every part of the worked examples, and of other changes, is proved: in every mixture of its objects. */
import { AccessPolicy, istio, MutualTls, Route, Service, TrafficPolicy } from 'meshwright';
import { expect, it } from 'vitest';
import { PLAN_CASES, type PlanCase } from './plan-cases.ts';
import { proofsOf } from './proofs-of.ts';

const MORE: Readonly<Record<string, PlanCase>> = {
  'a header to a version': {
    from: () => {},
    to: ({ stock }) =>
      new Route(stock, 'testers', { match: { headers: { tester: { exact: 'yes' } } }, to: { v2: 100 } }),
  },
  'a service with a gateway route and an access policy': {
    from: () => {},
    to: ({ mesh, euWest, usWest, usEast, web }) => {
      const price = new Service(mesh, 'price', {
        ...{ namespace: 'shop', ports: { http: 8080 }, runsIn: [euWest, usWest, usEast] },
        ...{ serviceAccount: 'price', callers: [web] },
      });
      new Route(price, 'pages', { on: [web], match: { path: { prefix: '/price' } } });
      new AccessPolicy(price, 'callers', { allow: [{ from: web }] });
    },
  },
  'a service with versions, a gateway route and an access policy': {
    from: () => {},
    to: (parts) => {
      const price = priced(parts, ['v1', 'v2'], 'v1', true);
      new AccessPolicy(price, 'callers', { allow: [{ from: [parts.cart, parts.web] }] });
    },
  },
  'outlier detection and a timeout': {
    from: () => {},
    to: ({ stock }) => new TrafficPolicy(stock, 'p', { timeout: '2s', outlierDetection: { consecutive5xxErrors: 5 } }),
  },
  'STRICT and a policy in one change': {
    from: () => {},
    to: ({ mesh, stock, cart }) => {
      new MutualTls(mesh, 'strict', { mode: 'STRICT' });
      new AccessPolicy(stock, 'callers', { allow: [{ from: cart }] });
    },
  },
  'a policy that goes with STRICT in its place': {
    from: ({ stock, cart }) => new AccessPolicy(stock, 'callers', { allow: [{ from: cart }] }),
    to: ({ mesh }) => new MutualTls(mesh, 'strict', { mode: 'STRICT' }),
  },
  'another version, and the old one goes, over two networks': {
    from: (parts) => priced(parts, ['v1', 'v2'], 'v1'),
    to: (parts) => priced(parts, ['v1', 'v3'], 'v3'),
    networks: 2,
  },
  'a header to a version, over two networks': {
    from: () => {},
    to: ({ stock }) => new Route(stock, 'testers', { match: { headers: { tester: 'present' } }, to: { v2: 100 } }),
    networks: 2,
  },
  'an access policy under another name': {
    from: (parts) => ownPolicies(parts, { old: ['cart', 'other'] }),
    to: (parts) => ownPolicies(parts, { new: ['cart', 'other'] }),
  },
  'an access policy in two': {
    from: (parts) => ownPolicies(parts, { one: ['cart', 'other'] }),
    to: (parts) => ownPolicies(parts, { one: ['other'], two: ['cart'] }),
  },
  'two access policies in one': {
    from: (parts) => ownPolicies(parts, { one: ['other'], two: ['cart'] }),
    to: (parts) => ownPolicies(parts, { one: ['cart', 'other'] }),
  },
  'STRICT of a namespace that the mesh no longer gives it': {
    from: ({ mesh }) => new MutualTls(mesh, 'all', { mode: 'STRICT' }),
    to: ({ mesh }) => new MutualTls(mesh, 'shop', { mode: 'STRICT', namespace: 'shop' }),
  },
  'STRICT while clients stop to speak plaintext': {
    from: (parts) => ownRule(parts, 'DISABLE'),
    to: (parts) => {
      ownRule(parts, 'ISTIO_MUTUAL');
      new MutualTls(parts.cart, 'strict', { mode: 'STRICT' });
    },
  },
  'clients that begin to speak plaintext': {
    from: (parts) => {
      ownRule(parts, 'ISTIO_MUTUAL');
      new MutualTls(parts.cart, 'strict', { mode: 'STRICT' });
    },
    to: (parts) => ownRule(parts, 'DISABLE'),
  },
  'clients in several clusters that say by themselves that they speak plaintext': {
    from: ({ stock }) => new MutualTls(stock, 'servers', { mode: 'DISABLE' }),
    to: (parts) => plaintext(parts),
  },
  'DISABLE goes with clients in several clusters that said so by themselves': {
    from: (parts) => plaintext(parts),
    to: ({ stock }) => new MutualTls(stock, 'servers', { mode: 'STRICT' }),
  },
  'DISABLE comes with clients in several clusters that say so by themselves': {
    from: () => {},
    to: (parts) => plaintext(parts),
  },
  'DISABLE comes after STRICT with clients in several clusters that say so by themselves': {
    from: ({ stock }) => new MutualTls(stock, 'servers', { mode: 'STRICT' }),
    to: (parts) => plaintext(parts),
  },
  'a gateway route and its access policy go': {
    from: (parts) => {
      const price = priced(parts, ['v1', 'v2'], 'v1', true);
      new AccessPolicy(price, 'callers', { allow: [{ from: [parts.cart, parts.web] }] });
      new Route(parts.cart, 'site', { on: [parts.web], match: { path: { prefix: '/cart' } } });
    },
    to: (parts) => {
      priced(parts, ['v1', 'v2'], 'v1');
      new Route(parts.cart, 'site', { on: [parts.web], match: { path: { prefix: '/cart' } } });
    },
  },
  'a VirtualService under another name': {
    from: (parts) => ownRoute(parts, 'old', '2s'),
    to: (parts) => ownRoute(parts, 'new', '3s'),
  },
};

type Parts = Parameters<PlanCase['to']>[0];

function priced(parts: Parts, versions: readonly ['v1', 'v2' | 'v3'], stable: 'v1' | 'v2' | 'v3', web = false) {
  const price = new Service(parts.mesh, 'price', {
    ...{ namespace: 'shop', ports: { http: 8080 }, runsIn: [parts.euWest, parts.usWest, parts.usEast] },
    ...{ serviceAccount: 'price', callers: web ? [parts.cart, parts.web] : [parts.cart], versions, stable },
  });
  if (web) new Route(price, 'pages', { on: [parts.web], match: { path: { prefix: '/price' } } });
  return price;
}

function ownPolicies({ mesh, euWest, usWest, usEast }: Parts, policies: Readonly<Record<string, readonly string[]>>) {
  for (const cluster of [euWest, usWest, usEast])
    for (const [name, accounts] of Object.entries(policies))
      new istio.AuthorizationPolicy(cluster, name, {
        metadata: { name, namespace: 'shop' },
        spec: {
          selector: { matchLabels: { app: 'stock' } },
          action: 'ALLOW',
          rules: [
            {
              from: [
                {
                  source: { principals: accounts.map((account) => `${mesh.props.trustDomain}/ns/shop/sa/${account}`) },
                },
              ],
            },
          ],
        },
      });
}

function ownRule({ euWest, usWest, usEast }: Parts, mode: 'DISABLE' | 'ISTIO_MUTUAL'): void {
  for (const cluster of [euWest, usWest, usEast])
    new istio.DestinationRule(cluster, 'cart-tls', {
      metadata: { name: 'cart-tls', namespace: 'shop' },
      spec: { host: 'cart.shop.svc.cluster.local', trafficPolicy: { tls: { mode } } },
    });
}

/** Servers of stock that take plaintext only, and what tells its callers so wherever they are. */
function plaintext({ stock }: Parts): void {
  new MutualTls(stock, 'servers', { mode: 'DISABLE' });
  new TrafficPolicy(stock, 'clients', { clientTls: { mode: 'DISABLE' } });
}

function ownRoute({ euWest, usWest, usEast }: Parts, name: string, timeout: '2s' | '3s'): void {
  for (const cluster of [euWest, usWest, usEast])
    new istio.VirtualService(cluster, name, {
      metadata: { name, namespace: 'shop' },
      spec: {
        hosts: ['cart.shop.svc.cluster.local'],
        http: [{ timeout, route: [{ destination: { host: 'cart.shop.svc.cluster.local' } }] }],
      },
    });
}

/** A service that anybody may call, and what shuts some of them out. */
function open(parts: Parts, shut: (price: Service<never, 'http'>) => void): void {
  const price = new Service(parts.mesh, 'price', {
    ...{ namespace: 'shop', ports: { http: 8080 }, runsIn: [parts.euWest, parts.usWest, parts.usEast] },
    ...{ serviceAccount: 'price', callers: 'any' },
  });
  shut(price as never);
}

const callers = ['plaintext', 'undeclared'] as const;

it.each<[string, (parts: Parts, price: Service<never, 'http'>) => void, RegExp]>([
  ['STRICT', (_, price) => new MutualTls(price, 'p', { mode: 'STRICT' }), /fails/],
  ['STRICT', (_, price) => new MutualTls(price, 'p', { mode: 'STRICT', acknowledge: ['plaintext'] }), /safe$/],
  ['a policy', ({ cart, web }, price) => new AccessPolicy(price, 'p', { allow: [{ from: [cart, web] }] }), /fails/],
  [
    'a policy',
    ({ cart, web }, price) =>
      new AccessPolicy(price, 'p', { allow: [{ from: [cart, web] }], acknowledge: ['plaintext'] }),
    /fails/,
  ],
  [
    'a policy',
    ({ cart, web }, price) => new AccessPolicy(price, 'p', { allow: [{ from: [cart, web] }], acknowledge: callers }),
    /safe$/,
  ],
])('%s for a service that anybody may call has to be acknowledged (%#)', (_, shut, expected) => {
  const proofs = proofsOf({
    from: (parts) => open(parts, () => {}),
    to: (parts) => open(parts, (price) => shut(parts, price)),
  });
  expect(proofs[0]).toMatch(expected);
});

it.each(Object.entries({ ...PLAN_CASES, ...MORE }))('%s', (_, row) => {
  const proofs = proofsOf(row);
  expect(proofs.length).toBeGreaterThan(0);
  expect(proofs.filter((proof) => !proof.endsWith(' safe'))).toEqual([]);
});

it('DISABLE cannot go while clients of several clusters follow it: the proof says so', () => {
  const mode = (mode: 'DISABLE' | 'STRICT') => (parts: Parts) => new MutualTls(parts.mesh, 'servers', { mode });
  expect(proofsOf({ from: mode('DISABLE'), to: mode('STRICT') })[0]).toMatch(/^permissive-1: fails/);
});

it('DISABLE goes in no safe order where clients of several clusters learn of it from their own objects', () => {
  const proofs = proofsOf({
    from: ({ stock }) => new MutualTls(stock, 'servers', { mode: 'DISABLE' }),
    to: ({ stock }) => new MutualTls(stock, 'servers', { mode: 'STRICT' }),
  });
  expect(proofs.filter((proof) => proof.includes('fails')).length).toBeGreaterThan(0);
});
