import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/istio/manifest.ts';
import { witnesses } from '../../../src/schedule/proof/requests/index.ts';
import type { RequestShape } from '../../../src/schedule/proof/types.ts';
import { istio } from '../../simulate/row.ts';

const to = [{ destination: { host: 'reviews' } }];
const HOST = 'reviews.shop.svc.cluster.local';

function virtualService(http: readonly object[], more: object = {}): Manifest {
  return istio('VirtualService shop/reviews', { hosts: ['reviews'], http, ...more });
}

function matching(...matches: readonly object[]): Manifest {
  return virtualService([...matches.map((match) => ({ match: [match], route: to })), { route: to }]);
}

function policy(rules: readonly object[], more: object = {}): Manifest {
  return istio('AuthorizationPolicy shop/reviews', { rules, ...more });
}

const tokens = istio('RequestAuthentication shop/tokens', {
  jwtRules: [{ issuer: 'https://id.example', audiences: ['shop'] }],
});

interface Row {
  readonly name: string;
  readonly objects: readonly Manifest[];
  readonly shapes: readonly RequestShape[];
  readonly local?: readonly RequestShape[];
  readonly strays?: readonly RequestShape[];
  readonly reserves?: readonly string[];
}

const someone = { issuer: 'https://issuer.invalid', subject: 'someone' };

