import { ask, shop, subsets, to } from '../bookinfo.ts';
import { istio, type Row } from '../row.ts';

const world = (root: object, leaf: object | undefined, leafHosts: object = {}) =>
  shop([
    subsets('shop/reviews'),
    istio('VirtualService shop/root', {
      hosts: ['reviews'],
      http: [
        { delegate: { name: 'leaf', namespace: 'team' }, ...root },
        { match: [{ uri: { exact: '/root' } }], route: [to('v1')] },
      ],
    }),
    ...(leaf ? [istio('VirtualService team/leaf', { http: [{ route: [away], ...leaf }], ...leafHosts })] : []),
  ]);

const away = { destination: { host: 'reviews.shop.svc.cluster.local', subset: 'v2' } };
const ROOT = 'VirtualService shop/root';
const LEAF = 'VirtualService team/leaf';
const v2 = { verdict: 'reaches', reaches: { 'reviews-v2@east': 1 } } as const;
const noRoute = { verdict: 'fails', flag: 'NR', status: 404 } as const;
const fact = '5.4 #8 delegates';

export const rows: readonly Row[] = [
  {
    name: 'a delegate’s rule holds in the place of the root’s',
    fact,
    world: world({ match: [{ uri: { prefix: '/a' } }] }, {}),
    request: ask('reviews', { path: '/a/b' }),
    expect: {
      ...v2,
      like: { route: { object: { namespace: 'team', name: 'leaf' }, root: { name: 'root' }, index: 0 } },
    },
    mutation: { of: LEAF, field: [], expect: noRoute },
  },
  {
    name: 'a narrower condition of the delegate’s',
    fact,
    world: world({ match: [{ uri: { prefix: '/a' } }] }, { match: [{ uri: { prefix: '/a/b' } }] }),
    request: ask('reviews', { path: '/a/b/c' }),
    expect: v2,
    mutation: { of: LEAF, field: ['spec', 'http', 0, 'match', 0, 'uri', 'prefix'], value: '/b', expect: noRoute },
  },
  {
    name: 'both conditions have to hold',
    fact,
    world: world({ match: [{ uri: { prefix: '/a' } }] }, { match: [{ headers: { x: { exact: '1' } } }] }),
    request: ask('reviews', { path: '/a', headers: { x: '1' } }),
    expect: v2,
    mutation: { of: 'request', field: ['headers'], value: {}, expect: noRoute },
  },
  {
    name: 'a regex of the root’s goes with no other condition on the path',
    fact: '5.4 #8 regex root + any leaf match = conflict',
    world: world({ match: [{ uri: { regex: '/a.*' } }] }, {}),
    request: ask('reviews', { path: '/a/b' }),
    expect: v2,
    mutation: { of: LEAF, field: ['spec', 'http', 0, 'match'], value: [{ uri: { prefix: '/a/b' } }], expect: noRoute },
  },
  {
    name: 'sourceNamespace has to be equal',
    fact: '5.4 #8 sourceNamespace must be equal',
    world: world(
      { match: [{ sourceNamespace: 'shop' }] },
      { match: [{ sourceNamespace: 'shop', method: { exact: 'GET' } }] },
    ),
    request: ask('reviews'),
    expect: v2,
    mutation: { of: LEAF, field: ['spec', 'http', 0, 'match', 0, 'sourceNamespace'], expect: noRoute },
  },
  {
    name: 'what the delegate does not say it inherits',
    fact,
    world: world({ timeout: '3s', match: [{ uri: { prefix: '/' } }] }, {}),
    request: ask('reviews'),
    expect: { ...v2, like: { timeout: 3000 } },
    mutation: { of: ROOT, field: ['spec', 'http', 0, 'delegate', 'name'], value: 'gone', expect: noRoute },
  },
  {
    name: 'a delegate has to be exported to the root’s namespace',
    fact: '5.4 #8 not exported delegate',
    world: world({}, {}),
    request: ask('reviews'),
    expect: v2,
    mutation: { of: LEAF, field: ['spec', 'exportTo'], value: ['.'], expect: noRoute },
  },
  {
    name: 'a VirtualService with hosts is no delegate',
    fact: '5.1 #1 no hosts => delegate',
    world: world({}, {}),
    request: ask('reviews'),
    expect: v2,
    mutation: { of: LEAF, field: ['spec', 'hosts'], value: ['other.example'], expect: noRoute },
  },
  {
    name: 'a short destination is a service of the delegate’s namespace',
    fact: '5.4 #9 short host names',
    world: world({}, { route: [{ destination: { host: 'reviews' } }] }),
    request: ask('reviews'),
    expect: { verdict: 'fails', flag: 'NC', reason: /reviews\.team/ },
  },
];
