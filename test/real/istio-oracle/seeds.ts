import type { IstioKind } from '../../../src/istio/generated/kinds.ts';
import { destinationRules } from './seeds-destination-rule.ts';
import { envoyFilters } from './seeds-envoy-filter.ts';
import { virtualServices } from './seeds-virtual-service.ts';

const port = { number: 8080, name: 'http', protocol: 'HTTP' };
const probe = (readiness: object) => ({
  template: { serviceAccount: 'vm' },
  probe: { periodSeconds: 5, ...readiness },
});
const sidecarTls = { mode: 'SIMPLE', credentialName: 'shop-cert' };

/** Specs that hang together in ways a generator does not find by chance: bodies for mutations. */
export const seeds: { readonly [Kind in IstioKind]: readonly object[] } = {
  VirtualService: virtualServices,
  EnvoyFilter: envoyFilters,
  DestinationRule: destinationRules,
  Gateway: [
    {
      selector: { istio: 'ingressgateway' },
      servers: [{ port, hosts: ['shop/a.example', '*.b.example'], name: 'a', tls: { httpsRedirect: true } }],
    },
    {
      servers: [
        {
          port: { number: 443, name: 'https', protocol: 'HTTPS' },
          hosts: ['a.example'],
          tls: { mode: 'SIMPLE', credentialName: 'cert', cipherSuites: ['AES256-SHA'], minProtocolVersion: 'TLSV1_2' },
        },
      ],
    },
    {
      servers: [
        {
          port: { number: 443, name: 'https', protocol: 'HTTPS' },
          hosts: ['a.example'],
          tls: { mode: 'MUTUAL', credentialNames: ['a', 'b'] },
        },
      ],
    },
    {
      servers: [
        {
          port: { number: 443, name: 'https', protocol: 'HTTPS' },
          hosts: ['a.example'],
          tls: { mode: 'SIMPLE', tlsCertificates: [{ privateKey: '/a', serverCertificate: '/b' }] },
        },
      ],
    },
    {
      servers: [
        {
          port: { number: 15443, name: 'tls', protocol: 'TLS' },
          hosts: ['*.local'],
          tls: { mode: 'AUTO_PASSTHROUGH' },
        },
      ],
    },
    {
      servers: [
        {
          port: { number: 15443, name: 'tls', protocol: 'TLS' },
          hosts: ['outbound_.80_._.a.shop.svc.cluster.local'],
          tls: { mode: 'PASSTHROUGH' },
        },
      ],
    },
    {
      servers: [
        {
          port: { number: 15443, name: 'tls', protocol: 'TLS' },
          hosts: ['outbound_.x_._.a.shop'],
          tls: { mode: 'AUTO_PASSTHROUGH' },
        },
      ],
    },
    {
      servers: [
        { port: { number: 3306, name: 'db', protocol: 'MYSQL' }, hosts: ['*'] },
        { port: { number: 3306, name: 'db2', protocol: 'TCP' }, hosts: ['*'], bind: '10.0.0.1' },
      ],
    },
    {
      servers: [
        { port: { number: 443, name: 'a', protocol: 'HTTPS' }, hosts: ['*'], tls: { mode: 'ISTIO_MUTUAL' } },
        {
          port: { number: 443, name: 'a', protocol: 'HTTPS' },
          hosts: ['b.example'],
          name: 'b',
          tls: { mode: 'OPTIONAL_MUTUAL', serverCertificate: '/a', privateKey: '/b', caCertificates: '/c' },
        },
      ],
    },
  ],
  ServiceEntry: [
    {
      hosts: ['a.example'],
      ports: [
        { number: 443, name: 'https', protocol: 'HTTPS', targetPort: 8443 },
        { number: 80, name: 'http', protocol: 'HTTP' },
      ],
      resolution: 'DNS',
      location: 'MESH_EXTERNAL',
    },
    {
      hosts: ['a.example'],
      addresses: ['10.0.0.1'],
      ports: [{ number: 3306, name: 'db', protocol: 'TCP' }],
      resolution: 'STATIC',
      endpoints: [{ address: '10.0.0.2', ports: { db: 3307 }, labels: { app: 'a' }, locality: 'us/a', weight: 3 }],
    },
    { hosts: ['*.a.example'], ports: [{ number: 443, name: 'tls', protocol: 'TLS' }], resolution: 'NONE' },
    {
      hosts: ['*.a.example'],
      ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
      resolution: 'DYNAMIC_DNS',
      location: 'MESH_EXTERNAL',
    },
    {
      hosts: ['*.a.example'],
      ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
      resolution: 'DYNAMIC_DNS',
      location: 'MESH_INTERNAL',
    },
    {
      hosts: ['a.example'],
      ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
      resolution: 'DNS_ROUND_ROBIN',
      endpoints: [{ address: 'b.example' }],
    },
    {
      hosts: ['a.shop'],
      ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
      resolution: 'STATIC',
      location: 'MESH_INTERNAL',
      workloadSelector: { labels: { app: 'vm' } },
      subjectAltNames: ['spiffe://a/ns/b/sa/c'],
    },
    {
      hosts: ['a.example'],
      addresses: ['10.0.0.0/16'],
      ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
      resolution: 'NONE',
      exportTo: ['.'],
    },
    {
      hosts: ['a.example'],
      ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
      resolution: 'STATIC',
      endpoints: [{ address: 'unix:///var/a' }],
    },
  ],
  Sidecar: [
    {
      egress: [
        { hosts: ['./*'] },
        {
          port: { number: 9080, name: 'http', protocol: 'HTTP' },
          bind: '127.0.0.1',
          captureMode: 'NONE',
          hosts: ['shop/*'],
        },
      ],
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
    },
    { egress: [{ hosts: ['./*'] }, { hosts: ['shop/*'] }] },
    {
      egress: [{ hosts: ['./*', 'istio-system/*'] }],
      ingress: [{ port, defaultEndpoint: '127.0.0.1:8080', captureMode: 'DEFAULT' }],
      workloadSelector: { labels: { app: 'web' } },
    },
    {
      ingress: [
        {
          port: { number: 8443, name: 'https', protocol: 'HTTPS' },
          defaultEndpoint: 'unix:///a',
          tls: { ...sidecarTls },
        },
      ],
    },
    {
      ingress: [
        {
          port,
          tls: { mode: 'MUTUAL', serverCertificate: '/a', privateKey: '/b', caCertificates: '/c' },
          connectionPool: { tcp: { maxConnections: 1 } },
        },
      ],
      inboundConnectionPool: { http: { maxRetries: 1 } },
    },
    { egress: [{ port: { number: 80, name: 'uds', protocol: 'HTTP' }, bind: 'unix:///var/a', hosts: ['*/*'] }] },
    {
      outboundTrafficPolicy: {
        mode: 'ALLOW_ANY',
        egressProxy: { host: 'egress.shop.svc.cluster.local', port: { number: 80 } },
      },
      egress: [{ hosts: ['~/*'] }],
    },
  ],
  AuthorizationPolicy: [
    {
      rules: [
        {
          from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'], namespaces: ['shop'] } }],
          to: [{ operation: { methods: ['GET'], paths: ['/a/{*}', '/b/{**}'], ports: ['80'] } }],
          when: [{ key: 'request.headers[x-a]', values: ['a'] }],
        },
      ],
    },
    {
      action: 'DENY',
      rules: [
        {
          from: [{ source: { serviceAccounts: ['shop/web'] } }],
          to: [{ operation: { paths: ['/{*}/a/{**}', '/a/*'] } }],
        },
      ],
    },
    { action: 'DENY', rules: [{ to: [{ operation: { paths: ['/a{*}/{**}', '/a*b', '/{*}}'] } }] }] },
    { rules: [{ from: [{ source: { serviceAccounts: Array.from({ length: 17 }, (_, index) => `a${index}`) } }] }] },
    {
      rules: [
        { from: [{ source: { serviceAccounts: ['shop/'] } }] },
        { when: [{ key: 'destination.namespace', values: ['a'] }] },
      ],
    },
    {
      action: 'CUSTOM',
      provider: { name: 'authz' },
      rules: [{ to: [{ operation: { paths: ['/a'] } }] }],
      selector: { matchLabels: { app: 'web' } },
    },
    { action: 'AUDIT', rules: [{}], targetRefs: [{ kind: 'Service', name: 'web', group: '' }] },
    { rules: [{ from: [] }, { to: [] }] },
  ],
  RequestAuthentication: [
    {
      jwtRules: [
        {
          issuer: 'https://a',
          jwksUri: 'https://a/keys',
          fromHeaders: [{ name: 'x-jwt', prefix: 'Bearer ' }],
          fromParams: ['t'],
          outputClaimToHeaders: [{ header: 'x-sub', claim: 'sub' }],
          audiences: ['a'],
          timeout: '5s',
          forwardOriginalToken: true,
        },
      ],
    },
    {
      jwtRules: [{ issuer: 'a', jwks: '{"keys":[{"kty":"RSA","e":"AQAB","n":"AQAB","kid":"1"}]}', fromCookies: ['c'] }],
      selector: { matchLabels: { app: 'web' } },
    },
    {
      jwtRules: [{ issuer: 'a' }, { jwksUri: 'http://a:1/' }],
      targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'a' }],
    },
  ],
  PeerAuthentication: [
    { mtls: { mode: 'STRICT' } },
    {
      selector: { matchLabels: { app: 'web' } },
      mtls: { mode: 'STRICT' },
      portLevelMtls: { 8080: { mode: 'DISABLE' } },
    },
    { portLevelMtls: { 0: { mode: 'DISABLE' }, 70000: {} }, selector: { matchLabels: { app: 'a' } } },
  ],
  ProxyConfig: [
    {
      concurrency: 2,
      environmentVariables: { A: 'b' },
      image: { imageType: 'distroless' },
      selector: { matchLabels: { app: 'a' } },
    },
  ],
  Telemetry: [
    {
      tracing: [
        {
          providers: [{ name: 'zipkin' }],
          randomSamplingPercentage: 10,
          customTags: {
            a: { literal: { value: 'b' } },
            c: { environment: { name: 'D' } },
            e: { header: { name: 'f' } },
          },
        },
      ],
    },
    {
      metrics: [
        {
          providers: [{ name: 'prometheus' }],
          overrides: [
            {
              match: { metric: 'REQUEST_COUNT', mode: 'CLIENT' },
              tagOverrides: { a: { operation: 'UPSERT', value: 'b' }, c: { operation: 'REMOVE' } },
            },
            { match: { customMetric: 'x' }, disabled: true },
          ],
        },
      ],
    },
    {
      accessLogging: [
        { match: { mode: 'SERVER' }, filter: { expression: 'response.code >= 400' }, providers: [{ name: 'envoy' }] },
      ],
      targetRefs: [{ kind: 'Service', name: 'a', group: '' }],
    },
  ],
  WasmPlugin: [
    {
      url: 'oci://a.example/b:1',
      sha256: 'a'.repeat(64),
      imagePullPolicy: 'Always',
      vmConfig: {
        env: [
          { name: 'A', value: 'b' },
          { name: 'C', valueFrom: 'HOST' },
        ],
      },
      match: [{ mode: 'CLIENT', ports: [{ number: 80 }] }],
      phase: 'AUTHN',
      priority: 1,
      pluginConfig: { a: 1 },
    },
    {
      url: 'file:///a',
      pluginName: 'x'.repeat(256),
      targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'a' }],
    },
    {
      url: 'https://a',
      vmConfig: {
        env: [
          { name: 'A', value: 'a' },
          { name: 'A', value: 'b' },
        ],
      },
    },
  ],
  TrafficExtension: [
    {
      wasm: { url: 'oci://a.example/b:1', sha256: 'a'.repeat(64), vmConfig: { env: [{ name: 'A', value: 'b' }] } },
      match: [{ mode: 'SERVER', ports: [{ number: 80 }] }],
      phase: 'AUTHZ',
    },
    { lua: { inlineCode: 'function envoy_on_request(h) end' }, selector: { matchLabels: { app: 'a' } } },
    { wasm: { url: 'https://a', pluginName: 'x'.repeat(256) } },
  ],
  WorkloadEntry: [
    {
      address: '10.0.0.1',
      ports: { http: 80 },
      labels: { app: 'a' },
      network: 'us',
      locality: 'us/a',
      weight: 1,
      serviceAccount: 'a',
    },
    { network: 'us' },
    { address: 'unix:///var/a' },
  ],
  WorkloadGroup: [
    probe({
      httpGet: { path: '/a', port: 80, host: '127.0.0.1', scheme: 'HTTP', httpHeaders: [{ name: 'A', value: 'b' }] },
    }),
    probe({ httpGet: { path: '/a', port: 80, scheme: 'ftp', httpHeaders: [{ name: '', value: 'b' }] } }),
    probe({ tcpSocket: { port: 80, host: 'localhost' }, failureThreshold: 1 }),
    probe({ exec: { command: ['ls'] }, initialDelaySeconds: 1 }),
    probe({ grpc: { port: 80, service: 'a' }, timeoutSeconds: 1, successThreshold: 1 }),
    {
      metadata: { labels: { app: 'a' }, annotations: { b: 'c' } },
      template: { ports: { http: 80 }, labels: { app: 'a' }, address: '' },
    },
  ],
};