const rows: readonly Row[] = [
  { name: 'no objects', objects: [], shapes: [{}] },
  { name: 'a default route', objects: [virtualService([{ route: to }])], shapes: [{}] },
  {
    name: 'other kinds',
    objects: [istio('DestinationRule shop/reviews', { host: 'reviews' }), istio('Sidecar shop/default', {})],
    shapes: [{}],
  },
  { name: 'what is asked of clients', objects: [matching({ port: 80, sourceLabels: { app: 'web' } })], shapes: [{}] },
  {
    name: 'a header',
    objects: [matching({ headers: { 'End-User': { exact: 'jason' } } })],
    shapes: [{}, { headers: { 'end-user': 'jason' } }],
  },
  {
    name: 'a header that is there, and one that is not',
    objects: [matching({ headers: { a: {} } }, { withoutHeaders: { b: {} } })],
    shapes: [{}, { headers: { b: 'other' } }, { headers: { a: 'other' } }, { headers: { a: 'other', b: 'other' } }],
  },
  {
    name: 'without an empty value, an absent header is like an empty one',
    objects: [matching({ withoutHeaders: { a: { exact: '' } } })],
    shapes: [{}, { headers: { a: 'other' } }],
  },
  {
    name: 'paths: prefix and exact',
    objects: [matching({ uri: { prefix: '/a' } }, { uri: { exact: '/a/b' } })],
    shapes: [{}, { path: '/a/b' }, { path: '/a' }],
  },
  {
    name: 'the first path is the root',
    objects: [matching({ uri: { exact: '/' } })],
    shapes: [{}, { path: '/other' }],
  },
  {
    name: 'a prefix in any case',
    objects: [matching({ uri: { prefix: '/API' }, ignoreUriCase: true }, { uri: { prefix: '/API' } })],
    shapes: [{}, { path: '/API' }, { path: '/api' }],
  },
  {
    name: 'a prefix that everything has',
    objects: [matching({ uri: { prefix: '/' } })],
    shapes: [{}],
  },
  {
    name: 'methods',
    objects: [matching({ method: { regex: 'GET|HEAD' } }, { method: { exact: 'PURGE' } })],
    shapes: [{}, { method: 'POST' }, { method: 'PURGE' }],
  },
  {
    name: 'query parameters',
    objects: [matching({ uri: { exact: '/a' }, queryParams: { v: { exact: '2' } } })],
    shapes: [{}, { path: '/a?v=2' }],
  },
  {
    name: 'a regular expression of paths',
    objects: [matching({ uri: { regex: '/items/[0-9]+(/.*)?' } }, { uri: { prefix: '/items/1/' } })],
    shapes: [{}, { path: '/items/1/' }, { path: '/items/0' }],
  },
  {
    name: 'regular expressions that overlap',
    objects: [matching({ headers: { a: { regex: 'a.*' } } }, { headers: { a: { regex: '(?i).*B' } } })],
    shapes: [{}, { headers: { a: 'a' } }, { headers: { a: 'b' } }, { headers: { a: 'ab' } }],
  },
  {
    name: 'a regular expression that is none matches nothing',
    objects: [matching({ headers: { a: { regex: '(' } } })],
    shapes: [{}],
  },
  {
    name: 'a regular expression that no path matches',
    objects: [matching({ uri: { regex: '/a%20b' } })],
    shapes: [{}],
    reserves: [
      'VirtualService shop/reviews http[0].match[0].uri has a regular expression for which no matching text was found, so that no request for it is tried.',
    ],
  },
  {
    name: 'a regular expression that is not read',
    objects: [matching({ headers: { a: { regex: '.*\\bx\\b.*' } } })],
    shapes: [{}, { headers: { a: 'x' } }],
    reserves: [
      'VirtualService shop/reviews http[0].match[0].headers.a has a regular expression that is tried with a few texts only.',
    ],
  },
  {
    name: 'a Host header',
    objects: [matching({ authority: { exact: 'reviews' } }, { authority: { prefix: 'reviews.' } })],
    shapes: [{}, { headers: { ':authority': 'reviewS.shop' } }],
    local: [{ headers: { ':authority': 'reviews' } }, { headers: { ':authority': 'reviewS' } }],
    strays: [{ headers: { ':authority': 'reviews.' } }, { headers: { ':authority': 'other' } }],
  },
  {
    name: 'a Host header with a port',
    objects: [matching({ authority: { regex: '.*:80(80)?' } })],
    shapes: [{}, { headers: { ':authority': 'reviews.shop:80' } }],
    local: [{ headers: { ':authority': 'reviews' } }, { headers: { ':authority': 'reviews:80' } }],
    strays: [{ headers: { ':authority': 'other' } }, { headers: { ':authority': ':80' } }],
  },
  {
    name: 'a scheme',
    objects: [matching({ scheme: { exact: 'https' } })],
    shapes: [{}, { headers: { ':scheme': 'https' } }],
  },
  {
    name: 'methods and paths of a policy',
    objects: [policy([{ to: [{ operation: { methods: ['GET'], paths: ['/a/*'], notPaths: ['/a/b'] } }] }])],
    shapes: [{}, { path: '/a/' }],
  },
  {
    name: 'a path template',
    objects: [policy([{ to: [{ operation: { paths: ['/a/{*}/c', '/d/{**}'] } }] }])],
    shapes: [{}, { path: '/d/' }],
  },
  {
    name: 'templates and prefixes',
    objects: [policy([{ to: [{ operation: { paths: ['/a/{*}/c'] } }] }]), matching({ uri: { prefix: '/a/b' } })],
    shapes: [{}, { path: '/a/b' }, { path: '/a/a/c' }, { path: '/a/b/c' }],
  },
  {
    name: 'hosts of a policy, in any case',
    objects: [policy([{ to: [{ operation: { hosts: ['*.Example.com'] } }] }])],
    shapes: [{}],
    local: [{ headers: { ':authority': 'reviews' } }],
    strays: [{ headers: { ':authority': 'other' } }, { headers: { ':authority': 'other.example.com' } }],
  },
  {
    name: 'headers of a policy',
    objects: [policy([{ when: [{ key: 'request.headers[X-Tier]', values: ['gold*'], notValues: ['gold-old'] }] }])],
    shapes: [{}, { headers: { 'x-tier': 'gold' } }],
  },
  {
    name: 'what a policy asks of clients',
    objects: [
      policy([{ from: [{ source: { namespaces: ['shop'] } }], when: [{ key: 'source.ip', values: ['10.0.0.0/8'] }] }]),
    ],
    shapes: [{}],
  },
  {
    name: 'a path behind a rewrite',
    objects: [
      virtualService([{ match: [{ uri: { prefix: '/shop/' } }], rewrite: { uri: '/' }, route: to }, { route: to }]),
      policy([{ to: [{ operation: { paths: ['/admin', '*/top'] } }] }]),
    ],
    shapes: [{}, { path: '/admin' }, { path: '/shop/admin' }, { path: '/shop/top' }, { path: '/shop/' }],
  },
  {
    name: 'a header behind an operation',
    objects: [
      virtualService([{ headers: { request: { add: { a: 'x' } } }, route: to }]),
      policy([{ when: [{ key: 'request.headers[a]', values: ['y,x'] }] }]),
    ],
    shapes: [{}, { headers: { a: 'y,x' } }, { headers: { a: 'y' } }],
  },
  {
    name: 'a rewrite by regex is a reserve where paths are judged',
    objects: [
      virtualService([{ rewrite: { uriRegexRewrite: { match: '^/x/(.*)', rewrite: '/\\1' } }, route: to }]),
      policy([{ to: [{ operation: { paths: ['/a'] } }] }]),
    ],
    shapes: [{}, { path: '/a' }],
    reserves: [
      'VirtualService shop/reviews http[0] rewrites paths by a regular expression, and AuthorizationPolicy shop/reviews rules[0].to[0].operation.paths judges what comes of it.',
    ],
  },
  {
    name: 'tokens: whose, and for whom',
    objects: [tokens],
    shapes: [
      {},
      { jwt: someone },
      { jwt: { issuer: 'https://id.example', subject: 'someone' } },
      { jwt: { issuer: 'https://id.example', subject: 'someone', audiences: ['shop'] } },
    ],
  },
  {
    name: 'principals of requests',
    objects: [policy([{ from: [{ source: { requestPrincipals: ['https://id.example/*'] } }] }])],
    shapes: [{}, { jwt: someone }, { jwt: { issuer: 'https://id.example', subject: 'someone' } }],
  },
  {
    name: 'claims that have several values',
    objects: [
      policy([
        { when: [{ key: 'request.auth.claims[group]', values: ['a'] }] },
        { when: [{ key: 'request.auth.claims[group]', values: ['b'] }] },
      ]),
    ],
    shapes: [
      {},
      { jwt: someone },
      { jwt: { ...someone, claims: { group: ['a'] } } },
      { jwt: { ...someone, claims: { group: ['b'] } } },
      { jwt: { ...someone, claims: { group: ['a', 'b'] } } },
    ],
  },
  {
    name: 'claims in routes',
    objects: [matching({ headers: { '@request.auth.claims.group': { exact: 'a' } } })],
    shapes: [{}, { jwt: someone }, { jwt: { ...someone, claims: { group: ['a'] } } }],
  },
  {
    name: 'server names',
    objects: [
      virtualService([], { tls: [{ match: [{ port: 443, sniHosts: ['a.example', '*.b.example'] }], route: to }] }),
    ],
    shapes: [{}, { sni: 'a.example' }, { sni: 'other' }, { sni: 'other.b.example' }],
  },
  {
    name: 'delegates, with the conditions of their roots',
    objects: [
      virtualService([{ match: [{ uri: { prefix: '/a' } }], delegate: { name: 'leaf' } }, { route: to }]),
      istio('VirtualService shop/leaf', {
        http: [{ match: [{ uri: { prefix: '/a/b' }, headers: { x: { exact: '1' } } }], route: to }],
      }),
    ],
    shapes: [{}, { path: '/a/b', headers: { x: '1' } }],
  },
  {
    name: 'versions of one object, equal conditions once',
    objects: [
      matching({ headers: { a: { exact: '1' } } }),
      matching({ headers: { a: { exact: '1' } } }, { headers: { a: { exact: '2' } } }),
    ],
    shapes: [{}, { headers: { a: '1' } }, { headers: { a: '2' } }],
  },
];

