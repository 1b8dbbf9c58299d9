import { expect, it } from 'vitest';
import { Simulation } from '../../src/simulate/simulation.ts';
import { ask, shop, subsets, to } from './bookinfo.ts';
import { istio, type World } from './row.ts';

function told(world: World, request: Parameters<Simulation['run']>[0]): readonly string[] {
  const { trace } = new Simulation(world).run(request, { trace: true });
  const lines = trace.flatMap(({ where, what, notes }) => [`${where}: ${what}`, ...notes.map((note) => `  ${note}`)]);
  const behind = lines.findIndex((line) => line.startsWith('client: DestinationRule'));
  return behind === -1 ? lines : lines.slice(0, behind);
}

const world = shop([
  subsets('shop/reviews'),
  istio('VirtualService shop/reviews', {
    hosts: ['reviews'],
    http: [
      { name: 'testers', match: [{ headers: { 'end-user': { exact: 'jason' } } }], route: [to('v2')] },
      { match: [{ uri: { prefix: '/beta' } }, { sourceLabels: { app: 'other' } }], route: [to('v2')] },
      { delegate: { name: 'nobody' } },
      { name: 'rest', route: [to('v1')], rewrite: { uri: '/v1/' }, timeout: '2s' },
    ],
  }),
  istio('VirtualService front/reviews', { hosts: ['*.shop.svc.cluster.local'], http: [{ route: [to('v1')] }] }),
  istio('VirtualService front/private', { hosts: ['reviews.shop.svc.cluster.local'], exportTo: ['.'], http: [] }),
]);

it('says which rule was taken, and why those before it were not', () => {
  expect(told(world, ask('reviews'))).toMatchInlineSnapshot(`
    [
      "client: a client in shop of east sends GET / to reviews.shop.svc.cluster.local:9080",
      "client: VirtualService shop/reviews decides for reviews.shop.svc.cluster.local",
      "  VirtualService front/private is not exported to shop",
      "  VirtualService front/reviews has the host by *.shop.svc.cluster.local; another names it exactly",
      "client: route 3 'rest' fits",
      "  route 2 is left out: it delegates to VirtualService shop/nobody, which does not exist here",
      "  route 0 'testers' wants the header end-user exactly 'jason'; the request has none",
      "  route 1, alternative 0, wants a path beginning with '/beta'; the request has '/'",
      "  route 1, alternative 1, is for clients with app=other; this one has app=productpage",
      "client: it sends 100 % to reviews.shop.svc.cluster.local:9080 subset v1",
      "  the path becomes /v1/",
      "  it has 2000 ms until it times out",
    ]
  `);
});

it('says what a gateway serves and what it does not', () => {
  const gateway = shop([
    istio('Gateway shop/front', {
      selector: { istio: 'ingress' },
      servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
    }),
    istio('Gateway shop/other', { selector: { istio: 'egress' }, servers: [] }),
    istio('VirtualService shop/front', { hosts: ['a.example'], gateways: ['front'], http: [{ route: [to('v1')] }] }),
    istio('VirtualService shop/unbound', { hosts: ['b.example'], http: [{ route: [to('v1')] }] }),
  ]);
  const from = { kind: 'ingress', cluster: 'east', namespace: 'ingress', labels: { istio: 'ingress' } } as const;
  expect(told(gateway, { from, to: 'b.example' })).toMatchInlineSnapshot(`
    [
      "gateway: somebody outside sends plain http to port 80",
      "gateway: 1 servers on port 80",
      "  Gateway shop/front servers[0] for *",
      "  Gateway shop/other selects other pods",
      "gateway: nothing is served for b.example",
      "  VirtualService shop/unbound is bound to mesh, not to shop/front",
      "gateway: the gateway has no route for the host b.example",
    ]
  `);
});

it('tells nothing unasked', () => {
  expect(new Simulation(world).run(ask('reviews')).trace).toEqual([]);
});
