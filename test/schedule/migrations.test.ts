/** Changes of mutual TLS, access and names: which order their parts come in, one look at the applied tree for each. */
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/istio/manifest.ts';
import { plan } from '../../src/schedule/plan.ts';
import { allow, baseOf, meshOf, object, route, rule, servers, walk } from './edit-world.ts';

interface Row {
  readonly name: string;
  readonly from: readonly Manifest[];
  readonly to: readonly Manifest[];
  readonly parts: readonly string[];
}

const plaintext = { trafficPolicy: { tls: { mode: 'DISABLE' } } };
const mutual = { trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } };
const shopServers = (mode: string) => servers(mode, 'shop', 'shop');
const ports = (mode: string, port: string) =>
  object('PeerAuthentication', 'reviews', {
    selector: { matchLabels: { app: 'reviews' } },
    mtls: { mode },
    portLevelMtls: { 8080: { mode: port } },
  });
const entry = (name = 'web') => object('VirtualService', name, { hosts: ['shop.example'], gateways: ['web'] });
const outside = object('ServiceEntry', 'bank', { hosts: ['bank.example'] });

const mutualTls: readonly Row[] = [
  {
    name: 'STRICT by itself is one part',
    from: [servers('PERMISSIVE')],
    to: [servers('STRICT')],
    parts: ['enforce: eu/servers'],
  },
  {
    name: 'clients that spoke plaintext change before STRICT',
    from: [servers('PERMISSIVE'), rule('', plaintext)],
    to: [servers('STRICT'), rule('')],
    parts: ['change: eu/rule', 'enforce: eu/servers'],
  },
  {
    name: 'servers take plaintext before clients speak it',
    from: [servers('STRICT'), rule('')],
    to: [servers('PERMISSIVE'), rule('', plaintext)],
    parts: ['permissive: eu/servers', 'change: eu/rule'],
  },
  {
    name: 'DISABLE to STRICT goes by PERMISSIVE, which neither end holds',
    from: [servers('DISABLE'), rule('', plaintext)],
    to: [servers('STRICT'), rule('', mutual)],
    parts: ['permissive: eu/servers', 'change: eu/rule', 'enforce: eu/servers'],
  },
  {
    name: 'STRICT to DISABLE likewise',
    from: [servers('STRICT')],
    to: [servers('DISABLE')],
    parts: ['permissive: eu/servers', 'enforce: eu/servers'],
  },
  {
    name: 'an exception that goes leaves its namespace with the mesh’s STRICT',
    from: [servers('STRICT'), shopServers('DISABLE')],
    to: [servers('STRICT')],
    parts: ['permissive: eu/servers-shop', 'enforce: -eu/servers-shop'],
  },
  {
    name: 'an exception that comes',
    from: [servers('STRICT')],
    to: [servers('STRICT'), shopServers('DISABLE')],
    parts: ['permissive: +eu/servers-shop', 'enforce: eu/servers-shop'],
  },
  {
    name: 'one port only',
    from: [ports('STRICT', 'DISABLE')],
    to: [ports('STRICT', 'STRICT')],
    parts: ['permissive: eu/servers', 'enforce: eu/servers'],
  },
  {
    name: 'a namespace’s STRICT stays until the mesh’s is there',
    from: [servers('PERMISSIVE'), shopServers('STRICT')],
    to: [servers('STRICT')],
    parts: ['enforce: eu/servers', 'contract: -eu/servers-shop'],
  },
  {
    name: 'a namespace’s own STRICT is there before the mesh’s goes',
    from: [servers('STRICT')],
    to: [servers('PERMISSIVE'), shopServers('STRICT')],
    parts: ['expand: +eu/servers-shop', 'enforce: eu/servers'],
  },
  {
    name: 'the mesh’s object under another name: the older one holds until it goes',
    from: [servers('STRICT')],
    to: [servers('STRICT', 'everybody')],
    parts: ['expand: +eu/servers-everybody', 'change: -eu/servers'],
  },
];

