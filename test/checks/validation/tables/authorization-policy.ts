import type { Row, Table } from './table.ts';

const rule = (of: unknown, ...problems: string[]): Row => [{ rules: [of] }, ...problems];
const source = (of: unknown, ...problems: string[]) => rule({ from: [{ source: of }] }, ...problems);
const operation = (of: unknown, ...problems: string[]) => rule({ to: [{ operation: of }] }, ...problems);
const when = (key: unknown, values: unknown, ...problems: string[]) => rule({ when: [{ key, values }] }, ...problems);
const deny = (of: unknown, ...problems: string[]): Row => [{ action: 'DENY', rules: [of] }, ...problems];
const custom = (of: unknown, ...problems: string[]): Row => [
  { action: 'CUSTOM', provider: { name: 'opa' }, rules: [of] },
  ...problems,
];

const from = 'spec.rules[0].from[0].source';
const to = 'spec.rules[0].to[0].operation';
const gateway = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' };

const targets: readonly Row[] = [
  [{ selector: { matchLabels: { app: 'a' } } }],
  [{ selector: {} }, 'warning spec.selector: names no labels'],
  [{ selector: { matchLabels: { 'a*': 'b' } } }, 'error spec.selector.matchLabels["a*"]: wildcards'],
  [{ selector: { matchLabels: { '': 'b' } } }, 'error spec.selector.matchLabels: empty key'],
  [{ targetRefs: [gateway] }],
  [{ targetRef: gateway }],
  [{ targetRefs: [{ kind: 'Service', name: 'cart' }] }],
  [{ targetRefs: [{ group: 'networking.istio.io', kind: 'ServiceEntry', name: 'cart' }] }],
  [{ targetRefs: [{ ...gateway, kind: 'GatewayClass' }] }],
  [{ targetRefs: [{ ...gateway, kind: 'HTTPRoute' }] }, 'error spec.targetRefs[0].kind: HTTPRoute'],
  [{ targetRefs: [{ group: 'core', kind: 'Service', name: 'cart' }] }],
  [{ targetRefs: [{ group: 'apps', kind: 'Service', name: 'a' }] }, 'error spec.targetRefs[0].kind: group apps'],
  [{ targetRefs: [{ ...gateway, name: '' }] }, 'error spec.targetRefs[0].name: needs a name'],
  [{ targetRefs: [{ ...gateway, namespace: 'a' }] }, 'error spec.targetRefs[0].namespace: names a namespace'],
  [{ targetRefs: [gateway], targetRef: gateway }, 'error spec: only one of'],
  [{ targetRefs: [], selector: { matchLabels: { a: 'b' } } }],
];

const actions: readonly Row[] = [
  [{}],
  [{ rules: [{}] }],
  [{ rules: [] }],
  [{ action: 'AUDIT' }],
  [{ action: 'DENY' }, 'error spec: denies nothing'],
  [{ action: 'DENY', rules: [] }, 'error spec: denies nothing'],
  [{ action: 'DENY', rules: [{}] }],
  [{ action: 'CUSTOM' }, 'error spec: asks nobody'],
  [{ action: 'CUSTOM', rules: [{}] }, 'error spec.provider.name: needs the name'],
  [{ action: 'CUSTOM', rules: [{}], provider: {} }, 'error spec.provider.name: needs the name'],
  [{ action: 'CUSTOM', rules: [{}], provider: { name: 'opa' } }],
  [{ action: 'DENY', rules: [{}], provider: {} }, 'error spec.provider: action is DENY'],
  [{ provider: { name: 'opa' } }, 'error spec.provider: action is ALLOW'],
  custom({ from: [{ source: { ipBlocks: ['10.0.0.1'] } }] }),
  custom({ from: [{ source: { namespaces: ['a'] } }] }, `error ${from}.namespaces: not supported`),
  custom({ from: [{ source: { notServiceAccounts: ['a'] } }] }, `error ${from}.notServiceAccounts: not supported`),
  custom({ from: [{ source: { trustDomains: ['a'] } }] }, `error ${from}.trustDomains: not supported`),
  custom({ from: [{ source: { principals: ['a'] } }] }, `error ${from}.principals: not supported`),
  custom({ from: [{ source: { notRequestPrincipals: ['a'] } }] }, `error ${from}.notRequestPrincipals: not supported`),
  custom({ when: [{ key: 'source.ip', values: ['10.0.0.1'] }] }),
  custom({ when: [{ key: 'source.principal', values: ['a'] }] }, 'error spec.rules[0].when[0].key: not supported'),
  custom(
    { when: [{ key: 'request.auth.claims[a]', values: ['a'] }] },
    'error spec.rules[0].when[0].key: not supported',
  ),
  deny({ to: [{ operation: { methods: ['GET'] } }] }, 'warning spec.rules[0]: every connection to TCP ports'),
  deny({ to: [{ operation: { methods: ['GET'], ports: ['80'] } }] }),
  deny({ from: [{ source: { requestPrincipals: ['*'] } }] }, 'warning spec.rules[0]: TCP'),
  deny({ from: [{ source: { trustDomains: ['a'] } }] }, 'warning spec.rules[0]: TCP'),
  deny({ from: [{ source: { notPrincipals: ['a'] } }] }),
  deny(
    { from: [{ source: { namespaces: ['a'] } }], to: [{ operation: { paths: ['/a'] } }] },
    'warning spec.rules[0]: TCP',
  ),
  deny({ from: [{ source: { requestPrincipals: ['a'] } }], to: [{ operation: { ports: ['1'] } }] }),
  deny({ when: [{ key: 'request.headers[a]', values: ['b'] }] }),
];

