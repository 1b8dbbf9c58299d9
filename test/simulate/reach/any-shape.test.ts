import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/istio/manifest.ts';
import { Simulation } from '../../../src/simulate/simulation.ts';
import {
  authorizationPolicy,
  destinationRule,
  fromUi,
  object,
  peerAuthentication,
  REVIEWS,
  virtualService,
} from '../requests/reach/objects.ts';
import { manifestsIn, pods, service, world } from '../row.ts';

/** Objects that use every field that is read, so that each place of theirs can hold something else. */
const OBJECTS = manifestsIn(
  [
    virtualService(`{hosts: [${REVIEWS}], http: [{route: [{destination: {host: ${REVIEWS}, subset: v1}}]}]}`),
    destinationRule(
      `{host: ${REVIEWS}, exportTo: ['*'], workloadSelector: {matchLabels: {app: ui}}, trafficPolicy: {tls: {mode: ISTIO_MUTUAL, sni: '', subjectAltNames: ['spiffe://cluster.local/ns/shop/sa/reviews']}, outlierDetection: {}, loadBalancer: {consistentHash: {httpCookie: {name: c}}, localityLbSetting: {failover: [{from: a, to: b}], failoverPriority: [x]}}, portLevelSettings: [{port: {number: 80}, tls: {mode: ISTIO_MUTUAL}}]}, subsets: [{name: v1, labels: {version: v1}, trafficPolicy: {loadBalancer: {localityLbSetting: {distribute: [{from: '*', to: {'*': 100}}]}}}}]}`,
    ),
    peerAuthentication(
      '{selector: {matchLabels: {app: reviews}}, mtls: {mode: STRICT}, portLevelMtls: {80: {mode: STRICT}}}',
    ),
    authorizationPolicy(
      "{selector: {matchLabels: {app: reviews}}, action: DENY, rules: [{from: [{source: {principals: ['a'], notNamespaces: ['shop']}}], to: [{operation: {methods: ['GET'], paths: ['/{*}'], ports: ['80']}}], when: [{key: 'request.auth.claims[a]', values: ['b']}]}]}",
      { metadata: 'annotations: {istio.io/dry-run: "true"}' },
    ),
    object('security.istio.io/v1', 'RequestAuthentication', {
      name: 'tokens',
      namespace: 'shop',
      metadata: '',
      spec: '{selector: {matchLabels: {app: reviews}}, jwtRules: [{issuer: i, audiences: [a], forwardOriginalToken: true}]}',
    }),
    object('networking.istio.io/v1', 'Gateway', {
      name: 'cross',
      namespace: 'istio-system',
      metadata: '',
      spec: "{selector: {istio: eastwest}, servers: [{port: {number: 15443, name: tls, protocol: TLS}, tls: {mode: AUTO_PASSTHROUGH}, hosts: ['*.local']}]}",
    }),
    object('networking.istio.io/v1', 'WorkloadEntry', {
      name: 'vm',
      namespace: 'shop',
      metadata: 'labels: {app: reviews}',
      spec: '{address: 10.0.0.1, serviceAccount: vm, locality: a/b, network: net, weight: 2, ports: {http: 80}, labels: {version: v1}}',
    }),
    object('networking.istio.io/v1', 'ServiceEntry', {
      name: 'api',
      namespace: 'shop',
      metadata: '',
      spec: '{hosts: [api.example], location: MESH_INTERNAL, resolution: STATIC, endpoints: [{address: 10.0.0.2}], ports: [{number: 80, name: http, protocol: HTTP}]}',
    }),
    object('networking.istio.io/v1alpha3', 'EnvoyFilter', {
      name: 'f',
      namespace: 'shop',
      metadata: '',
      spec: '{workloadSelector: {labels: {app: none}}, configPatches: [{match: {context: SIDECAR_INBOUND}}]}',
    }),
  ].join(''),
);

const STRANGE: readonly unknown[] = [null, undefined, 7, '', 'x', true, [], {}, [null], { a: null }, [[1]]];

/** Every object that differs from `value` in one place. */
function* strange(value: unknown, odd: unknown): Iterable<unknown> {
  yield odd;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const other of strange(item, odd)) yield value.map((same, at) => (at === index ? other : same));
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      for (const other of strange(item, odd)) yield { ...value, [key]: other };
    }
  }
}

const base = world({
  clusters: [
    { name: 'east', network: 'net-east' },
    { name: 'west', network: 'net-west' },
  ],
  networks: ['east', 'west'].map((name) => ({
    name: `net-${name}`,
    gateways: [{ cluster: name, namespace: 'istio-system', labels: { istio: 'eastwest' }, port: 15443 }],
  })),
  services: [service('reviews')],
  workloads: [pods('reviews', 'v1', 'east'), pods('reviews', 'v1', 'west')],
});
const jwt = { issuer: 'i', subject: 's', audiences: ['a'], claims: { a: 'b' } };
const requests = [fromUi({ jwt }), fromUi({ to: 'api.example', jwt })];

describe.each(OBJECTS.map((manifest) => [manifest.kind, manifest] as const))('a %s of any shape', (_, manifest) => {
  it.each(STRANGE.map((odd) => [JSON.stringify(odd) ?? 'undefined', odd] as const))('%s in any place', (_, odd) => {
    for (const spec of strange(manifest.spec, odd)) {
      const list = OBJECTS.map((one) => (one === manifest ? ({ ...one, spec } as Manifest) : one));
      const simulation = new Simulation({ ...base, manifests: new Map(['east', 'west'].map((name) => [name, list])) });
      for (const request of requests) expect(simulation.run(request, { trace: true }).verdict).toBeTypeOf('string');
    }
  });
});