const access: readonly Row[] = [
  { name: 'the first ALLOW', from: [], to: [allow('a')], parts: ['change: +eu/authorizationpolicy'] },
  {
    name: 'the first ALLOW beside STRICT: identities are there before plaintext is refused',
    from: [servers('PERMISSIVE')],
    to: [servers('STRICT'), allow('a')],
    parts: ['change: +eu/authorizationpolicy', 'enforce: eu/servers'],
  },
  {
    name: 'several first ALLOWs land in one part: each alone would refuse what another allows',
    from: [],
    to: [allow('a'), allow('b', 'more')],
    parts: ['change: +eu/authorizationpolicy-more +eu/authorizationpolicy'],
  },
  {
    name: 'a policy that only watches, enforced: it takes nobody’s place',
    from: [allow('a', 'reviews.dry-run', { annotations: { 'istio.io/dry-run': 'true' } })],
    to: [allow('a')],
    parts: ['change: -eu/authorizationpolicy-reviews.dry-run +eu/authorizationpolicy'],
  },
  {
    name: 'a policy under another name: never none of the two',
    from: [allow('a')],
    to: [allow('a', 'callers')],
    parts: ['add: +eu/authorizationpolicy-callers', 'change: -eu/authorizationpolicy'],
  },
  {
    name: 'a policy that is split in two: the part that leaves is there before it goes',
    from: [allow('a b')],
    to: [allow('a'), allow('b', 'more')],
    parts: ['add: +eu/authorizationpolicy-more', 'change: eu/authorizationpolicy'],
  },
  {
    name: 'two policies that become one',
    from: [allow('a'), allow('b', 'more')],
    to: [allow('a b')],
    parts: ['add: eu/authorizationpolicy', 'change: -eu/authorizationpolicy-more'],
  },
  {
    name: 'a policy and the gateway that lets callers in: who may call is said first',
    from: [],
    to: [allow('a'), entry()],
    parts: ['change: +eu/authorizationpolicy', 'open: +eu/route-web'],
  },
  {
    name: 'both go: the gateway first',
    from: [allow('a'), entry()],
    to: [],
    parts: ['change: -eu/route-web', 'release: -eu/authorizationpolicy'],
  },
  {
    name: 'STRICT in the place of a policy',
    from: [allow('a'), servers('PERMISSIVE')],
    to: [servers('STRICT')],
    parts: ['enforce: eu/servers', 'release: -eu/authorizationpolicy'],
  },
];

const narrow = { selector: { matchLabels: { app: 'reviews' } } };
const guard = (kind: string, name: string, spec: object, namespace = 'shop') => object(kind, name, spec, { namespace });
const grant = (from: string) => guard('AuthorizationPolicy', 'reviews', { ...narrow, rules: [{ from: [from] }] });
const none = (namespace = 'istio-system') => guard('AuthorizationPolicy', 'none', {}, namespace);
const refuse = (to: string) =>
  guard('AuthorizationPolicy', 'deny', { ...narrow, action: 'DENY', rules: [{ to: [to] }] });
const needToken = guard('AuthorizationPolicy', 'deny', {
  ...narrow,
  action: 'DENY',
  rules: [{ from: [{ source: { notRequestPrincipals: ['*'] } }] }],
});
const judgeTokens = guard('RequestAuthentication', 'reviews', { ...narrow, jwtRules: [{ issuer: 'a' }] });

