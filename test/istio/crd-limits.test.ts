import { describe, expect, it } from 'vitest';
import { checkStructure, type StructureProblem } from '../../src/istio/structure.ts';

const groups: Readonly<Record<string, string>> = {
  AuthorizationPolicy: 'security.istio.io/v1',
  EnvoyFilter: 'networking.istio.io/v1alpha3',
  PeerAuthentication: 'security.istio.io/v1',
  ProxyConfig: 'networking.istio.io/v1beta1',
  RequestAuthentication: 'security.istio.io/v1',
  Telemetry: 'telemetry.istio.io/v1',
  TrafficExtension: 'extensions.istio.io/v1alpha1',
  WasmPlugin: 'extensions.istio.io/v1alpha1',
};

function judge(kind: string, spec: unknown, version?: string): StructureProblem[] {
  return checkStructure({ apiVersion: groups[kind] ?? 'networking.istio.io/v1', kind, spec }, version);
}

const entry = (more: object) => ({ hosts: ['a.example.com'], ...more });
const wasm = (more: object) => ({ url: 'oci://registry.example.com/a', ...more });
const port = (number: unknown, name = 'http') => ({ number, name, protocol: 'HTTP' });
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const warmup = (value: unknown) => ({
  host: 'a',
  trafficPolicy: { loadBalancer: { warmup: { duration: '1m', ...(value as object) } } },
});
const patch = (match: object) => ({ configPatches: [{ match, patch: { operation: 'MERGE' } }] });
const metric = (override: object) => ({ metrics: [{ overrides: [override] }] });
const group = (more: object) => ({ template: {}, ...more });