const rules: readonly Row[] = [
  [{ rules: [null] }],
  rule({ from: [{}] }, `error ${from}: needs a source`),
  rule({ to: [{}] }, `error ${to}: needs an operation`),
  rule({ from: [], to: [], when: [] }),
  source({}, `error ${from}: says nothing`),
  source({ principals: [] }, `error ${from}: says nothing`),
  source({ principals: [''] }, `error ${from}.principals[0]: empty value`),
  source({ notRequestPrincipals: ['a', ''] }, `error ${from}.notRequestPrincipals[1]: empty value`),
  source({ namespaces: ['a*', '*b'] }),
  source({ serviceAccounts: ['a', 'b/a'] }),
  source({ serviceAccounts: ['b/*'] }, `error ${from}.serviceAccounts[0]: wildcard`),
  source({ serviceAccounts: ['a/b/c'] }, `error ${from}.serviceAccounts[0]: is not a service account`),
  source({ serviceAccounts: ['/c'] }, `error ${from}.serviceAccounts[0]: is not a service account`),
  source({ notServiceAccounts: [''] }, `error ${from}.notServiceAccounts[0]: is not a service account`),
  source({ serviceAccounts: ['a'.repeat(320)] }),
  source({ serviceAccounts: ['a'.repeat(321)] }, `error ${from}.serviceAccounts[0]: at most 320`),
  source({ serviceAccounts: Array(16).fill('a') }),
  source({ serviceAccounts: Array(17).fill('a') }, `error ${from}.serviceAccounts: 17 service accounts`),
  source({ serviceAccounts: ['a'], notNamespaces: ['b'] }, `error ${from}: cannot be combined`),
  source({ serviceAccounts: ['a'], trustDomains: ['b'] }),
  source({ trustDomains: ['*', 'a*', '*a', '**'] }, `error ${from}.trustDomains[3]: one wildcard`),
  source({ trustDomains: ['a*b'] }, `error ${from}.trustDomains[0]: one wildcard`),
  source({ trustDomains: ['a/b'] }, `error ${from}.trustDomains[0]: a slash`),
  source({ trustDomains: [''] }, `error ${from}.trustDomains[0]: empty value`),
  source({ ipBlocks: ['10.0.0.1', '10.0.0.0/8', '::1', '2001:db8::/32'] }),
  source({ ipBlocks: ['10.0.0.256'] }, `error ${from}.ipBlocks[0]: not an IP address`),
  source({ remoteIpBlocks: ['10.0.0.0/33'] }, `error ${from}.remoteIpBlocks[0]: not a CIDR block`),
  operation({}, `error ${to}: says nothing`),
  operation({ ports: ['0', '65535', '0080'] }),
  operation({ ports: ['65536'] }, `error ${to}.ports[0]: not a port`),
  operation({ notPorts: ['http'] }, `error ${to}.notPorts[0]: not a port`),
  operation({ ports: ['-1'] }, `error ${to}.ports[0]: not a port`),
  operation({ hosts: [''] }, `error ${to}.hosts[0]: empty value`),
  operation({ methods: ['GET', ''] }, `error ${to}.methods[1]: empty value`),
  operation({ paths: ['/a/{*}/b', '/a/{**}', '{*}', '/{*}/{**}/x.html'] }),
  operation({ paths: ['/{**}/{*}'] }, `error ${to}.paths[0]: must be the last`),
  operation({ paths: ['/{id}'] }, `error ${to}.paths[0]: no operator`),
  operation({ paths: ['/a{*}'] }, `error ${to}.paths[0]: no operator`),
  operation({ notPaths: ['/{*}/a*'] }, `error ${to}.notPaths[0]: cannot stand beside`),
  operation({ paths: ['/{*}//a'] }, `error ${to}.paths[0]: cannot stand beside`),
  operation({ paths: ['/a b/*', '//a*b'] }),
];

const condition = 'spec.rules[0].when[0]';
const conditions: readonly Row[] = [
  when('', ['a'], `error ${condition}.key: needs a key`),
  when('source.ip', [], `error ${condition}: neither values`),
  rule({ when: [{ key: 'source.ip', notValues: ['10.0.0.1'] }] }),
  when('source.ip', ['a'], `error ${condition}.values[0]: not an IP address`),
  when('remote.ip', ['10.0.0.0/8']),
  when('destination.ip', ['10.0.0.0/99'], `error ${condition}.values[0]: not a CIDR`),
  when('destination.port', ['80']),
  when('destination.port', ['http'], `error ${condition}.values[0]: not a port`),
  when('source.serviceAccount', ['a/b']),
  when('source.serviceAccount', ['a/*'], `error ${condition}.values[0]: wildcard`),
  when('source.trustDomain', ['a/b']),
  when('source.trustDomain', ['a*b'], `error ${condition}.values[0]: one wildcard`),
  when('source.namespace', [''], `error ${condition}.values[0]: empty value`),
  when('connection.sni', ['*.a']),
  when('request.headers[a]', ['b']),
  when('request.headers', ['b'], `error ${condition}.key: in brackets`),
  when('request.headers[]', ['b'], `error ${condition}.key: in brackets`),
  when('request.auth.claims[a][b]', ['b']),
  when('request.auth.claims.a', ['b'], `error ${condition}.key: in brackets`),
  when('experimental.envoy.filters.a[b]', ['c']),
  when('destination.namespace', ['b'], `error ${condition}.key: no attribute`),
  when('destination.labels[a]', ['b'], `error ${condition}.key: no attribute`),
  when('destination.user', ['b'], `error ${condition}.key: no attribute`),
  when('source.labels[a]', ['b'], `error ${condition}.key: no attribute`),
];

export const authorizationPolicy: Table = {
  kind: 'AuthorizationPolicy',
  apiVersion: 'security.istio.io/v1',
  rows: [...targets, ...actions, ...rules, ...conditions],
};
