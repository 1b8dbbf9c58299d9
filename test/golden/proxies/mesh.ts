/**
 * A newspaper whose platform team looks after its proxies: each knows no more than it calls, says what it does, and runs
 * as it should; some of what it serves runs on machines. Between them the constructs say all that can be said of that.
 */
import {
  Cluster,
  ExternalService,
  IngressGateway,
  LocalRateLimit,
  Mesh,
  MeshApp,
  Network,
  ProxyConfig,
  Route,
  Service,
  SidecarScope,
  Telemetry,
  VmWorkloads,
  WasmPlugin,
} from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'news', { trustDomain: 'news.example' });
const cloud = new Network(mesh, 'cloud');
const east = new Cluster(mesh, 'east', { region: 'us-east-1', network: cloud, istio: '1.31' });

const web = new IngressGateway(mesh, 'web', { hosts: ['news.example'], in: [east], serviceAccount: 'web' });
export const front = new Service(mesh, 'front', {
  namespace: 'news',
  serviceAccount: 'front',
  ports: { http: { number: 80, targetPort: 8080 } },
  runsIn: [east],
  callers: [web],
});
export const articles = new Service(mesh, 'articles', {
  namespace: 'content',
  serviceAccount: 'articles',
  ports: { http: 80, 'grpc-admin': { number: 9090, targetPort: 9091 } },
  versions: ['v1', 'v2'],
  stable: 'v1',
  runsIn: [east],
  callers: [front],
});
export const archive = new Service(mesh, 'archive', {
  namespace: 'content',
  serviceAccount: 'archive',
  ports: { http: 8000 },
  runsIn: [],
  callers: [articles],
});
export const weather = new ExternalService(mesh, 'weather', {
  namespace: 'news',
  hosts: ['api.weather.example'],
  ports: { tls: 443 },
  callers: [front],
});
new Route(front, 'site', { on: [web] });

// Sidecars know what they call, and refuse to call what they do not know.
new SidecarScope(mesh, 'what-is-called', {
  alsoHosts: ['istio-system/*'],
  outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
});
new SidecarScope(articles, 'own-ports', {
  egress: [
    { port: { number: 3306, protocol: 'MYSQL', name: 'mysql' }, bind: '127.0.0.1', captureMode: 'NONE', hosts: ['*/mysql.content.example'] },
    { captureMode: 'IPTABLES' },
  ],
  ingress: [
    {
      port: { number: 80, protocol: 'HTTP', name: 'http' },
      defaultEndpoint: '127.0.0.1:8081',
      connectionPool: { http: { http2MaxRequests: 100 } },
    },
    {
      port: { number: 9443, protocol: 'HTTPS' },
      bind: '0.0.0.0',
      captureMode: 'DEFAULT',
      defaultEndpoint: 'unix:///var/run/articles.sock',
      tls: { mode: 'MUTUAL', serverCertificate: '/etc/tls/cert.pem', privateKey: '/etc/tls/key.pem', caCertificates: '/etc/tls/ca.pem' },
    },
  ],
  inboundConnectionPool: { tcp: { maxConnections: 1000 }, http: { http1MaxPendingRequests: 50 } },
  outboundTrafficPolicy: { mode: 'ALLOW_ANY' },
});

// What proxies tell.
new Telemetry(mesh, 'everywhere', {
  accessLogging: { providers: ['otel'], filter: 'response.code >= 400' },
  metrics: {
    providers: ['prometheus'],
    reportingInterval: '10s',
    overrides: [
      { metric: 'REQUEST_COUNT', mode: 'SERVER', tagOverrides: { request_host: { operation: 'REMOVE' } } },
      { metric: { custom: 'articles_read' }, tagOverrides: { section: { value: 'request.headers["x-section"]' } } },
      { metric: 'TCP_SENT_BYTES', mode: 'CLIENT', disabled: true },
    ],
  },
  tracing: { providers: ['otel-tracing'], randomSamplingPercentage: 1.5 },
});
new Telemetry(articles, 'traces', {
  accessLogging: [{ mode: 'SERVER', disabled: true }],
  tracing: {
    mode: 'CLIENT',
    disableSpanReporting: true,
    disableContextPropagation: true,
    enableIstioTags: false,
    useRequestIdForTraceSampling: false,
    customTags: {
      desk: { literal: 'articles' },
      pod: { environment: 'POD_NAME', defaultValue: 'unknown' },
      reader: { header: 'x-reader', defaultValue: 'guest' },
      route: { formatter: '%ROUTE_NAME%' },
    },
  },
});
new Telemetry(web, 'door', { accessLogging: { providers: ['otel'] } });
new Telemetry(mesh, 'batch', { namespace: 'content', pods: { app: 'batch' }, tracing: { disableSpanReporting: true } });

// How proxies run.
new ProxyConfig(mesh, 'small', { concurrency: 1, image: 'distroless' });
new ProxyConfig(articles, 'variables', { environmentVariables: { SECTION: 'all' } });

// What runs in them beside.
new WasmPlugin(web, 'paywall', {
  url: 'oci://registry.example/paywall:1.4',
  sha256: '1f4a0c2b9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a',
  imagePullPolicy: 'IfNotPresent',
  imagePullSecret: 'registry',
  pluginName: 'paywall',
  pluginConfig: { free: 5 },
  phase: 'AUTHN',
  priority: 10,
  failStrategy: 'FAIL_OPEN',
  type: 'HTTP',
  match: [{ mode: 'SERVER', ports: [80] }],
  env: { REGION: { from: 'HOST' }, LEVEL: 'info' },
});

// What one proxy lets through.
new LocalRateLimit(front, 'crowd', { requests: 100, per: '1s', burst: 200 });
new LocalRateLimit(articles, 'admin', {
  port: 'grpc-admin',
  requests: 5,
  per: '60s',
  status: 503,
  enforced: 50,
  responseHeaders: { 'x-limited': 'articles' },
});
new LocalRateLimit(web, 'everybody', { requests: 1000, per: '1s' });

// The archive runs on machines, some of which register themselves.
new VmWorkloads(archive, 'archive-machines', {
  in: [east],
  ports: { http: 8001 },
  locality: 'us-east-1/a',
  network: cloud,
  weight: 2,
  labels: { hall: 'north' },
  annotations: { 'news.example/owner': 'archive' },
  probe: {
    initialDelaySeconds: 5,
    timeoutSeconds: 3,
    periodSeconds: 4,
    successThreshold: 2,
    failureThreshold: 5,
    httpGet: { path: '/ready', port: 8001, host: '127.0.0.1', scheme: 'HTTP', headers: { 'x-probe': 'yes' } },
  },
  machines: [
    { name: 'archive-1', address: '10.1.0.11', ports: { http: 8002 }, locality: 'us-east-1/b', weight: 1 },
    { name: 'archive-2', address: '10.1.0.12', labels: { hall: 'south' } },
  ],
});
new VmWorkloads(articles, 'articles-machines', { in: [east], version: 'v1', probe: { tcpSocket: { port: 80, host: '127.0.0.1' } } });
new VmWorkloads(articles, 'articles-next', { in: [east], version: 'v2', probe: { exec: ['/bin/check', '--all'] } });