describe('limits', () => {
  const cases: [string, object, string | undefined, string?][] = [
    // numbers
    ['ServiceEntry', entry({ ports: [port(65535)] }), undefined],
    ['ServiceEntry', entry({ ports: [port(65536)] }), 'spec.ports[0].number', 'must be at most 65535; found 65536'],
    ['ServiceEntry', entry({ ports: [port(0)] }), 'spec.ports[0].number', 'must be at least 1; found 0'],
    ['ServiceEntry', entry({ ports: [port(80.5)] }), 'spec.ports[0].number', 'must be an integer; found 80.5'],
    ['ServiceEntry', entry({ ports: [port(Number.NaN)] }), 'spec.ports[0].number', 'must be an integer; found NaN'],
    ['ServiceEntry', entry({ ports: [port(80.0)] }), undefined],
    ['DestinationRule', warmup({ minimumPercent: 0.5 }), undefined],
    ['DestinationRule', warmup({ minimumPercent: -0.5 }), 'spec.trafficPolicy.loadBalancer.warmup.minimumPercent'],
    ['ProxyConfig', { concurrency: 2147483647 }, undefined],
    ['ProxyConfig', { concurrency: 2147483648 }, 'spec.concurrency', 'must be at most 2147483647; found 2147483648'],
    ['ProxyConfig', { concurrency: null }, undefined],
    [
      'VirtualService',
      { http: [{ route: [{ destination: { host: 'a', port: { number: 2 ** 32 } } }] }] },
      'spec.http[0].route[0].destination.port.number',
    ],
    // lengths count characters, not bytes or halves of them
    ['ServiceEntry', entry({ addresses: ['é'.repeat(64)] }), undefined],
    ['ServiceEntry', entry({ addresses: ['😀'.repeat(64)] }), undefined],
    ['ServiceEntry', entry({ addresses: ['a'.repeat(65)] }), 'spec.addresses[0]'],
    [
      'Telemetry',
      { metrics: [{ providers: [{ name: '' }] }] },
      'spec.metrics[0].providers[0].name',
      'must have at least 1 character; found ""',
    ],
    // sizes of lists and maps
    ['ServiceEntry', { hosts: [] }, 'spec.hosts', 'must have at least 1 item; found 0'],
    ['ServiceEntry', { hosts: many(256, (i) => `a${i}`) }, undefined],
    ['ServiceEntry', { hosts: many(257, (i) => `a${i}`) }, 'spec.hosts', 'must have at most 256 items; found 257'],
    [
      'PeerAuthentication',
      { selector: { matchLabels: { a: 'b' } }, portLevelMtls: {} },
      'spec.portLevelMtls',
      'must have at least 1 entry; found 0',
    ],
    [
      'WorkloadEntry',
      { address: 'a', labels: Object.fromEntries(many(257, (i) => [`l${i}`, 'a'])) },
      'spec.labels',
      'must have at most 256 entries; found 257',
    ],
    // texts
    ['WasmPlugin', wasm({ sha256: 'f'.repeat(64) }), undefined],
    [
      'WasmPlugin',
      wasm({ sha256: 'F'.repeat(64) }),
      'spec.sha256',
      `must match (^$|^[a-f0-9]{64}$); found "${'F'.repeat(56)}…`,
    ],
    ['AuthorizationPolicy', { targetRef: { kind: 'Gateway', name: 'a', namespace: '' } }, undefined],
    [
      'AuthorizationPolicy',
      { targetRef: { kind: 'Gateway', name: 'a', namespace: 'b' } },
      'spec.targetRef.namespace',
      'must be empty; found "b"',
    ],
    ['AuthorizationPolicy', { targetRef: { kind: 'Gate-way-', name: 'a' } }, 'spec.targetRef.kind'],
    ['AuthorizationPolicy', { targetRefs: many(17, () => ({ kind: 'Service', name: 'a' })) }, 'spec.targetRefs'],
    [
      'WorkloadGroup',
      group({ probe: { httpGet: { port: 80, scheme: 'http' } } }),
      'spec.probe.httpGet.scheme',
      'must be one of , HTTP, HTTPS; found "http"',
    ],
    // keys of lists
    ['ServiceEntry', entry({ ports: [port(80), port(81)] }), 'spec.ports[1]', 'name "http" is that of item 0 already'],
    ['ServiceEntry', entry({ ports: [port(80, 'a'), port(81, 'b')] }), undefined],
    [
      'WasmPlugin',
      wasm({ match: [{ ports: [{ number: 80 }, { number: 80 }] }] }),
      'spec.match[0].ports[1]',
      'number 80 is that of item 0 already',
    ],
    ['WasmPlugin', wasm({ vmConfig: { env: [{ name: 'A' }, { name: 'B' }, { name: 'A' }] } }), 'spec.vmConfig.env[2]'],
    // null is not there, but in a list
    ['VirtualService', { hosts: ['a'], gateways: null }, undefined],
    ['VirtualService', { hosts: ['a'], http: [null] }, 'spec.http[0]', 'must be an object; found null'],
    ['DestinationRule', { host: null }, 'spec.host', "required field 'host' is missing"],
    ['AuthorizationPolicy', { selector: null, targetRefs: [{ kind: 'Service', name: 'a' }] }, undefined],
    ['ServiceEntry', entry({ endpoints: null, resolution: 'NONE' }), undefined],
    ['ServiceEntry', entry({ endpoints: undefined, resolution: 'NONE' }), undefined],
    ['PeerAuthentication', { portLevelMtls: null }, undefined],
    ['WorkloadEntry', { address: null }, 'spec', 'Address is required'],
    ['ProxyConfig', { environmentVariables: { A: null } }, undefined],
  ];

  it.each(cases)('%s %j: %s', (kind, spec, path, message) => {
    const found = judge(kind, spec);
    expect(found.map((problem) => problem.path)).toEqual(path === undefined ? [] : [path]);
    if (message !== undefined) expect(found[0]?.message).toBe(message);
  });
});