describe('witnesses', () => {
  for (const { name, objects, shapes, local = [], strays = [], reserves = [] } of rows) {
    it(name, () => {
      const found = witnesses(objects, HOST);
      expect(found.shapes).toEqual(shapes);
      expect(found.local).toEqual(local);
      expect(found.strays).toEqual(strays);
      expect(found.reserves).toEqual(reserves);
    });
  }

  it('without the host keeps a request with its own Host header', () => {
    const found = witnesses([matching({ authority: { exact: 'reviews' } })]);
    expect(found.shapes).toEqual([
      {},
      { headers: { ':authority': 'reviews' } },
      { headers: { ':authority': 'other' } },
    ]);
  });

  it('says when there are too many combinations, and keeps the telling ones', () => {
    const names = Array.from({ length: 14 }, (_, index) => `h${index}`);
    const found = witnesses([matching(...names.map((name) => ({ headers: { [name]: { exact: 'x' } } })))]);
    expect(found.reserves).toEqual([
      'More than 4096 combinations of conditions can hold for a request: not all are tried.',
    ]);
    expect(found.shapes[0]).toEqual({});
    for (const name of names) expect(found.shapes).toContainEqual({ headers: { [name]: 'x' } });
    expect(found.shapes).toContainEqual({ headers: { h3: 'x', h9: 'x' } });
    expect(found.shapes).toContainEqual({ headers: Object.fromEntries(names.map((name) => [name, 'x'])) });
  });

  it('is the same for the same objects', () => {
    const objects = () => [matching({ headers: { a: { regex: 'x+' } } })];
    expect(witnesses(objects())).toEqual(witnesses(objects()));
    expect(witnesses([])).toBe(witnesses([virtualService([{ route: to }])]));
  });
});