const guards: readonly Row[] = [
  {
    name: 'what services allow before the mesh refuses the rest',
    from: [],
    to: [grant('a'), none()],
    parts: ['change: +eu/authorizationpolicy', 'enforce: +eu/authorizationpolicy-none'],
  },
  {
    name: 'pods, their namespace, the mesh',
    from: [],
    to: [grant('a'), none(), none('shop')],
    parts: [
      'add: +eu/authorizationpolicy',
      'change: +eu/authorizationpolicy-none',
      'enforce: +eu/authorizationpolicy-none',
    ],
  },
  {
    name: 'and back',
    from: [grant('a'), none()],
    to: [],
    parts: ['change: -eu/authorizationpolicy-none', 'release: -eu/authorizationpolicy'],
  },
  {
    name: 'what allows in the place of what refused',
    from: [refuse('a')],
    to: [grant('a')],
    parts: ['change: +eu/authorizationpolicy', 'release: -eu/authorizationpolicy-deny'],
  },
  {
    name: 'a refusal before more is allowed',
    from: [grant('a')],
    to: [grant('b'), refuse('a')],
    parts: ['add: +eu/authorizationpolicy-deny', 'change: eu/authorizationpolicy'],
  },
  {
    name: 'which tokens count before one is needed',
    from: [],
    to: [judgeTokens, needToken],
    parts: ['add: +eu/requestauthentication', 'change: +eu/authorizationpolicy-deny'],
  },
  {
    name: 'and until none is',
    from: [judgeTokens, needToken],
    to: [],
    parts: ['change: -eu/authorizationpolicy-deny', 'release: -eu/requestauthentication'],
  },
  {
    name: 'other pods, another namespace: in one part',
    from: [],
    to: [refuse('a'), none('other'), guard('RequestAuthentication', 'other', {}, 'other')],
    parts: ['change: +eu/authorizationpolicy-none +eu/requestauthentication-other +eu/authorizationpolicy-deny'],
  },
];

const moves: readonly Row[] = [
  {
    name: 'a VirtualService under another name: the older one wins until it goes',
    from: [rule('v1'), route('v1')],
    to: [rule('v1'), route('v1', 'routes')],
    parts: ['add: +eu/route-routes', 'change: -eu/route'],
  },
  {
    name: 'with other routes, to a subset that is new',
    from: [rule('v1'), route('v1')],
    to: [rule('v1 v2'), route('v2', 'routes')],
    parts: ['expand: eu/rule', 'add: +eu/route-routes', 'change: -eu/route'],
  },
  {
    name: 'a DestinationRule under another name: subsets of both until the routes have changed',
    from: [rule('v1'), route('v1')],
    to: [rule('v2', {}, 'subsets'), route('v2')],
    parts: ['expand: +eu/rule-subsets', 'change: -eu/rule eu/route', 'contract: eu/rule-subsets'],
  },
  {
    name: 'a VirtualService for another host is another one',
    from: [entry('web')],
    to: [{ ...entry('other'), spec: { hosts: ['other.example'], gateways: ['web'] } }],
    parts: ['change: +eu/route-other -eu/route-web'],
  },
  {
    name: 'an external host before the route to it',
    from: [route('v1')],
    to: [outside, route('bank.example')],
    parts: ['add: +eu/serviceentry-bank', 'change: eu/route'],
  },
  {
    name: 'and after it',
    from: [outside, route('bank.example')],
    to: [route('v1')],
    parts: ['change: eu/route', 'release: -eu/serviceentry-bank'],
  },
];

describe.each([
  ['mutual TLS', mutualTls],
  ['access', access],
  ['guards of other subjects', guards],
  ['a move', moves],
])('%s', (_, rows) => {
  it.each(rows)('$name', ({ from, to, parts }) => {
    const target = meshOf({ eu: [...to, ANCHOR] });
    const { parts: walked, base } = walk(target, baseOf({ eu: [...from, ANCHOR] }));
    expect(walked).toEqual(parts);
    expect(plan(target, base).lanes).toEqual([]);
  });
});

it('STRICT over waves comes cluster by cluster, after clients of every cluster have changed', () => {
  const tree = (mode: string, policy: object) => {
    const objects = [servers(mode), rule('', policy), ANCHOR];
    return { eu: objects, us: objects };
  };
  const waves = ['eu', 'us'].map((cluster) => ({ clusters: [cluster], bake: 1 }));
  const walked = (from: string, to: string, [a, b] = [plaintext, mutual]) =>
    walk(meshOf(tree(to, b as object), waves), baseOf(tree(from, a as object))).parts;
  expect(walked('DISABLE', 'STRICT')).toEqual([
    'permissive-1: eu/servers',
    'permissive-2: us/servers',
    'change-1: eu/rule',
    'change-2: us/rule',
    'enforce-1: eu/servers',
    'enforce-2: us/servers',
  ]);
  expect(walked('PERMISSIVE', 'STRICT', [mutual, mutual])).toEqual(['enforce-1: eu/servers', 'enforce-2: us/servers']);
});

const ANCHOR = object('VirtualService', 'anchor', { hosts: ['anchor'] });
