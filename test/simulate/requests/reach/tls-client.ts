import { pods, type Row, service, world } from '../../row.ts';
import { destinationRule, endpoint, fromUi, peerAuthentication, REVIEWS, virtualService } from './objects.ts';

const RULE = 'DestinationRule shop/reviews';
const arrives = { 'reviews-v1@east': 1 };
const strict = peerAuthentication('{mtls: {mode: STRICT}}');
const toV1 = virtualService(`{hosts: [${REVIEWS}], http: [{route: [{destination: {host: ${REVIEWS}, subset: v1}}]}]}`);
const group = [pods('ui', undefined), pods('reviews', 'v1')];
const services = [service('reviews')];

/** How a client's DestinationRule, MeshConfig and what it knows of the servers make up its TLS. */
export const clientRows: readonly Row[] = [
  {
    name: 'mutual TLS to pods in ambient mode is not judged, though they have no sidecar',
    fact: '1.4 ztunnel',
    world: world({
      namespaces: [{ cluster: 'east', name: 'shop', labels: { 'istio.io/dataplane-mode': 'ambient' } }],
      services,
      workloads: [pods('reviews', 'v1', 'east', { proxy: 'none' })],
      objects: destinationRule(`{host: ${REVIEWS}, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}`),
    }),
    request: fromUi(),
    expect: { verdict: 'unjudged', like: { unjudged: ['reviews-v1 is in ambient mode, which is not modelled.'] } },
  },
  {
    name: 'what pods in ambient mode ask is not judged: they are no clients without mutual TLS',
    fact: '1.4 ztunnel',
    world: world({
      namespaces: [{ cluster: 'east', name: 'shop', labels: { 'istio.io/dataplane-mode': 'ambient' } }],
      services,
      workloads: group,
      objects: strict,
    }),
    request: { ...fromUi(), from: { kind: 'workload', cluster: 'east', namespace: 'shop', proxy: 'none' } },
    expect: { verdict: 'unjudged' },
  },
  {
    name: 'automatic mutual TLS is off: plaintext, unless a DestinationRule asks for more',
    fact: '4.2 enableAutoMtls',
    world: world({
      clusters: [{ name: 'east', meshConfig: { enableAutoMtls: false } }],
      services,
      workloads: group,
      objects: peerAuthentication('{mtls: {mode: PERMISSIVE}}'),
    }),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: arrives, like: endpoint({ tls: 'plaintext' }) },
    mutation: {
      of: 'PeerAuthentication shop/default',
      field: ['spec', 'mtls', 'mode'],
      value: 'STRICT',
      expect: { verdict: 'fails', flag: 'UC', reason: /enableAutoMtls is false/ },
    },
  },
  {
    name: 'pods without sidecar get plaintext by themselves',
    fact: '4.2 auto, endpoint without sidecar',
    world: world({
      services,
      workloads: [pods('ui', undefined), pods('reviews', 'v1', 'east', { proxy: 'none' })],
      objects: destinationRule(`{host: ${REVIEWS}, trafficPolicy: {}}`),
    }),
    request: fromUi(),
    expect: {
      verdict: 'reaches',
      reaches: arrives,
      like: endpoint({ tls: 'plaintext', server: undefined, access: undefined }),
    },
    mutation: {
      of: RULE,
      field: ['spec', 'trafficPolicy', 'tls'],
      value: { mode: 'ISTIO_MUTUAL' },
      expect: { verdict: 'fails', flag: 'UF', status: 503, reason: /have no sidecar/ },
    },
  },
  {
    name: "a subset's tls overrides the host's",
    fact: '3.2 subset trafficPolicy overrides field by field',
    world: world({
      services,
      workloads: group,
      objects:
        strict +
        toV1 +
        destinationRule(
          `{host: ${REVIEWS}, trafficPolicy: {tls: {mode: DISABLE}}, subsets: [{name: v1, labels: {version: v1}, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}]}`,
        ),
    }),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: arrives, like: endpoint({ tls: 'mutual' }) },
    mutation: {
      of: RULE,
      field: ['spec', 'subsets', 0, 'trafficPolicy'],
      expect: { verdict: 'fails', flag: 'UC', status: 503, reason: /DestinationRule shop\/reviews sets tls DISABLE/ },
    },
  },
  {
    name: "a port's tls replaces the host's",
    fact: '3.2 portLevelSettings replace all four',
    world: world({
      services,
      workloads: group,
      objects:
        strict +
        destinationRule(
          `{host: ${REVIEWS}, trafficPolicy: {tls: {mode: DISABLE}, portLevelSettings: [{port: {number: 80}, tls: {mode: ISTIO_MUTUAL}}]}}`,
        ),
    }),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: arrives, like: endpoint({ tls: 'mutual' }) },
    mutation: {
      of: RULE,
      field: ['spec', 'trafficPolicy', 'portLevelSettings', 0, 'port', 'number'],
      value: 81,
      expect: { verdict: 'fails', flag: 'UC', reason: /sets tls DISABLE/ },
    },
  },
  {
    name: 'sidecars do not read the Secret of a rule for everybody, and send plaintext',
    fact: '4.2 credentialName needs a workloadSelector on sidecars',
    world: world({
      services: [service('reviews', 'tls:80')],
      workloads: group,
      objects:
        peerAuthentication('{mtls: {mode: PERMISSIVE}}') +
        destinationRule(
          `{host: ${REVIEWS}, workloadSelector: {matchLabels: {app: ui}}, trafficPolicy: {tls: {mode: SIMPLE, credentialName: ca}}}`,
        ),
    }),
    request: fromUi({ protocol: 'tcp' }),
    expect: { verdict: 'reaches', reaches: arrives, like: endpoint({ tls: 'tls' }) },
    mutation: {
      of: 'PeerAuthentication shop/default',
      field: ['spec', 'mtls', 'mode'],
      value: 'STRICT',
      expect: { verdict: 'fails', flag: 'UC', reason: /not mutual TLS of the mesh/ },
    },
    also: [
      {
        of: RULE,
        field: ['spec', 'workloadSelector'],
        expect: { verdict: 'reaches', reaches: arrives, like: endpoint({ tls: 'plaintext' }) },
      },
    ],
  },
  {
    name: 'subjectAltNames must hold the identity of the server',
    fact: '4.2 ISTIO_MUTUAL with subjectAltNames',
    world: world({
      services,
      workloads: group,
      objects: destinationRule(
        `{host: ${REVIEWS}, trafficPolicy: {tls: {mode: ISTIO_MUTUAL, subjectAltNames: ['spiffe://cluster.local/ns/shop/sa/reviews']}}}`,
      ),
    }),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: arrives, like: endpoint({ tls: 'mutual' }) },
    mutation: {
      of: RULE,
      field: ['spec', 'trafficPolicy', 'tls', 'subjectAltNames', 0],
      value: 'spiffe://cluster.local/ns/shop/sa/other',
      expect: { verdict: 'fails', flag: 'UF', reason: /subjectAltNames of the DestinationRule do not list/ },
    },
  },
  {
    name: 'a namespace without mutual TLS gets plaintext, workloads with STRICT of their own included',
    fact: '4.2 at cluster level the hint uses only namespace and mesh policies',
    world: world({
      services,
      workloads: group,
      objects:
        peerAuthentication('{mtls: {mode: DISABLE}}') +
        peerAuthentication('{selector: {matchLabels: {app: reviews}}, mtls: {mode: PERMISSIVE}}', { name: 'reviews' }),
    }),
    request: fromUi(),
    expect: {
      verdict: 'reaches',
      reaches: arrives,
      like: endpoint({ tls: 'plaintext', server: { mode: 'PERMISSIVE' } }),
    },
    mutation: {
      of: 'PeerAuthentication shop/reviews',
      field: ['spec', 'mtls', 'mode'],
      value: 'STRICT',
      expect: {
        verdict: 'fails',
        flag: 'UC',
        reason: /PeerAuthentication shop\/default disables mutual TLS for namespace shop/,
      },
    },
  },
  {
    name: 'the client goes by its own cluster: DISABLE that only the server knows breaks it',
    fact: '2.7 PeerAuthentication; 4.2 auto per endpoint',
    world: world({
      clusters: [{ name: 'east' }, { name: 'west' }],
      services,
      workloads: [pods('ui', undefined), pods('reviews', 'v1', 'west')],
      objects: {
        east: peerAuthentication('{mtls: {mode: DISABLE}}'),
        west: peerAuthentication('{mtls: {mode: DISABLE}}'),
      },
    }),
    request: fromUi(),
    expect: {
      verdict: 'reaches',
      reaches: { 'reviews-v1@west': 1 },
      like: endpoint({ tls: 'plaintext', server: { mode: 'DISABLE' } }),
    },
    mutation: {
      of: 'PeerAuthentication shop/default',
      cluster: 'east',
      field: [],
      expect: { verdict: 'fails', flag: 'UF', reason: /PeerAuthentication shop\/default disables it on port 80/ },
    },
  },
  {
    name: 'a headless Service gets mutual TLS only where every pod has a sidecar',
    fact: '4.2 headless services',
    world: world({
      services: [service('reviews', 'http:80', { headless: true })],
      workloads: [pods('ui', undefined), pods('reviews', 'v1'), pods('reviews', 'v2', 'east', { replicas: 0 })],
      objects: strict,
    }),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: arrives, like: endpoint({ tls: 'mutual' }) },
    mutation: {
      of: 'facts',
      field: ['workloads', 2],
      value: pods('reviews', 'v2', 'east', { proxy: 'none' }),
      expect: { verdict: 'partly', flag: 'UC', reason: /headless and reviews-v2 has no sidecar/ },
    },
  },
  {
    name: "the application's own TLS travels inside mutual TLS",
    fact: '4.2 auto, TLS of the application',
    world: world({ services: [service('reviews', 'https:443')], workloads: group, objects: strict }),
    request: fromUi({ protocol: 'tls' }),
    expect: { verdict: 'reaches', reaches: arrives, like: endpoint({ tls: 'mutual' }) },
    mutation: {
      of: 'request',
      field: ['from', 'proxy'],
      value: 'none',
      expect: { verdict: 'fails', flag: 'NR', reason: /application opens TLS itself/ },
    },
  },
];