describe('rules', () => {
  const apart = 'value may only be set when valueFrom is INLINE';
  const scheme = 'url must have schema one of [http, https, file, oci]';
  const service = { kind: 'Service', name: 'a' };
  const cases: [string, object, string | undefined, string?][] = [
    ['AuthorizationPolicy', { rules: [{ from: [{ source: { serviceAccounts: ['a'] } }] }] }, undefined],
    [
      'AuthorizationPolicy',
      { rules: [{ from: [{ source: { serviceAccounts: ['a'], notNamespaces: ['b'] } }] }] },
      'spec.rules[0].from[0].source',
      'Cannot set serviceAccounts with namespaces or principals',
    ],
    [
      'AuthorizationPolicy',
      { selector: { matchLabels: { 'a*': 'b' } } },
      'spec.selector.matchLabels',
      'wildcard not allowed in label key match',
    ],
    [
      'AuthorizationPolicy',
      { selector: { matchLabels: { a: 'b*' } } },
      'spec.selector.matchLabels.a',
      'wildcard not allowed in label value match; found "b*"',
    ],
    [
      'AuthorizationPolicy',
      { selector: { matchLabels: { '': 'b' } } },
      'spec.selector.matchLabels',
      'key must not be empty',
    ],
    ['EnvoyFilter', patch({ context: 'WAYPOINT', waypoint: {} }), undefined],
    ['EnvoyFilter', patch({ context: 'GATEWAY', waypoint: {} }), 'spec.configPatches[0].match'],
    [
      'EnvoyFilter',
      patch({ context: 'WAYPOINT' }),
      'spec.configPatches[0].match',
      'only support waypointMatch when context is WAYPOINT',
    ],
    [
      'EnvoyFilter',
      { targetRefs: [service], workloadSelector: {} },
      'spec',
      'exactly one of workloadSelector, targetRefs may be set; found workloadSelector and targetRefs',
    ],
    [
      'Sidecar',
      { workloadSelector: { labels: { a: '*' } } },
      'spec.workloadSelector.labels.a',
      'wildcard is not supported in selector; found "*"',
    ],
    ['PeerAuthentication', { selector: { matchLabels: { a: 'b' } }, portLevelMtls: { 80: {} } }, undefined],
    ['PeerAuthentication', { selector: {}, portLevelMtls: { 80: {} } }, 'spec', 'portLevelMtls requires selector'],
    [
      'PeerAuthentication',
      { selector: { matchLabels: { a: 'b' } }, portLevelMtls: { 0: {} } },
      'spec.portLevelMtls',
      'port must be between 1-65535',
    ],
    [
      'PeerAuthentication',
      { selector: { matchLabels: { a: 'b' } }, portLevelMtls: { http: {} } },
      'spec.portLevelMtls',
    ],
    ['RequestAuthentication', { jwtRules: [{ issuer: 'a', jwksUri: 'HTTPS://a.example.com/keys' }] }, undefined],
    [
      'RequestAuthentication',
      { jwtRules: [{ issuer: 'a', jwksUri: 'ftp://a.example.com' }] },
      'spec.jwtRules[0].jwksUri',
      'url must have scheme http:// or https://; found "ftp://a.example.com"',
    ],
    [
      'RequestAuthentication',
      { jwtRules: [{ issuer: 'a', jwksUri: 'a.example.com/keys' }] },
      'spec.jwtRules[0].jwksUri',
    ],
    ['ServiceEntry', entry({ hosts: ['*'] }), 'spec.hosts[0]', 'hostname cannot be wildcard; found "*"'],
    ['ServiceEntry', entry({ hosts: ['*.a'] }), undefined],
    ['ServiceEntry', entry({ addresses: ['10.0.0.0/8'] }), undefined],
    ['ServiceEntry', entry({ addresses: ['10.0.0.0/8'], resolution: 'DNS' }), 'spec'],
    ['ServiceEntry', entry({ endpoints: [] }), 'spec', 'NONE mode cannot set endpoints'],
    ['ServiceEntry', entry({ endpoints: [{ address: 'a' }, { address: 'b' }], resolution: 'DNS_ROUND_ROBIN' }), 'spec'],
    ['ServiceEntry', entry({ endpoints: [{ address: 'a' }, { network: 'b' }], resolution: 'STATIC' }), undefined],
    ['ServiceEntry', entry({ endpoints: [{}], resolution: 'STATIC' }), 'spec.endpoints[0]', 'Address is required'],
    [
      'ServiceEntry',
      entry({ ports: [port(80, 'a'), port(80, 'b')] }),
      'spec.ports',
      'port number cannot be duplicated',
    ],
    ['WorkloadEntry', { address: 'unix:///run/a', ports: { a: 1 } }, 'spec', 'UDS may not include ports'],
    ['WorkloadEntry', { address: 'unix://@a' }, undefined],
    [
      'WorkloadEntry',
      { address: 'unix://a' },
      'spec.address',
      'UDS must be an absolute path or abstract socket; found "unix://a"',
    ],
    ['WorkloadEntry', { address: 'unix:///a/' }, 'spec.address', 'UDS may not be a dir; found "unix:///a/"'],
    ['WorkloadEntry', { address: 'a', ports: { '-a': 1 } }, 'spec.ports', 'port name must be valid'],
    ['WorkloadEntry', { address: 'a', ports: { ['a'.repeat(63)]: 1 } }, 'spec.ports', 'port name must be valid'],
    ['WorkloadGroup', { template: { labels: { a: 'b' } } }, undefined],
    ['Telemetry', metric({ tagOverrides: { a: { operation: 'UPSERT', value: 'b' } } }), undefined],
    [
      'Telemetry',
      metric({ tagOverrides: { a: { operation: 'REMOVE', value: 'b' } } }),
      'spec.metrics[0].overrides[0].tagOverrides.a',
      'value must not be set when operation is REMOVE',
    ],
    [
      'Telemetry',
      metric({ tagOverrides: { a: { operation: 'UPSERT' } } }),
      'spec.metrics[0].overrides[0].tagOverrides.a',
    ],
    [
      'Telemetry',
      metric({ tagOverrides: { a: { operation: 'UPSERT', value: '' } } }),
      'spec.metrics[0].overrides[0].tagOverrides.a',
      'value must be set when operation is UPSERT',
    ],
    ['WasmPlugin', wasm({ url: 'registry.example.com/a:v1' }), undefined],
    ['WasmPlugin', wasm({ url: 'fake://a' }), 'spec.url', `${scheme}; found "fake://a"`],
    ['WasmPlugin', wasm({ url: 'a b%' }), 'spec.url'],
    ['TrafficExtension', { wasm: { url: 'file:///a.wasm' } }, undefined],
    ['TrafficExtension', { wasm: { url: 'fake://a' } }, 'spec.wasm.url', `${scheme}; found "fake://a"`],
    ['TrafficExtension', { wasm: wasm({}), lua: { inlineCode: 'a' } }, 'spec'],
    [
      'WasmPlugin',
      wasm({ vmConfig: { env: [{ name: 'A', valueFrom: 'HOST', value: 'b' }] } }),
      'spec.vmConfig.env[0]',
      apart,
    ],
    ['WasmPlugin', wasm({ vmConfig: { env: [{ name: 'A', valueFrom: 'HOST' }] } }), undefined],
  ];

  it.each(cases)('%s %j: %s', (kind, spec, path, message) => {
    const found = judge(kind, spec);
    expect(found.map((problem) => problem.path)).toEqual(path === undefined ? [] : [path]);
    if (message !== undefined) expect(found[0]?.message).toBe(message);
  });

  it('wait until the structure below is right', () => {
    expect(judge('ServiceEntry', entry({ endpoints: [{ address: 1 }] })).map(({ kind }) => kind)).toEqual([
      'wrong-type',
    ]);
  });

  it('look at what is of no class, and of a class', () => {
    class Labels {
      a = 'b*';
    }
    const bare = Object.assign(Object.create(null), { a: 'b*' });
    for (const matchLabels of [bare, new Labels()]) {
      expect(judge('AuthorizationPolicy', { selector: { matchLabels } }).map(({ path }) => path)).toEqual([
        'spec.selector.matchLabels.a',
      ]);
    }
  });
});

