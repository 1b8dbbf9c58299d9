import { compileForTest, expect as expectRequest, matchers, readForTest } from 'meshwright/testing';
import { describe, expect, it } from 'vitest';
import { app, productpage, reviews, web } from '../../meshes/bookinfo.ts';

const mesh = compileForTest(app);
const asked = () => mesh.request({ from: productpage, to: reviews });

describe('expectations', () => {
  it('print the way of the request when they do not hold', () => {
    expect(() => expectRequest(asked()).toReach({ v1: 95, v2: 5 })).toThrow(
      /From eu-west: it reaches v1 100 % and not v1 95 %, v2 5 %\.\n\nGET reviews[\s\S]*REACHES[\s\S]*reviews-v1 in eu-west/,
    );
  });

  it.each<[string, () => void, RegExp]>([
    ['toBeDenied', () => expectRequest(asked()).toBeDenied(), /it is let in/],
    ['toFail', () => expectRequest(asked()).toFail('UH'), /it arrives/],
    ['toFail by another flag', () => expectRequest(denied()).toFail('UH'), /it fails by RBAC/],
    ['toReachClusters', () => expectRequest(asked()).toReachClusters({ 'us-east': 100 }), /it reaches eu-west/],
    ['toTimeOutAfter', () => expectRequest(asked()).toTimeOutAfter('1s'), /it has 4000ms/],
    ['toRetry', () => expectRequest(asked()).toRetry(0), /it is retried 2 times/],
    ['toBeAnswered', () => expectRequest(asked()).toBeAnswered(301), /no proxy answers it/],
    ['toBeAnswered otherwise', () => expectRequest(redirected()).toBeAnswered(404), /it is answered with 301/],
    ['toLeaveThrough', () => expectRequest(asked()).toLeaveThrough('istio-egress/out'), /it goes past the gateway/],
    ['toUseMutualTls', () => expectRequest(unreachable()).toUseMutualTls(), /it goes to no endpoint/],
    ['not', () => expectRequest(asked()).not.toUseMutualTls(), /From eu-west: it holds, and should not/],
  ])('say what is so instead: %s', (_name, hold, message) => {
    expect(hold).toThrow(message);
  });

  it('serve as matchers of Vitest', () => {
    expect.extend(matchers);
    const extended = expect(asked()) as unknown as { toReach(shares: object): void; not: { toBeDenied(): void } };
    extended.toReach({ v1: 100 });
    extended.not.toBeDenied();
  });
});

describe('requests', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      'a service nobody declared',
      () => mesh.request({ from: 'bookinfo/productpgae', to: reviews }),
      /has no service or gateway/,
    ],
    [
      'a cluster nobody declared',
      () => mesh.request({ from: productpage, to: reviews, in: 'us-est' }),
      /no cluster 'us-est'/,
    ],
    [
      'a port by a name it has not',
      () => mesh.request({ from: productpage, to: reviews, port: 'grpc' }),
      /no port 'grpc'/,
    ],
    ['a request to nobody', () => mesh.request({ from: productpage }), /needs 'to'/],
    ['a rollout nobody declared', () => mesh.at({ 'bookinfo/reviews': 'start' }), /no rollout 'bookinfo\/reviews'/],
    ['a stage it has not', () => mesh.at({ 'bookinfo/reviews-v2': 'shift-9-9' }), /no stage 'shift-9-9'/],
  ])('refuse %s', (_name, ask, message) => {
    expect(ask).toThrow(message);
  });

  it('take names in the place of handles', () => {
    const named = mesh.request({ from: 'bookinfo/productpage', to: 'bookinfo/reviews', port: 'http', in: ['us-east'] });
    expectRequest(named).toReach({ v1: 100 });
    expect(named.answers.map(({ cluster }) => cluster)).toEqual(['us-east']);
  });
});

describe('plain YAML', () => {
  const cart = `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart-v1, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  template: { metadata: { labels: { app: cart } }, spec: { containers: [{ name: app, image: cart }] } }
`;
  const from = { kind: 'workload', cluster: 'east', namespace: 'shop' } as const;

  it('is asked in the same way', () => {
    const plain = readForTest({ clusters: { east: cart } });
    expect(plain.problems).toEqual([]);
    expectRequest(plain.request({ from, to: 'cart' })).toReach({ 'cart-v1': 100 });
    expectRequest(plain.request({ from, to: 'cart' })).toUseMutualTls();
  });

  it('is neither so nor otherwise where it cannot be judged', () => {
    const filter = `
---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: lua, namespace: shop }
spec: { configPatches: [{ applyTo: HTTP_FILTER, match: { context: SIDECAR_INBOUND }, patch: { operation: MERGE } }] }
`;
    const asked = () => readForTest({ clusters: { east: cart + filter } }).request({ from, to: 'cart' });
    expect(() => expectRequest(asked()).toReach({ 'cart-v1': 100 })).toThrow(/it cannot be judged: EnvoyFilter/);
    expect(() => expectRequest(asked()).not.toFail()).toThrow(/it cannot be judged: EnvoyFilter/);
  });

  it('must be otherwise in every cluster', () => {
    const closed = `
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: nobody, namespace: shop }
spec: {}
`;
    const plain = readForTest({ clusters: { east: cart, west: cart + closed } });
    const asked = () => plain.request({ from, to: 'cart' });
    expect(() => expectRequest(asked()).not.toReach({ 'cart-v1': 100 })).not.toThrow();
    expect(() => expectRequest(asked()).toUseMutualTls()).not.toThrow();
  });

  it('does not travel as mutual TLS where the handshake fails', () => {
    const strange = `
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec: { mtls: { mode: DISABLE } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart, namespace: shop }
spec: { host: cart, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } } }
`;
    const asked = readForTest({ clusters: { east: cart + strange } }).request({ from, to: 'cart' });
    expect(() => expectRequest(asked).toUseMutualTls()).toThrow(/does not get through to east \(UF\)/);
  });

  it('tells what it cannot read', () => {
    expect(readForTest({ clusters: { east: 'kind: [' } }).problems.map(({ code }) => code)).toEqual([
      'unreadable-manifest',
    ]);
  });
});

function denied() {
  return mesh.request({ from: productpage, to: reviews, method: 'POST' });
}

function redirected() {
  return mesh.request({ from: web, port: 80, path: '/productpage' });
}

function unreachable() {
  return mesh.request({ from: web, port: 443, path: '/admin' });
}
