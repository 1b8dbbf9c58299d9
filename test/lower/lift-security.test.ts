/** What was lowered is recognised again: lift(lower(p)) is p, as plainly as it can be said. */
import fc from 'fast-check';
import { Cluster, IngressGateway, Mesh, MeshApp, Network, Service } from 'meshwright';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import type { Manifest } from '../../src/istio/manifest.ts';
import { authorizationPolicies } from '../../src/lower/access/authorization-policy.ts';
import { peerAuthentications } from '../../src/lower/access/peer-authentication.ts';
import { requestAuthentications } from '../../src/lower/access/request-authentication.ts';
import {
  joinTokens,
  liftAuthorizationPolicy,
  liftPeerAuthentication,
  liftRequestAuthentication,
} from '../../src/lower/lift/security.ts';
import { MeshIndex } from '../../src/lower/mesh-index.ts';
import type {
  AccessPolicySnapshot,
  AccessRuleSnapshot,
  AccessSourceSnapshot,
  CallerSnapshot,
  MeshSnapshot,
  MutualTlsSnapshot,
  Subject,
  TokenSnapshot,
} from '../../src/model/snapshot-types.ts';
import { buildMesh, effort, meshDescriptions } from '../support/random-mesh.ts';

const snapshot = declared();

function declared(): MeshSnapshot {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example' });
  const east = new Cluster(mesh, 'east', { region: 'a', network: new Network(mesh, 'one'), istio: '1.31' });
  const common = { namespace: 'shop', runsIn: [east] as const, callers: [] };
  const ports = { http: { number: 80, targetPort: 8080 }, 'http-admin': { number: 81, targetPort: 8080 }, tcp: 7000 };
  new Service(mesh, 'cart', { ...common, ports, serviceAccount: 'cart' });
  new Service(mesh, 'stock', { ...common, ports, serviceAccount: 'stock' });
  new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [east], serviceAccount: 'web' });
  const [found] = compile(app, { root: process.cwd() }).meshes;
  if (!found) throw new Error('the mesh does not compile');
  return found.snapshot;
}

const indexOf = (more: Partial<MeshSnapshot>) => new MeshIndex({ ...snapshot, ...more });
const index = indexOf({});

/** Some of them, in the order that the freeze gives them. */
const list = (...items: readonly string[]) => fc.subarray([...items].sort(), { minLength: 1 });
const perhaps = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 });

const callers: readonly CallerSnapshot[] = [
  { kind: 'gateway', key: 'istio-ingress/web' },
  { kind: 'service', key: 'shop/cart' },
  { kind: 'service', key: 'shop/stock' },
  { kind: 'identity', trustDomain: undefined, namespace: 'ops', serviceAccount: 'scan' },
  { kind: 'identity', trustDomain: 'bank.example', namespace: 'shop', serviceAccount: 'cart' },
];

/** A source that names and narrows: one that only names is as plainly said by its callers. */
const matches: fc.Arbitrary<AccessSourceSnapshot> = fc
  .record({
    identities: fc.subarray([...callers]),
    notIdentities: fc.subarray([...callers]),
    fields: fc
      .record(
        {
          ipBlocks: list('10.0.0.0/8', '192.0.2.1'),
          namespaces: list('ops', 'shop-*'),
          notIpBlocks: list('10.1.0.0/16'),
          notNamespaces: list('*-old'),
          notPrincipals: list('*/sa/default'),
          notRemoteIpBlocks: list('198.51.100.7'),
          notServiceAccounts: list('ops/a'),
          notTrustDomains: list('bank.example'),
          principals: list('*/ns/ops/*', 'shop.example/ns/*'),
          remoteIpBlocks: list('2001:db8::/32'),
          serviceAccounts: list('ops/b', 'ops/c'),
          trustDomains: list('shop.example'),
        },
        { requiredKeys: [] },
      )
      .filter((fields) => Object.keys(fields).length > 0),
  })
  .map((match) => ({ kind: 'match', ...match }));

const sources: fc.Arbitrary<readonly AccessSourceSnapshot[]> = fc.oneof(
  fc.constant([{ kind: 'anyone' } as const]),
  matches.map((match) => [{ kind: 'mesh' } as const, match]),
  fc
    .tuple(fc.subarray([...callers], { minLength: 1 }), fc.array(matches, { maxLength: 2 }))
    .map(([named, more]) => [...named, ...more]),
);

