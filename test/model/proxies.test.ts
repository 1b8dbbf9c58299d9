/** What authors say wrongly of proxies and machines. */
import {
  ExternalService,
  IngressGateway,
  LocalRateLimit,
  ProxyConfig,
  Service,
  SidecarScope,
  Telemetry,
  VmWorkloads,
  WasmPlugin,
} from 'meshwright';
import { describe, expect, it } from 'vitest';
import { shop } from '../checks/shop.ts';
import { diagnose } from '../support/diagnose.ts';

type Parts = ReturnType<typeof shop>;
type Make = (parts: Parts, props: never) => unknown;

const MADE: Readonly<Record<string, Make>> = {
  Telemetry: ({ reviews }, props) => new Telemetry(reviews, 'x', props),
  ProxyConfig: ({ reviews }, props) => new ProxyConfig(reviews, 'x', props),
  WasmPlugin: ({ reviews }, props) => new WasmPlugin(reviews, 'x', props),
  SidecarScope: ({ reviews }, props) => new SidecarScope(reviews, 'x', props),
  LocalRateLimit: ({ reviews }, props) => new LocalRateLimit(reviews, 'x', props),
  VmWorkloads: ({ reviews }, props) => new VmWorkloads(reviews, 'x', props),
};

function told(construct: string, props: unknown): string[] {
  return diagnose((app) => {
    const parts = shop(app);
    const more = construct === 'VmWorkloads' ? { in: [parts.usEast], version: 'v1' } : {};
    MADE[construct]?.(parts, { ...more, ...(props as object) } as never);
  })
    .filter(({ code }) => code === 'invalid-setting')
    .map(({ message }) => message);
}

const port = { number: 80, protocol: 'HTTP' };
const machine = { name: 'm', address: '192.0.2.1' };

it.each<[string, string, object]>([
  ['Telemetry', 'x is empty: leave it out', {}],
  ['Telemetry', 'x.accessLogging is empty: leave it out', { accessLogging: {} }],
  ['Telemetry', 'x.accessLogging is an empty list: leave it out', { accessLogging: [] }],
  ['Telemetry', 'x.accessLogging.providers is an empty list: leave it out', { accessLogging: { providers: [] } }],
  [
    'Telemetry',
    "x.accessLogging.mode 'server' is not one of CLIENT, SERVER, CLIENT_AND_SERVER",
    { accessLogging: { mode: 'server' } },
  ],
  [
    'Telemetry',
    'x.tracing.randomSamplingPercentage must be a number from 0 to 100, not 101',
    { tracing: { randomSamplingPercentage: 101 } },
  ],
  [
    'Telemetry',
    "x.tracing.customTags['a'] needs exactly one of literal, environment, header, formatter, and has none",
    { tracing: { customTags: { a: {} } } },
  ],
  [
    'Telemetry',
    "x.tracing.customTags['a'] has defaultValue and literal, which exclude each other",
    { tracing: { customTags: { a: { literal: 'b', defaultValue: 'c' } } } },
  ],
  [
    'Telemetry',
    "x.metrics.overrides[0].tagOverrides['a'] needs exactly one of value, operation, and has none",
    { metrics: { overrides: [{ tagOverrides: { a: {} } }] } },
  ],
  [
    'Telemetry',
    "x.metrics.reportingInterval 'soon' is not a duration: write it like '2s' or '1m30s'",
    { metrics: { reportingInterval: 'soon' } },
  ],
  ['ProxyConfig', 'x is empty: leave it out', {}],
  ['ProxyConfig', 'x.concurrency must be a whole number of 0 or more, not -1', { concurrency: -1 }],
  ['ProxyConfig', "x.image 'tiny' is not one of default, debug, distroless", { image: 'tiny' }],
  ['WasmPlugin', 'x lacks url', {}],
  ['WasmPlugin', "x.phase 'LAST' is not one of AUTHN, AUTHZ, STATS", { url: 'oci://a', phase: 'LAST' }],
  ['WasmPlugin', "x.env['A'].from 'POD' is not one of HOST", { url: 'oci://a', env: { A: { from: 'POD' } } }],
  ['WasmPlugin', 'x.match[0] is empty: leave it out', { url: 'oci://a', match: [{}] }],
  [
    'SidecarScope',
    "x.alsoHosts[0] 'all' is not a namespace, a slash and a host: shop/*, ./*, */api.example",
    { alsoHosts: ['all'] },
  ],
  ['SidecarScope', 'x.ingress[0] lacks port', { ingress: [{}] }],
  ['SidecarScope', 'x.egress[0].port lacks protocol', { egress: [{ port: { number: 80 } }] }],
  [
    'SidecarScope',
    'x.ingress[0].tls lacks caCertificates, by which MUTUAL knows its clients',
    { ingress: [{ port, tls: { mode: 'MUTUAL', serverCertificate: 'a', privateKey: 'b' } }] },
  ],
  [
    'SidecarScope',
    'x.inboundConnectionPool.tcp.maxConnections must be a whole number of 1 or more, not 0',
    { inboundConnectionPool: { tcp: { maxConnections: 0 } } },
  ],
  ['SidecarScope', 'x.outboundTrafficPolicy lacks mode', { outboundTrafficPolicy: {} }],
  ['LocalRateLimit', 'x lacks requests', { per: '1s' }],
  ['LocalRateLimit', "x.per '10ms' is less than 50ms, which proxies do not count", { requests: 1, per: '10ms' }],
  ['LocalRateLimit', 'x.burst 1 is below the requests, 5', { requests: 5, per: '1s', burst: 1 }],
  [
    'LocalRateLimit',
    'x.status must be a whole number from 400 to 599, not 200',
    { requests: 5, per: '1s', status: 200 },
  ],
  ['VmWorkloads', "x.version 'v7' is not one of v1, v2", { version: 'v7' }],
  ['VmWorkloads', 'x lacks version', { version: undefined }],
  [
    'VmWorkloads',
    "x.machines[0].address 'vm.example' is not an IP address",
    { machines: [{ ...machine, address: 'vm.example' }] },
  ],
  [
    'VmWorkloads',
    "x.machines[0].ports: the port 'grpc' is not one of http",
    { machines: [{ ...machine, ports: { grpc: 1 } }] },
  ],
  [
    'VmWorkloads',
    'x.probe needs exactly one of httpGet, tcpSocket, exec, and has none',
    { probe: { periodSeconds: 1 } },
  ],
  ['VmWorkloads', "x.network must be a Network, not 'us'", { network: 'us' }],
])('a %s is told: %s', (construct, problem, props) => {
  expect(told(construct, props)).toEqual([expect.stringMatching(startOf(`${construct} 'x': ${problem}`))]);
});

