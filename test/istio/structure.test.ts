import { describe, expect, it } from 'vitest';
import { checkStructure, isIstioKind, type StructureProblem } from '../../src/istio/structure.ts';

const destination = { host: 'reviews.shop.svc.cluster.local' };

function virtualService(http: unknown): StructureProblem[] {
  return checkStructure({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', spec: { http: [http] } });
}

function destinationRule(trafficPolicy: unknown): StructureProblem[] {
  const spec = { host: 'reviews', trafficPolicy };
  return checkStructure({ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', spec });
}

describe('checkStructure finds', () => {
  const mistakes: [string, StructureProblem[], Partial<StructureProblem>][] = [
    [
      'an unknown field, and the name that was meant',
      virtualService({ timeuot: '2s' }),
      {
        path: 'spec.http[0].timeuot',
        message: "unknown field 'timeuot'",
        suggestion: 'timeout',
        kind: 'unknown-field',
      },
    ],
    [
      'an unknown field in a shared structure',
      destinationRule({ portLevelSettings: [{ outlierDetection: { intervall: '1s' } }] }),
      {
        path: 'spec.trafficPolicy.portLevelSettings[0].outlierDetection.intervall',
        suggestion: 'interval',
        kind: 'unknown-field',
      },
    ],
    [
      'an unknown field with no near name: the names that are there',
      virtualService({ delegate: { xyz: 1 } }),
      { path: 'spec.http[0].delegate.xyz', message: "unknown field 'xyz'; the fields here are name and namespace" },
    ],
    [
      'exact and prefix in one match, once',
      virtualService({ match: [{ uri: { exact: '/a', prefix: '/b' } }] }),
      {
        path: 'spec.http[0].match[0].uri',
        message: 'exactly one of exact, prefix, regex may be set; found exact and prefix',
        kind: 'not-one-of',
      },
    ],
    [
      'a string where a match belongs, once',
      virtualService({ match: [{ uri: '/a' }] }),
      { path: 'spec.http[0].match[0].uri', message: 'must be an object; found "/a"', kind: 'wrong-type' },
    ],
    [
      'a number in quotes',
      virtualService({ route: [{ destination, weight: '5' }] }),
      {
        path: 'spec.http[0].route[0].weight',
        message: 'must be an integer; found "5"',
        suggestion: '5',
        kind: 'wrong-type',
      },
    ],
    [
      'a label that is a number',
      virtualService({ match: [{ sourceLabels: { 'app.kubernetes.io/version': 1 } }] }),
      {
        path: 'spec.http[0].match[0].sourceLabels["app.kubernetes.io/version"]',
        suggestion: '"1"',
        kind: 'wrong-type',
      },
    ],
    [
      'a missing field',
      virtualService({ route: [{ weight: 1 }] }),
      {
        path: 'spec.http[0].route[0].destination',
        at: ['spec', 'http', 0, 'route', 0, 'destination'],
        message: "required field 'destination' is missing",
        kind: 'missing',
      },
    ],
    [
      'a bad duration',
      virtualService({ timeout: '2 seconds' }),
      {
        path: 'spec.http[0].timeout',
        message: 'must be a duration of at least 1ms, such as 500ms, 2s or 1h30m; found "2 seconds"',
        kind: 'value',
      },
    ],
    ['a duration below 1ms', virtualService({ timeout: '0s' }), { path: 'spec.http[0].timeout', kind: 'value' }],
    [
      'a port out of range',
      destinationRule({ loadBalancer: { warmup: { duration: '1m', minimumPercent: 150 } } }),
      { message: 'must be at most 100; found 150', kind: 'value' },
    ],
    [
      'a word that is not in the list',
      destinationRule({ tls: { mode: 'istio-mutual' } }),
      {
        message: 'must be one of DISABLE, SIMPLE, MUTUAL, ISTIO_MUTUAL; found "istio-mutual"',
        suggestion: 'ISTIO_MUTUAL',
        kind: 'value',
      },
    ],
    [
      'two of a group that only a CEL rule keeps apart',
      checkStructure({
        apiVersion: 'security.istio.io/v1',
        kind: 'AuthorizationPolicy',
        spec: { selector: {}, targetRefs: [{ kind: 'Service', name: 'a' }] },
      }),
      {
        path: 'spec',
        message: 'exactly one of selector, targetRef, targetRefs may be set; found selector and targetRefs',
      },
    ],
    [
      'none of a group of which one is needed',
      checkStructure({ apiVersion: 'extensions.istio.io/v1alpha1', kind: 'TrafficExtension', spec: {} }),
      { path: 'spec', message: 'exactly one of wasm, lua must be set; found none', kind: 'not-one-of' },
    ],
    [
      'a mistake below a numeric map key',
      checkStructure({
        apiVersion: 'security.istio.io/v1',
        kind: 'PeerAuthentication',
        spec: { selector: { matchLabels: { app: 'a' } }, portLevelMtls: { '80': { mode: 'OFF' } } },
      }),
      { path: 'spec.portLevelMtls.80.mode', at: ['spec', 'portLevelMtls', '80', 'mode'], kind: 'value' },
    ],
    [
      'a missing spec',
      checkStructure({ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule' }),
      { path: 'spec', message: "required field 'spec' is missing", kind: 'missing' },
    ],
    [
      'a spec of null',
      checkStructure({ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', spec: null }),
      { path: 'spec', message: "required field 'spec' is missing", kind: 'missing' },
    ],
    [
      'a spec that is no object',
      checkStructure({ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', spec: [] }),
      { path: 'spec', message: 'must be an object; found a list of 0', kind: 'wrong-type' },
    ],
    [
      'a slip at the root',
      checkStructure({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', spce: {} } as never),
      { path: 'spce', suggestion: 'spec', kind: 'unknown-field' },
    ],
    [
      'a version that is not served',
      checkStructure({ apiVersion: 'networking.istio.io/v1beta1', kind: 'EnvoyFilter', spec: {} }),
      {
        path: 'apiVersion',
        message:
          'Istio does not serve EnvoyFilter as networking.istio.io/v1beta1, only as networking.istio.io/v1alpha3',
        suggestion: 'networking.istio.io/v1alpha3',
        kind: 'value',
      },
    ],
    [
      'a kind in the wrong group of Istio',
      checkStructure({ apiVersion: 'networking.istio.io/v1', kind: 'PeerAuthentication', spec: {} }),
      { path: 'apiVersion', suggestion: 'security.istio.io/v1', kind: 'value' },
    ],
    [
      'a kind that Istio does not have',
      checkStructure({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualServce', spec: {} }),
      { path: 'kind', suggestion: 'VirtualService', kind: 'value' },
    ],
  ];

  it.each(mistakes)('%s', (_, problems, expected) => {
    expect(problems).toEqual([expect.objectContaining(expected)]);
  });

  it('all mistakes at once', () => {
    const problems = virtualService({ timeuot: '2s', retries: { attempts: 'two' }, route: [{}] });
    expect(problems.map(({ path }) => path).sort()).toEqual([
      'spec.http[0].retries.attempts',
      'spec.http[0].route[0].destination',
      'spec.http[0].timeuot',
    ]);
  });
});

describe('checkStructure accepts', () => {
  it.each([
    ['a match that is there to ask for presence', virtualService({ match: [{ headers: { 'x-debug': {} } }] })],
    ['null where the CRD says nullable', virtualService({ corsPolicy: { allowCredentials: null } })],
    ['a field set to undefined', virtualService({ timeout: undefined, route: [{ destination }] })],
    ['zero where Istio does', destinationRule({ connectionPool: { tcp: { idleTimeout: '0s' } } })],
    ['every served version', checkStructure({ apiVersion: 'networking.istio.io/v1alpha3', kind: 'Sidecar', spec: {} })],
    [
      'a kind of others',
      checkStructure({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', spec: { a: 1 } }),
    ],
    ['the core group', checkStructure({ apiVersion: 'v1', kind: 'Service', spec: { type: 4 } })],
    ['a spec that may be left out', checkStructure({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService' })],
    [
      'whatever an EnvoyFilter patches in',
      checkStructure({
        apiVersion: 'networking.istio.io/v1alpha3',
        kind: 'EnvoyFilter',
        spec: { configPatches: [{ patch: { value: { any: [1, { thing: true }] } } }] },
      }),
    ],
  ])('%s', (_, problems) => {
    expect(problems).toEqual([]);
  });
});

describe('isIstioKind', () => {
  it.each([
    ['networking.istio.io/v1', 'Gateway', true],
    ['networking.istio.io/v1alpha1', 'Gateway', true],
    ['gateway.networking.k8s.io/v1', 'Gateway', false],
    ['networking.istio.io/v1', 'PeerAuthentication', false],
    ['v1', 'Service', false],
  ])('%s %s: %s', (apiVersion, kind, expected) => {
    expect(isIstioKind(apiVersion, kind)).toBe(expected);
  });
});