const tokens: fc.Arbitrary<AccessRuleSnapshot['token']> = fc.oneof(
  fc.constantFrom(undefined, 'any' as const, 'none' as const),
  fc
    .record<TokenSnapshot>({
      issuer: perhaps(fc.constantFrom('https://login.example', 'https://login.example/')),
      subject: perhaps(fc.constantFrom('ada', 'users/ada')),
      audiences: fc.subarray(['cart', 'shop']),
      presenters: fc.subarray(['app', 'web']),
      claims: fc.record({ 'address][city': list('Bern'), group: list('dev', 'ops') }, { requiredKeys: [] }),
    })
    .filter(({ issuer, subject, audiences, presenters, claims }) => {
      const lists = audiences.length + presenters.length + Object.keys(claims).length;
      return issuer !== undefined || subject !== undefined || lists > 0;
    }),
);

const rules: fc.Arbitrary<AccessRuleSnapshot> = fc.record({
  from: sources,
  token: tokens,
  operation: fc.record(
    {
      hosts: list('shop.example', '*.shop.example'),
      methods: list('GET', 'POST'),
      notHosts: list('old.example'),
      notMethods: list('TRACE'),
      notPaths: list('/admin/*'),
      notPorts: list('tcp'),
      paths: list('*.html', '/orders/{*}/items'),
      ports: list('http', 'tcp'),
    },
    { requiredKeys: [] },
  ),
  when: fc.subarray([
    { key: 'connection.sni', values: ['a.example'], notValues: [] },
    { key: 'request.auth.claims[group]', values: [], notValues: ['guests'] },
    { key: 'request.headers[x-a]', values: ['*'], notValues: ['b'] },
  ]),
});

const service: Subject = { kind: 'service', service: 'shop/stock' };
const subjects = fc.constantFrom<Subject>(
  service,
  { kind: 'gateway', gateway: 'istio-ingress/web' },
  { kind: 'pods', namespace: 'shop', labels: { app: 'cron', tier: 'back' } },
  { kind: 'namespace', namespace: 'shop' },
  { kind: 'mesh' },
);

const common = { in: undefined, at: undefined, acknowledge: [] };

const policies: fc.Arbitrary<AccessPolicySnapshot> = fc
  .record({
    subject: subjects,
    action: fc.constantFrom('allow' as const, 'deny' as const, 'audit' as const, 'custom' as const),
    own: fc.array(rules, { maxLength: 3 }),
    dryRun: fc.boolean(),
  })
  .map(({ subject, action, own, dryRun }) => ({
    ...common,
    id: 'p',
    subject,
    rules: { [action]: own.map((rule) => (subject.kind === 'service' ? rule : byNumber(rule))) },
    provider: action === 'custom' ? 'opa' : undefined,
    dryRun: dryRun && (action === 'allow' || action === 'deny'),
  }));

/** Ports have names at their service alone. */
function byNumber({ operation, ...rule }: AccessRuleSnapshot): AccessRuleSnapshot {
  const { ports, notPorts, ...others } = operation;
  return {
    ...rule,
    operation: { ...others, ...(ports && { ports: ['8080'] }), ...(notPorts && { notPorts: ['7000'] }) },
  };
}

function lowered(policy: AccessPolicySnapshot): Manifest {
  const [object, ...others] = authorizationPolicies(indexOf({ accessPolicies: [policy] }));
  expect(others).toEqual([]);
  if (!object) throw new Error('nothing was lowered');
  return object.manifest;
}

/** Without the name of the object, and with alternatives and conditions in one order. */
function plain(policy: AccessPolicySnapshot | undefined) {
  const inOrder = (items: readonly unknown[]) => [...items].map((item) => canonical(item)).sort();
  const rulesOf = Object.entries(policy?.rules ?? {}).map(([action, own]) => [
    action,
    own?.map((rule) => ({ ...rule, from: inOrder(rule.from), when: inOrder(rule.when) })),
  ]);
  return { ...policy, id: '', rules: Object.fromEntries(rulesOf) };
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

describe('an AccessPolicy', () => {
  it('comes back from what it is lowered to', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        expect(plain(liftAuthorizationPolicy(index, lowered(policy)))).toEqual(plain(policy));
      }),
      effort(200),
    );
  });

  it('comes back as plainly as it can be said, however it was said', () => {
    fc.assert(
      fc.property(policies, fc.integer({ min: 0, max: 31 }), (policy, how) => {
        const said = Object.entries(policy.rules).map(([action, own]) => [
          action,
          own?.map((rule) => otherwise(rule, policy.subject, how)),
        ]);
        const other = { ...policy, rules: Object.fromEntries(said) } as AccessPolicySnapshot;
        expect(plain(liftAuthorizationPolicy(index, lowered(other)))).toEqual(plain(policy));
      }),
      effort(200),
    );
  });
});