describe('releases', () => {
  const source = (more: object) => ({ rules: [{ from: [{ source: more }] }] });
  const redirect = { http: [{ redirect: { prefixRewrite: '/' } }] };
  const keepAlive = {
    host: 'a',
    subsets: [{ name: 'a', trafficPolicy: { connectionPool: { http: { http2KeepAlive: {} } } } }],
  };
  const operation = { configPatches: [{ patch: { operation: 'MERGE_AND_REPLACE_LIST' } }] };
  const cases: [string, object, readonly string[], Partial<StructureProblem>][] = [
    ['AuthorizationPolicy', source({ trustDomains: ['a'] }), ['1.29'], { kind: 'newer-field', since: '1.30' }],
    ['VirtualService', redirect, ['1.29', '1.30'], { path: 'spec.http[0].redirect.prefixRewrite', since: '1.31' }],
    ['DestinationRule', keepAlive, ['1.29', '1.30'], { kind: 'newer-field', since: '1.31' }],
    ['EnvoyFilter', operation, ['1.29', '1.30'], { kind: 'value', since: '1.31' }],
    ['TrafficExtension', { lua: { inlineCode: 'a' } }, ['1.29'], { path: 'kind', kind: 'value', since: '1.30' }],
    [
      'Gateway',
      { servers: [{ hosts: ['a'], port: port(80), tls: { ecdhCurves: ['P-256'] } }] },
      ['1.29', '1.30', '1.31'],
      { kind: 'newer-field', since: 'later' },
    ],
    [
      'RequestAuthentication',
      { jwtRules: [{ issuer: 'a', presence: 'REQUIRED' }] },
      ['1.29', '1.30', '1.31'],
      { kind: 'newer-field', since: 'later' },
    ],
  ];

  it.each(cases)('%s %j is too new for %j', (kind, spec, tooOld, expected) => {
    for (const version of ['1.29', '1.30', '1.31', '1.32']) {
      const found = judge(kind, spec, version);
      expect(found, version).toEqual(tooOld.includes(version) ? [expect.objectContaining(expected)] : []);
    }
  });

  it('names the first release in words', () => {
    expect(judge('VirtualService', redirect, '1.30')[0]?.message).toBe(
      "field 'prefixRewrite' is not in Istio 1.30; the first release that has it is 1.31",
    );
    expect(judge('EnvoyFilter', operation, '1.29')[0]?.message).toBe(
      'MERGE_AND_REPLACE_LIST is not in Istio 1.29; the first release that has it is 1.31',
    );
  });

  it.each([
    ['1.30.5', 0],
    ['1.30', 0],
    ['1.29.12', 1],
    ['1.9', 1],
    ['1.40.1', 0],
  ])('takes a patch release as its minor, and the nearest for one that it does not know: %s', (version, count) => {
    expect(judge('AuthorizationPolicy', source({ trustDomains: ['a'] }), version)).toHaveLength(count);
  });

  it('does not look into a field that a cluster drops', () => {
    expect(judge('AuthorizationPolicy', source({ trustDomains: 5 }), '1.29').map(({ kind }) => kind)).toEqual([
      'newer-field',
    ]);
  });

  it('knows what a later field may be', () => {
    const found = judge('RequestAuthentication', { jwtRules: [{ issuer: 'a', presence: 'MANDATORY' }] });
    expect(found.map(({ kind, message }) => [kind, message])).toEqual([
      ['value', 'must be one of OPTIONAL, REQUIRED; found "MANDATORY"'],
      ['newer-field', "field 'presence' is not in Istio 1.31; a release after 1.31 brings it"],
    ]);
  });
});
