import { ask, client, shop, subsets, to } from '../bookinfo.ts';
import { istio, type Row } from '../row.ts';

/** One rule to v1 with this besides. */
const rule = (more: object, match?: object) =>
  shop([
    subsets('shop/reviews'),
    istio('VirtualService shop/reviews', {
      hosts: ['reviews'],
      http: [{ ...(match && { match: [match] }), route: [to('v1')], ...more }],
    }),
    istio('AuthorizationPolicy shop/paths', {
      selector: { matchLabels: { app: 'reviews' } },
      rules: [{ to: [{ operation: { paths: ['/', '/v2/*', '/new', '/a/x'], notHosts: ['bad.example'] } }] }],
    }),
  ]);

const answer = (more: object) =>
  shop([istio('VirtualService shop/reviews', { hosts: ['reviews'], http: [{ ...more }] })]);

const RULE = 'VirtualService shop/reviews';
const HTTP = ['spec', 'http', 0] as const;
const v1 = { 'reviews-v1@east': 1 };
const denied = { verdict: 'fails', flag: 'RBAC', status: 403 } as const;

const answers: readonly (readonly [string, object, Partial<Row['request']>, object])[] = [
  [
    'a redirect to another path',
    { redirect: { uri: '/b' } },
    { path: '/a?q=1' },
    { status: 301, location: 'http://reviews/b?q=1' },
  ],
  [
    'a redirect to another host with its own code',
    { redirect: { authority: 'new.example', redirectCode: 308 } },
    { path: '/a' },
    { status: 308, location: 'http://new.example/a' },
  ],
  [
    'a redirect to HTTPS on a port',
    { redirect: { scheme: 'https', port: 8443 } },
    {},
    { location: 'https://reviews:8443/' },
  ],
  [
    'the default port is not written',
    { redirect: { scheme: 'https', port: 443 } },
    {},
    { location: 'https://reviews/' },
  ],
  [
    'a redirect to the port that was asked for',
    { redirect: { derivePort: 'FROM_REQUEST_PORT' } },
    {},
    { location: 'http://reviews:9080/' },
  ],
  [
    'a redirect of a prefix',
    { match: [{ uri: { prefix: '/old' } }], redirect: { prefixRewrite: '/new' } },
    { path: '/old/x' },
    { location: 'http://reviews/new/x' },
  ],
  ['a direct response', { directResponse: { status: 418 } }, {}, { kind: 'direct response', status: 418 }],
  [
    'an abort for everybody',
    { fault: { abort: { httpStatus: 503, percentage: { value: 100 } } }, route: [to('v1')] },
    {},
    { kind: 'abort', status: 503 },
  ],
];

const rewrites: readonly (readonly [string, object, object | undefined, string, object])[] = [
  ['a prefix is replaced', { uri: '/v2' }, { uri: { prefix: '/v1' } }, '/v1/x?q=1', { path: '/v2/x?q=1' }],
  ['an exact path is replaced whole', { uri: '/new' }, { uri: { exact: '/old' } }, '/old', { path: '/new' }],
  ['a regex match is replaced whole', { uri: '/new' }, { uri: { regex: '/o.*' } }, '/old/x', { path: '/new' }],
  ['without a path of its own / is replaced', { uri: '/v2/' }, undefined, '/x', { path: '/v2/x' }],
  [
    'a regex rewrite with groups',
    { uriRegexRewrite: { match: '^/service/([^/]+)(/.*)$', rewrite: '\\2/\\1' } },
    undefined,
    '/service/x/a',
    { path: '/a/x' },
  ],
];

