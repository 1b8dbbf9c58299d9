import fc from 'fast-check';
import { grpcStatuses } from '../../../src/istio/grpc-statuses.ts';
import { retryConditions } from '../../../src/istio/retry-conditions.ts';
import type { SettingName, TrafficSettings } from '../../../src/policies/settings.ts';

type ValueOf<Name extends SettingName> = NonNullable<TrafficSettings[Name]>;

export const REGIONS = ['eu-west-1', 'us-east-1', 'us-west-2'] as const;

/** Some of the fields, in any combination; `needed` ones always. */
function some(fields: Record<string, fc.Arbitrary<unknown>>, ...needed: string[]): fc.Arbitrary<object> {
  return fc.record(fields, { requiredKeys: needed });
}

/** The same, at least one field. */
function any(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> {
  return some(fields).filter((value) => Object.keys(value).length > 0);
}

const count = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const percent = fc.integer({ min: 0, max: 100 });
const lengths = fc.constantFrom('1ms', '500ms', '2s', '1.5s', '1m30s', '1h');
const seconds = fc.constantFrom('1s', '30s', '2m', '1h');
const files = fc.constantFrom('/etc/certs/a.pem', 'b.pem');
const list = (item: fc.Arbitrary<unknown>) => fc.uniqueArray(item, { minLength: 1, maxLength: 3 });
const HEADERS = ['x-caller', 'X-Trace', 'server', 'x-b3-flags'];

const hash = fc
  .tuple(
    fc.oneof(
      fc.record({ httpHeaderName: fc.constantFrom(...HEADERS) }),
      fc.record({ useSourceIp: fc.constant(true) }),
      fc.record({ httpQueryParameterName: fc.constantFrom('user', 'a b') }),
      fc.record({
        httpCookie: some(
          {
            name: fc.constantFrom('session', 'id'),
            ttl: fc.oneof(lengths, fc.constant('0s')),
            path: fc.constantFrom('/', '/cart'),
            attributes: list(fc.constantFrom('SameSite', 'Secure')).map((names) =>
              names.map((name, i) => (i === 0 ? { name } : { name, value: 'Lax' })),
            ),
          },
          'name',
        ),
      }),
    ),
    fc.oneof(
      fc.constant({}),
      fc.record({ ringHash: some({ minimumRingSize: count }) }),
      fc.record({ maglev: fc.record({ tableSize: fc.constantFrom(2, 3, 65_537, 4_999_999) }) }),
    ),
  )
  .map(([key, table]) => ({ consistentHash: { ...key, ...table } }));

const names = list(fc.constantFrom('spiffe://shop.example/ns/shop/sa/stock', 'stock.example'));
const verified = fc.oneof(
  some(
    { credentialName: fc.constantFrom('stock-ca', 'configmap://shop/ca'), subjectAltNames: names },
    'credentialName',
  ),
  some({ caCertificates: files, caCrl: files, subjectAltNames: names }),
  fc.constant({ insecureSkipVerify: true }),
);
const sni = some({ sni: fc.constantFrom('stock.example', 'a.b') });
const clientTls = fc.oneof(
  fc.constant({ mode: 'DISABLE' }),
  some({ sni: fc.constant('stock.example'), subjectAltNames: names }).map((more) => ({
    mode: 'ISTIO_MUTUAL',
    ...more,
  })),
  fc.tuple(sni, verified).map(([name, how]) => ({ mode: 'SIMPLE', ...name, ...how })),
  fc.tuple(sni, verified, files, files).map(([name, how, clientCertificate, privateKey]) => ({
    mode: 'MUTUAL',
    ...name,
    ...how,
    ...('credentialName' in how ? {} : { clientCertificate, privateKey }),
  })),
  fc.constant({ mode: 'MUTUAL', credentialName: 'client', insecureSkipVerify: true }),
);

const shares = fc
  .tuple(fc.constantFrom(...REGIONS, '*'), fc.integer({ min: 1, max: 98 }), fc.constantFrom('', '/*', '/a/*'))
  .map(([from, first, depth]) => ({
    from: from === '*' ? from : `${from}${depth}`,
    to: { 'eu-west-1': first, 'us-east-1/*': 99 - first, 'us-west-2': 1 },
  }));

const edits = (more: readonly string[]) =>
  any({
    set: fc.dictionary(fc.constantFrom(...HEADERS, ...more), fc.constantFrom('', 'plain', '100%%', '%REQUEST_ID%'), {
      minKeys: 1,
      maxKeys: 3,
    }),
    add: fc.dictionary(fc.constantFrom(...HEADERS), fc.constantFrom('a', 'b,c'), { minKeys: 1, maxKeys: 3 }),
    remove: list(fc.constantFrom(...HEADERS)),
  });

const share = fc.constantFrom(0.0001, 0.5, 1, 12.5, 50, 100);

/** Values of every setting of the shelf, valid by themselves. */
export const settingValues = {
  timeout: fc.constantFrom('1s', '2s', '2500ms', '1m30s', '1.5s', '1h'),
  loadBalancer: fc.oneof(fc.constantFrom('LEAST_REQUEST', 'RANDOM', 'ROUND_ROBIN', 'PASSTHROUGH'), hash),
  warmup: some({ duration: lengths, minimumPercent: percent, aggression: fc.constantFrom(0.1, 1, 2.5) }, 'duration'),
  retries: fc.oneof(
    fc.constant({ attempts: 0 }),
    some(
      {
        attempts: fc.integer({ min: 1, max: 3 }),
        perTryTimeout: fc.constantFrom('100ms', '0.2s', '200ms'),
        on: fc.array(fc.oneof(fc.constantFrom(...retryConditions), fc.constantFrom(503, 429, { other: '+503' })), {
          maxLength: 4,
        }),
        backoff: fc.constantFrom('10ms', '25ms'),
        retryRemoteLocalities: fc.boolean(),
        retryIgnorePreviousHosts: fc.boolean(),
      },
      'attempts',
    ),
  ),
  // Failover, which may be set elsewhere, needs a detection that can eject.
  outlierDetection: some({
    consecutive5xxErrors: fc.integer({ min: 0, max: 10 }),
    consecutiveGatewayErrors: fc.integer({ min: 0, max: 10 }),
    splitExternalLocalOriginErrors: fc.boolean(),
    consecutiveLocalOriginFailures: fc.integer({ min: 0, max: 10 }),
    outlierDetectionHttpErrorCodes: list(fc.integer({ min: 100, max: 599 })),
    interval: lengths,
    baseEjectionTime: lengths,
    maxEjectionPercent: percent,
    minHealthPercent: percent,
  }).map((options) => ({
    ...options,
    ...('consecutiveLocalOriginFailures' in options && { splitExternalLocalOriginErrors: true }),
    ...('consecutive5xxErrors' in options && options.consecutive5xxErrors === 0 && { consecutiveGatewayErrors: 1 }),
  })),
  localityFailover: fc.oneof(
    fc.constant(true as const),
    fc
      .uniqueArray(fc.constantFrom(...REGIONS), { minLength: 0, maxLength: 3 })
      .map((froms) => froms.map((from) => ({ from, to: REGIONS[(REGIONS.indexOf(from) + 1) % REGIONS.length] ?? '' }))),
  ),
  localityDistribute: fc
    .uniqueArray(shares, {
      minLength: 1,
      maxLength: 3,
      // A rule from everywhere covers whatever comes after it.
      selector: ({ from }) => (from === '*' ? from : from.split('/')[0]),
    })
    .map((rules) => (rules.some(({ from }) => from === '*') ? rules.filter(({ from }) => from === '*') : rules)),
  zoneAware: fc.oneof(
    fc.boolean(),
    fc
      .record(
        {
          failover: fc
            .uniqueArray(fc.constantFrom(...REGIONS), { minLength: 1, maxLength: 3 })
            .map((froms) =>
              froms.map((from) => ({ from, to: REGIONS[(REGIONS.indexOf(from) + 1) % REGIONS.length] ?? '' })),
            ),
          failoverPriority: list(fc.constantFrom('topology.istio.io/cluster', 'topology.istio.io/network')),
          minClusterSize: fc.integer({ min: 1, max: 100 }),
        },
        { requiredKeys: [] },
      )
      .filter((options) => Object.keys(options).length > 0),
  ),
  failoverPriority: list(
    fc.constantFrom(
      'topology.istio.io/network',
      'topology.istio.io/cluster',
      'topology.kubernetes.io/region',
      'tier=near',
      'version=',
    ),
  ),
  tcpConnectionPool: any({
    maxConnections: count,
    connectTimeout: lengths,
    idleTimeout: fc.oneof(lengths, fc.constant('0s')),
    maxConnectionDuration: lengths,
    tcpKeepalive: some({ probes: count, time: seconds, interval: seconds }),
  }),
  httpConnectionPool: any({
    http1MaxPendingRequests: count,
    http2MaxRequests: count,
    maxRequestsPerConnection: count,
    maxRetries: count,
    maxConcurrentStreams: count,
    idleTimeout: lengths,
    http2KeepAlive: fc.record({ interval: lengths, timeout: lengths }),
    h2UpgradePolicy: fc.constantFrom('DEFAULT', 'DO_NOT_UPGRADE', 'UPGRADE'),
    useClientProtocol: fc.constant(false),
  }),
  clientTls,
  retryBudget: some({
    percent: fc.double({ min: 0, max: 100, noNaN: true }).map((value) => Math.abs(value)),
    minRetryConcurrency: count,
    budgetInterval: fc.oneof(lengths, fc.constant('0s')),
  }),
  proxyProtocol: fc.constantFrom('V1', 'V2'),
  tunnel: some(
    {
      protocol: fc.constantFrom('CONNECT', 'POST'),
      targetHost: fc.constantFrom('mainframe.example', '10.0.0.7', '2001:db8::1'),
      targetPort: fc.integer({ min: 1, max: 65_535 }),
    },
    'targetHost',
    'targetPort',
  ),
  faults: any({
    delay: fc.record({ fixedDelay: lengths, percent: share }),
    abort: fc.oneof(
      fc.record({ httpStatus: fc.integer({ min: 200, max: 599 }), percent: share }),
      fc.record({ grpcStatus: fc.constantFrom(...grpcStatuses), percent: share }),
    ),
  }),
  cors: some(
    {
      allowOrigins: list(
        fc.constantFrom({ exact: 'https://shop.example' }, { prefix: 'https://' }, { regex: 'https://.*\\.example' }),
      ),
      allowMethods: list(fc.constantFrom('GET', 'PUT', '*')),
      allowHeaders: list(fc.constantFrom(...HEADERS)),
      exposeHeaders: list(fc.constantFrom(...HEADERS)),
      maxAge: seconds,
      allowCredentials: fc.boolean(),
      unmatchedPreflights: fc.constantFrom('FORWARD', 'IGNORE'),
    },
    'allowOrigins',
  ),
  headers: any({ request: edits(['Host']), response: edits([]) }),
} as unknown as { readonly [Name in SettingName]: fc.Arbitrary<ValueOf<Name>> };
