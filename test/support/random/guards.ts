import {
  AccessPolicy,
  type AccessPolicyProps,
  JwtAuthentication,
  type JwtAuthenticationProps,
  otherIdentity,
} from 'meshwright';
import type { AnyService, Builder, Declaration } from './builder.ts';
import type { ClusterDescription, GatewayDescription, ServiceDescription } from './description.ts';
import { type Draw, defined } from './draw.ts';
import { httpPorts } from './routes.ts';

/** A policy of access or tokens that keeps nobody out: `{ id }` stands for a handle wherever one is in its properties. */
export interface GuardDescription {
  readonly id: string;
  readonly construct: 'AccessPolicy' | 'JwtAuthentication';
  /** Id of a service or a gateway; undefined: the mesh. */
  readonly on: string | undefined;
  readonly props: Readonly<Record<string, unknown>>;
}

interface Actors {
  readonly clusters: readonly ClusterDescription[];
  readonly services: readonly ServiceDescription[];
  readonly gateways: readonly GatewayDescription[];
}

const METHODS = ['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE'];
const NOBODY = { namespace: 'nobody', pods: { app: 'nobody' } };

/** Everything that can be said of callers and requests, in policies that are watched, that mark, or of no pod. */
export function drawGuards(draw: Draw, actors: Actors): GuardDescription[] {
  if (!draw.chance(35)) return [];
  const { clusters, services, gateways } = actors;
  const place = () => draw.maybe(30, () => draw.some(clusters).map(handle));
  const tokens = draw.chance(60);
  const rule = (ports: readonly (string | number)[]) => drawRule(draw, actors, ports, tokens);
  const guarded = services.filter(({ sidecar, ports }) => sidecar !== false && Object.keys(ports).length > 0);
  const service = guarded.length > 0 ? draw.pick(guarded) : undefined;
  const found: GuardDescription[] = [];
  const add = (construct: GuardDescription['construct'], on: string | undefined, props: object) =>
    found.push({ id: `guard-${found.length}`, construct, on, props: defined(props) as Record<string, unknown> });
  if (tokens) add('JwtAuthentication', undefined, { issuers: drawIssuers(draw, clusters), required: false });
  if (service) {
    add('AccessPolicy', service.id, { audit: draw.list(1, 2, () => rule(Object.keys(service.ports))), in: place() });
    if (httpPorts(service).length === Object.keys(service.ports).length && draw.chance(40))
      add('JwtAuthentication', service.id, {
        issuers: drawIssuers(draw, clusters),
        required: { exceptMethods: METHODS, exceptPaths: ['/open/*'] },
        in: place(),
        acknowledge: draw.maybe(30, () => ['plaintext']),
      });
  }
  if (draw.chance(40)) add('AccessPolicy', undefined, { audit: [rule([8080, 9090])], in: place() });
  if (gateways.length > 0 && draw.chance(40))
    add('AccessPolicy', draw.pick(gateways).id, { allow: [], deny: [{ from: 'anyone', ports: [1] }], dryRun: true });
  if (draw.chance(40)) {
    add('AccessPolicy', undefined, {
      ...NOBODY,
      custom: { provider: 'opa', rules: [{ from: 'anyone', methods: draw.some(METHODS), ports: [1] }] },
    });
    add('JwtAuthentication', undefined, { ...NOBODY, issuers: drawIssuers(draw, clusters), required: draw.chance(50) });
  }
  return found;
}

function drawRule(draw: Draw, actors: Actors, ports: readonly (string | number)[], tokens: boolean): object {
  const some = <T>(percent: number, of: readonly T[]) => draw.maybe(percent, () => draw.some(of));
  return defined({
    from: draw.pick([
      () => 'anyone',
      () => 'mesh',
      () => drawSource(draw, actors),
      () => [drawSource(draw, actors), drawIdentity(draw)],
    ])(),
    methods: some(30, METHODS),
    notMethods: some(20, METHODS),
    paths: some(30, ['/api/*', '*.html', '/orders/{*}/items']),
    notPaths: some(20, ['/open/*', '/static/{**}']),
    hosts: some(20, ['shop.example', '*.shop.example']),
    notHosts: some(20, ['old.example']),
    ports: some(20, ports),
    notPorts: some(20, ports),
    token: tokens ? draw.maybe(40, () => drawToken(draw)) : undefined,
    when: draw.maybe(30, () => [
      draw.pick([
        { key: 'request.headers[x-tester]', values: ['*'] },
        { key: 'connection.sni', notValues: ['old.example'] },
        { key: 'source.ip', values: ['10.0.0.0/8'], notValues: ['10.1.0.0/16'] },
      ]),
    ]),
  });
}