export const rows: readonly Row[] = [
  ...answers.map(
    ([name, more, request, like]): Row => ({
      name,
      fact: '5.1 #10-12 redirect, directResponse and fault',
      world: answer(more),
      request: ask('reviews', request),
      expect: { verdict: 'answered', like: { answer: like, destinations: [] } },
    }),
  ),
  ...rewrites.map(
    ([name, rewrite, match, path, like]): Row => ({
      name,
      fact: '5.1 #18 rewrite: policies of the server see what is rewritten',
      world: rule({ rewrite }, match),
      request: ask('reviews', { path }),
      expect: { verdict: 'reaches', reaches: v1, like: { rewritten: like } },
      mutation: { of: RULE, field: [...HTTP, 'rewrite'], expect: denied },
    }),
  ),
  {
    name: 'an authority is rewritten',
    fact: '5.1 #20 rewrite.authority',
    world: rule({ rewrite: { authority: 'good.example' } }),
    request: ask('reviews', { headers: { host: 'reviews' } }),
    expect: { verdict: 'reaches', reaches: v1, like: { rewritten: { authority: 'good.example' } } },
    mutation: { of: RULE, field: [...HTTP, 'rewrite', 'authority'], value: 'bad.example', expect: denied },
  },
  {
    name: 'an authority set as a header',
    fact: '5.1 #20 headers may set the authority',
    world: rule({ headers: { request: { set: { ':authority': 'good.example' } } } }),
    request: ask('reviews'),
    expect: { verdict: 'reaches', reaches: v1, like: { rewritten: { authority: 'good.example' } } },
    mutation: {
      of: RULE,
      field: [...HTTP, 'headers', 'request', 'set', ':authority'],
      value: 'bad.example',
      expect: denied,
    },
  },
  ...(['route', 'destination'] as const).map((where): Row => {
    const headers = { request: { set: { 'X-Team': 'a' }, add: { 'x-more': '1' }, remove: ['x-secret'] } };
    return {
      name: `headers of a ${where} are changed before policies see them`,
      fact: '4.4 request.headers of the server’s policies',
      world: shop([
        istio('VirtualService shop/reviews', {
          hosts: ['reviews'],
          http: [
            where === 'route'
              ? { headers, route: [{ destination: { host: 'reviews' } }] }
              : { route: [{ destination: { host: 'reviews' }, headers }] },
          ],
        }),
        istio('AuthorizationPolicy shop/headers', {
          rules: [
            {
              when: [
                { key: 'request.headers[x-team]', values: ['a'] },
                { key: 'request.headers[x-secret]', notValues: ['*'] },
              ],
            },
          ],
        }),
      ]),
      request: ask('reviews', { headers: { 'x-secret': 's', 'x-team': 'b' } }),
      expect: { verdict: 'reaches' },
      mutation: {
        of: RULE,
        field:
          where === 'route'
            ? [...HTTP, 'headers', 'request', 'set', 'X-Team']
            : [...HTTP, 'route', 0, 'headers', 'request', 'set', 'X-Team'],
        value: 'c',
        expect: denied,
      },
    };
  }),
  {
    name: 'faults for a part',
    fact: '3.2 fault percentages',
    world: rule({
      fault: {
        delay: { fixedDelay: '2s', percentage: { value: 10 } },
        abort: { httpStatus: 500, percentage: { value: 0.5 } },
      },
    }),
    request: ask('reviews'),
    expect: {
      verdict: 'reaches',
      reaches: v1,
      like: { fault: { delay: { share: 0.1, milliseconds: 2000 }, abort: { share: 0.005, status: 500 } } },
    },
    mutation: {
      of: RULE,
      field: [...HTTP, 'fault', 'abort', 'percentage', 'value'],
      value: 100,
      expect: { verdict: 'answered', status: 500 },
    },
  },
  {
    name: 'a fault without percentage meets nobody',
    fact: '3.2 fault percentages',
    world: rule({ fault: { abort: { httpStatus: 500 } } }),
    request: ask('reviews'),
    expect: { verdict: 'reaches', reaches: v1, like: { fault: undefined } },
    mutation: {
      of: RULE,
      field: [...HTTP, 'fault', 'abort', 'percentage'],
      value: { value: 100 },
      expect: { verdict: 'answered', status: 500 },
    },
  },
  {
    name: 'a mirror gets copies of everything by default',
    fact: '3.2 mirrorPercentage unset is 100%',
    world: rule({ mirror: { host: 'reviews', subset: 'v2' } }),
    request: ask('reviews'),
    expect: {
      verdict: 'reaches',
      reaches: v1,
      like: { mirrors: [{ subset: 'v2', weight: 1, failure: undefined }] },
    },
    mutation: {
      of: RULE,
      field: [...HTTP, 'route', 0, 'destination', 'subset'],
      value: 'x',
      expect: { verdict: 'fails', flag: 'NC' },
    },
  },
  {
    name: 'a broken mirror breaks no request',
    fact: '3.2 mirrored requests are fire-and-forget',
    world: rule({ mirrors: [{ destination: { host: 'reviews', subset: 'v9' }, percentage: { value: 30 } }] }),
    request: ask('reviews'),
    expect: {
      verdict: 'reaches',
      reaches: v1,
      like: { mirrors: [{ subset: 'v9', weight: 0.3, failure: { flag: 'NC' } }] },
    },
    mutation: {
      of: 'DestinationRule shop/reviews',
      field: ['spec', 'subsets', 0],
      expect: { verdict: 'fails', flag: 'NC' },
    },
  },
  {
    name: 'a mirror of 0 percent is none',
    fact: '3.2 mirrorPercentage',
    world: rule({ mirror: { host: 'reviews', subset: 'v2' }, mirrorPercentage: { value: 0 } }),
    request: ask('reviews'),
    expect: { verdict: 'reaches', reaches: v1, like: { mirrors: [] } },
    mutation: { of: 'request', field: ['path'], value: '/other', expect: denied },
  },
  {
    name: 'without a setting there is no timeout, and two retries',
    fact: '3.1 defaults when unset',
    world: rule({}),
    request: ask('reviews'),
    expect: {
      verdict: 'reaches',
      like: { timeout: undefined, retries: { attempts: 2, perTryTimeout: undefined, byDefault: true } },
    },
    mutation: { of: 'facts', field: ['workloads', 0, 'replicas'], value: 0, expect: { verdict: 'fails', flag: 'UH' } },
  },
  {
    name: 'timeout and retries of the route',
    fact: '3.1 retries of a route replace the default whole',
    world: rule({ timeout: '1.5s', retries: { attempts: 3, perTryTimeout: '500ms', retryOn: '5xx,503' } }),
    request: ask('reviews'),
    expect: {
      verdict: 'reaches',
      like: {
        timeout: 1500,
        retries: { attempts: 3, perTryTimeout: 500, on: '5xx,503,retriable-status-codes', byDefault: false },
      },
    },
    mutation: { of: RULE, field: [...HTTP, 'rewrite'], value: { authority: 'bad.example' }, expect: denied },
  },
  {
    name: 'retries of the mesh',
    fact: '3.1 mesh defaultHttpRetryPolicy overrides',
    world: shop([], {
      clusters: [{ name: 'east', meshConfig: { defaultHttpRetryPolicy: { attempts: 5, retryOn: 'reset' } } }],
    }),
    request: ask('reviews'),
    expect: { verdict: 'reaches', like: { retries: { attempts: 5, on: 'reset', byDefault: true } } },
    mutation: { of: 'request', field: ['port'], value: 9999, expect: { verdict: 'fails' } },
  },
  {
    name: 'no retries at all',
    fact: '3.1 attempts: 0 switches retries off',
    world: rule({ retries: { attempts: 0 } }),
    request: ask('reviews', { from: { ...client, serviceAccount: 'x' } }),
    expect: { verdict: 'reaches', like: { retries: undefined } },
    mutation: {
      of: RULE,
      field: [...HTTP, 'route', 0, 'destination', 'host'],
      value: 'nobody',
      expect: { verdict: 'fails', flag: 'NC' },
    },
  },
];
