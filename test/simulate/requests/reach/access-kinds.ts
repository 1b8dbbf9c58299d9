import { expect } from 'vitest';
import type { Row } from '../../row.ts';
import { denied, grant, guarded, letIn, POLICY } from './access-world.ts';
import { authorizationPolicy, fromUi } from './objects.ts';

const account = ['from', 'serviceAccount'] as const;
const namespace = ['from', 'namespace'] as const;
const from = (source: string) => `[{from: [{source: ${source}}]}]`;
const to = (operation: string) => `[{to: [{operation: ${operation}}]}]`;
const when = (condition: string) => `[{when: [${condition}]}]`;

/** What each field of a rule looks at. */
export const kindRows: readonly Row[] = [
  grant({
    name: 'principals, exact',
    fact: '4.4 string match: exact',
    rules: from('{principals: [cluster.local/ns/shop/sa/ui]}'),
    field: account,
    value: 'other',
  }),
  grant({
    name: 'principals by prefix',
    fact: '4.4 string match: prefix',
    rules: from("{principals: ['cluster.local/ns/shop/*']}"),
    field: namespace,
    value: 'web',
  }),
  grant({
    name: 'principals by suffix',
    fact: '4.4 string match: suffix',
    rules: from("{principals: ['*/sa/ui']}"),
    field: account,
    value: 'ui2',
  }),
  grant({
    name: 'any principal: mutual TLS is needed',
    fact: '4.4 principals need mTLS: on plaintext they are empty',
    rules: from("{principals: ['*']}"),
    field: ['from', 'proxy'],
    value: 'none',
  }),
  grant({
    name: 'notPrincipals',
    fact: '4.4 not* negates',
    rules: from('{notPrincipals: [cluster.local/ns/shop/sa/other]}'),
    field: account,
    value: 'other',
  }),
  grant({
    name: 'namespaces with a wildcard',
    fact: '4.4 namespaces',
    rules: from("{namespaces: ['sh*p']}"),
    field: namespace,
    value: 'web',
  }),
  grant({
    name: 'notNamespaces',
    fact: '4.4 not* negates',
    rules: from('{notNamespaces: [web]}'),
    field: namespace,
    value: 'web',
  }),
  grant({
    name: "serviceAccounts without namespace are of the policy's namespace",
    fact: '4.4 serviceAccounts: sa or ns/sa',
    rules: from('{serviceAccounts: [ui]}'),
    field: namespace,
    value: 'web',
  }),
  grant({
    name: 'serviceAccounts with namespace',
    fact: '4.4 serviceAccounts: sa or ns/sa',
    rules: from('{serviceAccounts: [web/ui]}'),
    request: fromUi({ from: { namespace: 'web' } }),
    field: namespace,
    value: 'shop',
  }),
  grant({
    name: 'fields of one source all hold, sources each suffice',
    fact: '4.4 AND within a source, OR over sources',
    rules:
      '[{from: [{source: {namespaces: [web]}}, {source: {namespaces: [shop], notPrincipals: [cluster.local/ns/shop/sa/other]}}]}]',
    field: account,
    value: 'other',
  }),
  grant({
    name: 'methods',
    fact: '4.4 methods',
    rules: to('{methods: [GET, HEAD]}'),
    field: ['method'],
    value: 'POST',
  }),
  grant({
    name: 'notMethods',
    fact: '4.4 not* negates',
    rules: to('{notMethods: [DELETE]}'),
    field: ['method'],
    value: 'DELETE',
  }),
  grant({
    name: 'paths, exact and without query',
    fact: '4.4 paths',
    rules: to('{paths: [/api]}'),
    request: { path: '/api?q=1' },
    field: ['path'],
    value: '/api/v1',
  }),
  grant({
    name: 'paths by prefix',
    fact: '4.4 paths',
    rules: to("{paths: ['/api/*']}"),
    request: { path: '/api/v1' },
    field: ['path'],
    value: '/api',
  }),
  grant({
    name: 'paths by suffix',
    fact: '4.4 paths',
    rules: to("{paths: ['*/info']}"),
    request: { path: '/a/info' },
    field: ['path'],
    value: '/a/infos',
  }),
  grant({
    name: 'path template of one segment',
    fact: '4.4 {*}',
    rules: to("{paths: ['/users/{*}/orders']}"),
    request: { path: '/users/7/orders' },
    field: ['path'],
    value: '/users/7/8/orders',
  }),
  grant({
    name: 'path template of any depth',
    fact: '4.4 {**}',
    rules: to("{paths: ['/users/{*}/{**}']}"),
    request: { path: '/users/7/orders/1' },
    field: ['path'],
    value: '/users/7',
  }),
  grant({
    name: 'notPaths',
    fact: '4.4 not* negates',
    rules: to("{notPaths: ['/admin*']}"),
    request: { path: '/' },
    field: ['path'],
    value: '/admin/users',
  }),
  grant({
    name: 'hosts, whatever the case',
    fact: '4.4 hosts',
    rules: to("{hosts: ['REVIEWS.shop.*']}"),
    field: ['headers'],
    value: { host: 'other.example' },
  }),
  grant({
    name: 'request headers',
    fact: '4.4 request.headers[..]',
    rules: when("{key: 'request.headers[X-Team]', values: ['a*']}"),
    request: { headers: { 'x-team': 'alpha' } },
    field: ['headers', 'x-team'],
    value: 'beta',
  }),
  grant({
    name: 'an absent header is none of the refused values',
    fact: '4.4 notValues',
    rules: when("{key: 'request.headers[x-team]', notValues: ['beta']}"),
    field: ['headers'],
    value: { 'X-Team': 'beta' },
  }),
  grant({
    name: 'when: source.namespace',
    fact: '4.4 TCP-usable: source.*',
    rules: when('{key: source.namespace, values: [shop]}'),
    field: namespace,
    value: 'web',
  }),
  grant({
    name: 'when: source.principal',
    fact: '4.4 TCP-usable: source.*',
    rules: when('{key: source.principal, values: [cluster.local/ns/shop/sa/ui]}'),
    field: account,
    value: 'other',
  }),
  grant({
    name: 'when: source.trustDomain takes any identity, but needs one',
    fact: '2.4 when: source.trustDomain',
    rules: when("{key: source.trustDomain, values: ['*']}"),
    field: ['from', 'proxy'],
    value: 'none',
  }),
  {
    name: 'ports are those of the pods',
    fact: '5.4 #37 AuthorizationPolicy ports are target ports',
    world: guarded(authorizationPolicy(`{rules: ${to("{ports: ['8080']}")}}`)),
    request: fromUi(),
    expect: letIn,
    mutation: {
      of: POLICY,
      field: ['spec', 'rules', 0, 'to', 0, 'operation', 'ports', 0],
      value: '80',
      expect: denied,
    },
  },
  {
    name: 'when: destination.port is that of the pods too',
    fact: '4.4 destination.port',
    world: guarded(authorizationPolicy(`{rules: ${when("{key: destination.port, values: ['8080']}")}}`)),
    request: fromUi(),
    expect: letIn,
    mutation: { of: 'facts', field: ['services', 0, 'ports', 0, 'targetPort'], value: 9090, expect: denied },
  },
  {
    name: 'when: connection.sni is the name of the destination in mutual TLS',
    fact: '4.4 connection.sni',
    world: guarded(
      authorizationPolicy(`{rules: ${when("{key: connection.sni, values: ['outbound_.80_._.reviews.*']}")}}`),
    ),
    request: fromUi(),
    expect: letIn,
    mutation: {
      of: POLICY,
      field: ['spec', 'rules', 0, 'when', 0, 'values', 0],
      value: 'reviews.shop.svc.cluster.local',
      expect: denied,
    },
  },
  {
    name: 'addresses are not simulated: where they decide, nothing is judged',
    fact: '4.4 ipBlocks',
    world: guarded(authorizationPolicy(`{rules: ${from("{ipBlocks: ['10.0.0.0/8']}")}}`)),
    request: fromUi(),
    expect: {
      verdict: 'unjudged',
      like: {
        unjudged: [expect.stringMatching(/rules\[0\] of AuthorizationPolicy shop\/reviews depends on ipBlocks/)],
      },
    },
  },
  {
    name: 'addresses do not matter where another field decides',
    fact: '4.4 AND of fields',
    world: guarded(
      authorizationPolicy(
        `{rules: [{from: [{source: {ipBlocks: ['10.0.0.0/8'], namespaces: [web]}}]}, {to: [{operation: {methods: [GET]}}]}]}`,
      ),
    ),
    request: fromUi(),
    expect: letIn,
    mutation: { of: 'request', field: ['method'], value: 'POST', expect: denied },
  },
  {
    name: 'a path that proxies normalize first is not judged',
    fact: '4.4 path normalization',
    world: guarded(authorizationPolicy(`{rules: ${to("{paths: ['/public*']}")}}`)),
    request: fromUi({ path: '/public/%2e%2e/admin' }),
    expect: { verdict: 'unjudged' },
  },
];