function drawIdentity(draw: Draw) {
  const trustDomain = draw.maybe(50, () => 'bank.example');
  return otherIdentity({ namespace: 'ops', serviceAccount: 'scan', ...defined({ trustDomain }) });
}

function drawSource(draw: Draw, { clusters, services, gateways }: Actors): object {
  const known = [...services, ...gateways].filter(({ serviceAccount }) => serviceAccount !== undefined).map(handle);
  const callers = () => draw.maybe(40, () => draw.some([...known, drawIdentity(draw)], 20));
  const names = draw.chance(70);
  const byName = {
    identities: names ? callers() : undefined,
    notIdentities: names ? callers() : undefined,
    namespaces: names ? draw.maybe(30, () => ['shop', 'ops-*']) : undefined,
    notNamespaces: names ? draw.maybe(30, () => ['*-old']) : undefined,
    principals: names ? draw.maybe(30, () => ['*/ns/ops/*', 'spiffe/ns/a/sa/b']) : undefined,
    notPrincipals: names ? draw.maybe(30, () => ['*/sa/default']) : undefined,
    serviceAccounts: names ? undefined : ['ops/scan'],
    notServiceAccounts: names ? undefined : draw.maybe(50, () => ['ops/other']),
  };
  const isNew = clusters.every(({ istio }) => istio === '1.31');
  return defined({
    ...byName,
    trustDomains: isNew ? draw.maybe(40, () => ['shop.example']) : undefined,
    notTrustDomains: isNew ? draw.maybe(40, () => ['bank.example']) : undefined,
    ipBlocks: draw.maybe(30, () => ['10.0.0.0/8', '192.0.2.7']),
    notIpBlocks: draw.maybe(20, () => ['10.1.0.0/16']),
    remoteIpBlocks: draw.maybe(30, () => ['2001:db8::/32']),
    notRemoteIpBlocks: draw.maybe(100, () => ['198.51.100.0/24']),
  });
}

function drawToken(draw: Draw): unknown {
  return draw.pick<() => unknown>([
    () => 'any',
    () => 'none',
    () =>
      defined({
        issuer: draw.maybe(70, () => 'https://login.example'),
        subject: draw.maybe(50, () => draw.pick(['ada', 'users/ada'])),
        audiences: draw.maybe(40, () => ['shop']),
        presenters: draw.maybe(40, () => ['web', 'app']),
        claims: { group: draw.pick(['ops', ['dev', 'ops']]), 'address][city': 'Bern' },
      }),
  ])();
}

function drawIssuers(draw: Draw, clusters: readonly ClusterDescription[]): object[] {
  const isNew = clusters.every(({ istio }) => istio === '1.31');
  return draw.list(1, 2, (i) =>
    defined({
      issuer: i === 0 ? 'https://login.example' : 'https://partner.example/',
      jwksUri: draw.maybe(50, () => 'https://login.example/keys'),
      audiences: draw.maybe(30, () => ['shop', 'stock']),
      fromHeaders: draw.maybe(30, () => [{ name: 'x-token', prefix: 'Token ' }, { name: 'x-plain' }]),
      fromParams: draw.maybe(20, () => ['token']),
      fromCookies: draw.maybe(20, () => ['session']),
      forwardOriginalToken: draw.maybe(40, () => draw.chance(50)),
      outputPayloadToHeader: draw.maybe(20, () => 'x-payload'),
      outputClaimToHeaders: draw.maybe(20, () => [{ header: 'x-group', claim: 'group' }]),
      timeout: draw.maybe(20, () => '2s'),
      spaceDelimitedClaims: isNew ? draw.maybe(20, () => ['roles']) : undefined,
    }),
  );
}

function handle({ id }: { readonly id: string }): { readonly id: string } {
  return { id };
}

export function guards(builder: Builder, described: readonly GuardDescription[]): Declaration[] {
  return described.map(({ id, construct, on, props }) => ({
    id,
    needs: [...(on === undefined ? [] : [on]), ...handlesIn(props)],
    declare: () => {
      const scope = builder.subject(on) as AnyService;
      const made = withHandles(builder, props);
      if (construct === 'AccessPolicy') new AccessPolicy(scope, id, made as AccessPolicyProps<string>);
      else new JwtAuthentication(scope, id, made as JwtAuthenticationProps);
    },
  }));
}

function isHandle(value: object): value is { readonly id: string } {
  return 'id' in value && Object.keys(value).length === 1;
}

function handlesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return isHandle(value) ? [value.id] : Object.values(value).flatMap(handlesIn);
}

function withHandles(builder: Builder, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withHandles(builder, item));
  if (isHandle(value)) return builder.get(value.id);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withHandles(builder, inner)]));
}