/** What was perhaps meant may follow. */
function startOf(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)}`);
}

describe.each(Object.keys(MADE))('a %s', (construct) => {
  it.each([null, 7, 'x', [], [[]], [null], {}, { a: null }])(
    'survives %j in the place of each of its values',
    (value) => {
      const keys = {
        Telemetry: ['accessLogging', 'metrics', 'tracing', 'in', 'namespace', 'pods'],
        ProxyConfig: ['concurrency', 'environmentVariables', 'image', 'in'],
        WasmPlugin: ['url', 'match', 'env', 'pluginConfig', 'priority', 'in'],
        SidecarScope: ['egress', 'ingress', 'alsoHosts', 'inboundConnectionPool', 'outboundTrafficPolicy', 'in'],
        LocalRateLimit: ['requests', 'per', 'burst', 'responseHeaders', 'port', 'in'],
        VmWorkloads: ['in', 'version', 'ports', 'labels', 'network', 'probe', 'machines', 'annotations'],
      }[construct];
      for (const key of keys ?? []) told(construct, { [key]: value });
    },
  );
});

it('two settings of one rank are told apart by nobody', () => {
  const codes = diagnose((app) => {
    const { reviews } = shop(app);
    new Telemetry(reviews, 'a', { tracing: { disableSpanReporting: true } });
    new Telemetry(reviews, 'b', { accessLogging: { disabled: true } });
  }).map(({ code }) => code);
  expect(codes).toEqual(['setting-from-two-policies']);
});

it('nothing can be said of the proxies of a service without any', () => {
  const codes = diagnose((app) => {
    const { mesh, usEast } = shop(app);
    const bare = new Service(mesh, 'bare', {
      namespace: 'shop',
      ports: { http: 80 },
      runsIn: [usEast],
      sidecar: false,
    });
    new WasmPlugin(bare, 'x', { url: 'oci://registry.example/x' });
  }).map(({ code }) => code);
  expect(codes).toContain('server-policy-without-sidecar');
});

it('a narrower scope replaces a wider one, and in some clusters one replaces another', () => {
  const found = diagnose((app) => {
    const { mesh, reviews, usEast } = shop(app);
    new SidecarScope(mesh, 'all');
    new SidecarScope(mesh, 'shop', { namespace: 'shop', alsoHosts: ['istio-system/*'] });
    new Telemetry(reviews, 'all', { accessLogging: { disabled: true } });
    new Telemetry(reviews, 'here', { in: [usEast], accessLogging: { providers: ['envoy'] } });
    new IngressGateway(mesh, 'other', { hosts: ['other.example'], in: [usEast] });
  });
  expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
});

it('a scope that hides what its pods are declared to call is told, inside and outside of the mesh', () => {
  const found = diagnose((app) => {
    const { mesh, front } = shop(app);
    new ExternalService(mesh, 'api', {
      namespace: 'out',
      hosts: ['api.example'],
      ports: { tls: 443 },
      callers: [front],
    });
    new SidecarScope(mesh, 'narrow', { namespace: 'shop', egress: [{ hosts: ['./*'] }] });
  });
  expect(found.map(({ code }) => code)).toEqual(['sidecar-hides-callee']);
  expect(found[0]?.message).toContain('does not import api.example');
});
