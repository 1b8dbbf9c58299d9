import { type Expected, pods, type Row, service, world } from '../../row.ts';
import { endpoint, fromUi, peerAuthentication } from './objects.ts';

/** A client without sidecar shows which mode is in force. */
const plain = fromUi({ from: { proxy: 'none' } });
const services = [service('reviews', 'http:80/8080')];
const workloads = [pods('ui', undefined), pods('reviews', 'v1')];
const shut: Expected = {
  verdict: 'fails',
  reaches: { '!NR': 1 },
  flag: 'NR',
  reason: /demands mutual TLS on port 8080/,
};

const arrives = (mode: string, name?: string): Expected => ({
  verdict: 'reaches',
  reaches: { 'reviews-v1@east': 1 },
  like: endpoint({ identity: undefined, server: { mode, by: name === undefined ? undefined : { name } } }),
});

const mesh = (mode: string) =>
  peerAuthentication(`{mtls: {mode: ${mode}}}`, { name: 'mesh', namespace: 'istio-system' });
const own = (spec: string) =>
  peerAuthentication(`{selector: {matchLabels: {app: reviews}}, ${spec}}`, { name: 'reviews' });

/** Which PeerAuthentication is in force. */
export const peerRows: readonly Row[] = [
  {
    name: 'without any PeerAuthentication the mode is PERMISSIVE',
    fact: '4.1 default',
    world: world({ services, workloads }),
    request: plain,
    expect: arrives('PERMISSIVE'),
    mutation: {
      of: 'facts',
      field: ['workloads', 1, 'replicas'],
      value: 0,
      expect: { verdict: 'fails', reason: /has no pods/ },
    },
  },
  {
    name: "the namespace's mode beats the mesh's",
    fact: '4.1 levels; UNSET inherits',
    world: world({ services, workloads, objects: mesh('STRICT') + peerAuthentication('{mtls: {mode: PERMISSIVE}}') }),
    request: plain,
    expect: arrives('PERMISSIVE', 'default'),
    mutation: { of: 'PeerAuthentication shop/default', field: ['spec', 'mtls', 'mode'], value: 'UNSET', expect: shut },
  },
  {
    name: "the workload's mode beats the namespace's",
    fact: '4.1 levels',
    world: world({
      services,
      workloads,
      objects: peerAuthentication('{mtls: {mode: STRICT}}') + own('mtls: {mode: PERMISSIVE}'),
    }),
    request: plain,
    expect: arrives('PERMISSIVE', 'reviews'),
    mutation: {
      of: 'PeerAuthentication shop/reviews',
      field: ['spec', 'selector', 'matchLabels', 'app'],
      value: 'other',
      expect: shut,
    },
  },
  {
    name: 'a workload without a mode of its own inherits',
    fact: '4.1 UNSET falls through',
    world: world({ services, workloads, objects: mesh('PERMISSIVE') + own('mtls: {}') }),
    request: plain,
    expect: arrives('PERMISSIVE', 'mesh'),
    mutation: {
      of: 'PeerAuthentication istio-system/mesh',
      field: ['spec', 'mtls', 'mode'],
      value: 'STRICT',
      expect: shut,
    },
  },
  {
    name: 'a selector in the root namespace selects nobody',
    fact: '5.4 #35 workload PeerAuthentication in the root namespace is ignored',
    world: world({
      services,
      workloads,
      objects: peerAuthentication('{selector: {matchLabels: {app: reviews}}, mtls: {mode: STRICT}}', {
        name: 'reviews',
        namespace: 'istio-system',
      }),
    }),
    request: plain,
    expect: arrives('PERMISSIVE'),
    mutation: {
      of: 'PeerAuthentication istio-system/reviews',
      field: ['metadata', 'namespace'],
      value: 'shop',
      expect: shut,
    },
  },
  {
    name: 'an empty selector is none',
    fact: '4.1 an empty selector.matchLabels counts as no selector',
    world: world({
      services,
      workloads,
      objects: mesh('STRICT') + peerAuthentication('{selector: {matchLabels: {}}, mtls: {mode: PERMISSIVE}}'),
    }),
    request: plain,
    expect: arrives('PERMISSIVE', 'default'),
    mutation: { of: 'PeerAuthentication shop/default', field: [], expect: shut },
  },
  {
    name: 'of two for one namespace the older counts',
    fact: '5.4 #34 oldest wins silently',
    world: world({
      services,
      workloads,
      objects:
        peerAuthentication('{mtls: {mode: STRICT}}', {
          name: 'a',
          metadata: "creationTimestamp: '2026-02-01T00:00:00Z'",
        }) +
        peerAuthentication('{mtls: {mode: PERMISSIVE}}', {
          name: 'b',
          metadata: "creationTimestamp: '2026-01-01T00:00:00Z'",
        }),
    }),
    request: plain,
    expect: arrives('PERMISSIVE', 'b'),
    mutation: {
      of: 'PeerAuthentication shop/b',
      field: ['metadata', 'creationTimestamp'],
      value: '2026-03-01T00:00:00Z',
      expect: shut,
    },
  },
  {
    name: 'ports of portLevelMtls are those of the pods',
    fact: '5.4 #36 portLevelMtls written with the service port',
    world: world({
      services,
      workloads,
      objects: own('mtls: {mode: STRICT}, portLevelMtls: {8080: {mode: PERMISSIVE}}'),
    }),
    request: plain,
    expect: arrives('PERMISSIVE', 'reviews'),
    mutation: {
      of: 'PeerAuthentication shop/reviews',
      field: ['spec', 'portLevelMtls'],
      value: { 80: { mode: 'PERMISSIVE' } },
      expect: shut,
    },
  },
  {
    name: 'a named target port is the number on the pods',
    fact: '4.1 keys are workload ports',
    world: world({
      services: [
        service('reviews', [], { ports: [{ name: 'http', number: 80, targetPort: 'web', protocol: 'HTTP' }] }),
      ],
      workloads: [pods('ui', undefined), pods('reviews', 'v1', 'east', { ports: { web: 8080 } })],
      objects: own('mtls: {mode: STRICT}, portLevelMtls: {8080: {mode: DISABLE}}'),
    }),
    request: plain,
    expect: arrives('DISABLE', 'reviews'),
    mutation: {
      of: 'facts',
      field: ['workloads', 1, 'ports', 'web'],
      value: 8081,
      expect: { verdict: 'fails', flag: 'NR', reason: /demands mutual TLS on port 8081/ },
    },
  },
  {
    name: 'portLevelMtls without a selector means nothing',
    fact: '4.1 portLevelMtls only with selector',
    world: world({
      services,
      workloads,
      objects: peerAuthentication('{mtls: {mode: STRICT}, portLevelMtls: {8080: {mode: DISABLE}}}'),
    }),
    request: plain,
    expect: shut,
  },
  {
    name: "a remote cluster's objects are not read",
    fact: '5.4 #5 objects in a cluster that is not a config cluster are ignored',
    world: world({
      clusters: [{ name: 'east' }, { name: 'west', configCluster: 'east' }],
      services,
      workloads: [pods('reviews', 'v1', 'west')],
      objects: { west: peerAuthentication('{mtls: {mode: STRICT}}') },
    }),
    request: fromUi({ from: { proxy: 'none', cluster: 'west' } }),
    expect: {
      verdict: 'reaches',
      reaches: { 'reviews-v1@west': 1 },
      like: endpoint({ server: { mode: 'PERMISSIVE' } }),
    },
    mutation: { of: 'facts', field: ['clusters', 1, 'configCluster'], value: 'west', expect: shut },
  },
];