/** The same rule in more words. */
function otherwise(rule: AccessRuleSnapshot, subject: Subject, how: number): AccessRuleSnapshot {
  const does = (bit: number) => (how & (1 << bit)) !== 0;
  const isOpen = rule.from.some(({ kind }) => kind === 'anyone');
  const isMesh = rule.from.some(({ kind }) => kind === 'mesh');
  const asMatch = (source: AccessSourceSnapshot): AccessSourceSnapshot =>
    'key' in source || source.kind === 'identity'
      ? { kind: 'match', identities: [source], notIdentities: [], fields: {} }
      : source;
  const asIdentity = (source: AccessSourceSnapshot): AccessSourceSnapshot =>
    'key' in source && source.key === 'shop/cart'
      ? { kind: 'identity', trustDomain: undefined, namespace: 'shop', serviceAccount: 'cart' }
      : source;
  const from = [
    ...rule.from.map((source) => (does(0) ? asMatch(source) : does(1) ? asIdentity(source) : source)),
    ...(does(2) ? [...rule.from].reverse() : []),
    ...(does(3) && (isOpen || isMesh) ? callers.slice(0, 2) : []),
  ];
  const { ports } = rule.operation;
  const isNamed = subject.kind === 'service' && does(4) && ports?.includes('http');
  const operation = isNamed ? { ...rule.operation, ports: ['http-admin', ...(ports ?? [])] } : rule.operation;
  if (typeof rule.token !== 'object' || !does(4)) return { ...rule, from, operation };
  const { claims, ...token } = rule.token;
  const isMore = token.issuer !== undefined || token.subject !== undefined || token.audiences.length > 0;
  if (!isMore) return { ...rule, from, operation };
  const asked = Object.entries(claims).map(([name, values]) => ({
    key: `request.auth.claims[${name}]`,
    values,
    notValues: [],
  }));
  return { from, operation, token: { ...token, claims: {} }, when: [...rule.when, ...asked] };
}

describe('a JwtAuthentication', () => {
  it('comes back with what it requires, and the policies beside it as they were', () => {
    const jwts = fc.record({
      subject: subjects,
      issuers: fc.array(
        fc.record(
          {
            issuer: fc.constantFrom('https://a.example', 'https://b.example/'),
            jwksUri: fc.constant('https://a.example/keys'),
            audiences: list('a', 'b'),
            fromHeaders: fc.constant([{ name: 'x-token', prefix: 'Token ' }]),
            forwardOriginalToken: fc.constant(true),
            outputClaimToHeaders: fc.constant([{ header: 'x-sub', claim: 'sub' }]),
            timeout: fc.constant('2s'),
          },
          { requiredKeys: ['issuer'] },
        ),
        { minLength: 1, maxLength: 3 },
      ),
      required: perhaps(fc.record({ paths: fc.subarray(['/a', '/b/*']), methods: fc.subarray(['GET', 'OPTIONS']) })),
    });
    fc.assert(
      fc.property(jwts, fc.array(rules, { minLength: 1, maxLength: 2 }), ({ subject, issuers, required }, deny) => {
        const jwt = { ...common, id: 'j', subject, issuers: issuers as never, required };
        const kept = deny
          .filter(({ token }) => token !== 'none')
          .map((rule) => (subject.kind === 'service' ? rule : byNumber(rule)));
        const own = { ...common, id: 'p', subject, rules: { deny: kept }, provider: undefined, dryRun: false };
        const more = { jwtAuthentications: [jwt], accessPolicies: kept.length > 0 ? [own] : [] };
        const found = joinTokens(
          requestAuthentications(indexOf(more)).flatMap(
            ({ manifest }) => liftRequestAuthentication(index, manifest) ?? [],
          ),
          authorizationPolicies(indexOf(more)).flatMap(
            ({ manifest }) => liftAuthorizationPolicy(index, manifest) ?? [],
          ),
        );
        expect(found.jwtAuthentications.map((one) => ({ ...one, id: 'j' }))).toEqual([jwt]);
        expect(found.accessPolicies.map(plain)).toEqual(more.accessPolicies.map(plain));
      }),
      effort(100),
    );
  });
});

describe('a MutualTls', () => {
  it('comes back, the whole and each port', () => {
    const modes = fc.constantFrom('STRICT' as const, 'PERMISSIVE' as const, 'DISABLE' as const);
    const about = fc.oneof(
      fc
        .tuple(
          subjects.filter(({ kind }) => kind !== 'gateway'),
          modes,
        )
        .map(([subject, mode]) => [{ subject, mode }]),
      fc.record({ whole: perhaps(modes), http: modes, tcp: perhaps(modes) }).map(({ whole, http, tcp }) => [
        ...(whole ? [{ subject: service, mode: whole }] : []),
        // Both names are one port of the pods.
        { subject: port('http'), mode: http },
        { subject: port('http-admin'), mode: http },
        ...(tcp ? [{ subject: port('tcp'), mode: tcp }] : []),
      ]),
    );
    fc.assert(
      fc.property(about, (said) => {
        const mutualTls: MutualTlsSnapshot[] = said.map((one, i) => ({ ...common, id: `m${i}`, ...one }));
        const [object, ...others] = peerAuthentications(indexOf({ mutualTls }));
        expect(others).toEqual([]);
        const found = object && liftPeerAuthentication(index, object.manifest);
        const words = (list: readonly Pick<MutualTlsSnapshot, 'subject' | 'mode'>[]) =>
          list.map(({ subject, mode }) => canonical({ subject, mode })).sort();
        const plainest = said.filter(({ subject }) => canonical(subject) !== canonical(port('http-admin')));
        expect(words(found ?? [])).toEqual(words(plainest));
      }),
      effort(100),
    );
  });
});

function port(name: string): Subject {
  return { kind: 'port', service: 'shop/stock', port: name };
}

it('objects of random meshes are lowered to the same once lifted', () => {
  const objects = (mesh: MeshSnapshot) => {
    const own = new MeshIndex(mesh);
    return [...authorizationPolicies(own), ...requestAuthentications(own), ...peerAuthentications(own)];
  };
  fc.assert(
    fc.property(meshDescriptions, (description) => {
      const [found] = compile(buildMesh(description).app, { root: process.cwd(), checks: false }).meshes;
      if (!found) return;
      const own = new MeshIndex(found.snapshot);
      for (const { cluster, manifest } of objects(found.snapshot)) {
        const policy = liftAuthorizationPolicy(own, manifest);
        const jwt = liftRequestAuthentication(own, manifest);
        const modes = liftPeerAuthentication(own, manifest);
        const nothing = { accessPolicies: [], jwtAuthentications: [], mutualTls: [] };
        const alone = {
          ...found.snapshot,
          ...nothing,
          ...(policy && { accessPolicies: [policy] }),
          ...(jwt && { jwtAuthentications: [jwt] }),
          ...(modes && { mutualTls: modes }),
        };
        const again = objects(alone).filter((object) => object.cluster === cluster);
        expect(again.map(({ manifest: { kind, spec } }) => canonical([kind, spec]))).toContain(
          canonical([manifest.kind, manifest.spec]),
        );
      }
    }),
    effort(25),
  );
});

it.each<[string, unknown]>([
  ['nothing', {}],
  ['lists where objects belong', { selector: [], rules: {}, action: 7 }],
  ['nulls', { selector: null, rules: [null, { from: [null, { source: null }], to: [null], when: [null] }] }],
  ['texts', { selector: 'a', rules: 'b', jwtRules: 'c', mtls: 'd', portLevelMtls: 'e' }],
])('survives %s', (_, spec) => {
  for (const kind of ['AuthorizationPolicy', 'RequestAuthentication', 'PeerAuthentication', 'Other']) {
    const manifest = {
      apiVersion: 'security.istio.io/v1',
      kind,
      metadata: { name: 'a', namespace: 'shop' },
      spec,
    } as Manifest;
    for (const lift of [liftAuthorizationPolicy, liftRequestAuthentication, liftPeerAuthentication])
      expect(() => lift(index, manifest)).not.toThrow();
  }
});
