import { istio } from 'meshwright';
import type { ClusterDescription, MeshDescription, ObjectDescription } from './description.ts';
import type { Draw } from './draw.ts';

type Kind = keyof typeof istio;
type Group = readonly Omit<ObjectDescription, 'cluster'>[];

const EXTERNAL = 'api.vendor.example';

/** A small valid body for every kind of Istio's; the ones that name one another come together. */
const bodies: Readonly<Record<Kind, object>> = {
  ServiceEntry: {
    hosts: [EXTERNAL],
    ports: [
      { number: 443, name: 'https', protocol: 'HTTPS' },
      { number: 80, name: 'http', protocol: 'HTTP' },
    ],
    resolution: 'DNS',
    endpoints: [{ address: 'eu.vendor.example', labels: { zone: 'eu' } }],
  },
  DestinationRule: {
    host: EXTERNAL,
    subsets: [{ name: 'eu', labels: { zone: 'eu' } }],
    trafficPolicy: { connectionPool: { tcp: { maxConnections: 10 } } },
  },
  VirtualService: {
    hosts: [EXTERNAL],
    http: [{ match: [{ port: 80 }], route: [{ destination: { host: EXTERNAL, subset: 'eu', port: { number: 80 } } }] }],
  },
  Gateway: {
    selector: { app: 'own' },
    servers: [{ port: { number: 8080, name: 'http', protocol: 'HTTP' }, hosts: ['own.example'] }],
  },
  AuthorizationPolicy: { action: 'DENY', rules: [{ from: [{ source: { notNamespaces: ['shop'] } }] }] },
  PeerAuthentication: { mtls: { mode: 'PERMISSIVE' } },
  RequestAuthentication: { jwtRules: [{ issuer: 'https://issuer.example', jwksUri: 'https://issuer.example/keys' }] },
  Sidecar: { egress: [{ hosts: ['./*', 'istio-system/*'] }] },
  EnvoyFilter: {
    configPatches: [
      {
        applyTo: 'CLUSTER',
        patch: { operation: 'MERGE', value: { name: 'x', typed: { on: 'yes', list: [1, null, { y: 'n' }] } } },
      },
    ],
  },
  ProxyConfig: { concurrency: 0, image: { imageType: 'distroless' } },
  WorkloadEntry: { address: '10.0.0.1', labels: { app: 'legacy' }, serviceAccount: 'legacy' },
  WorkloadGroup: { template: { serviceAccount: 'legacy' } },
  Telemetry: { accessLogging: [{ providers: [{ name: 'envoy' }] }] },
  WasmPlugin: { url: 'oci://registry.example/plugin:1', phase: 'AUTHN' },
  TrafficExtension: { wasm: { url: 'oci://registry.example/plugin:1' } },
};

/** Every kind alone but the three that make one external host. */
const groups: readonly Group[] = [
  ['ServiceEntry', 'DestinationRule', 'VirtualService'].map((kind) => lowLevel(kind as Kind)),
  ...(Object.keys(istio) as Kind[])
    .filter((kind) => !['DestinationRule', 'VirtualService', 'ServiceEntry'].includes(kind))
    .map((kind) => [lowLevel(kind)]),
  [
    {
      id: 'own-config',
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: 'own.config',
      namespace: 'legacy',
      body: { data: { 'a.yaml': 'x: 1\n# y\n', on: 'off', empty: '' }, immutable: true },
    },
  ],
  [
    {
      id: 'own-role',
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      name: 'system:Own',
      body: { rules: [] },
    },
  ],
  [
    {
      id: 'own-beta',
      apiVersion: 'security.istio.io/v1beta1',
      kind: 'PeerAuthentication',
      name: 'beta',
      namespace: 'beta',
      body: { spec: { mtls: { mode: 'STRICT' } } },
    },
  ],
];

function lowLevel(kind: Kind): Group[number] {
  return { id: `own-${kind.toLowerCase()}`, kind, namespace: 'legacy', body: { spec: bodies[kind] } };
}

/** The author's own objects, a set for some clusters. */
export function drawObjects(draw: Draw, clusters: readonly ClusterDescription[]): ObjectDescription[] {
  return clusters.flatMap(({ id, namespace, istio: release }) => {
    if (!draw.chance(50)) return [];
    const rename = draw.chance(20);
    return draw.some(groups, 15).flatMap((group) => {
      // A cluster with a namespace of its own gives it to objects that name none; the two PeerAuthentications never meet,
      // and objects that name one another stay together.
      const bare = namespace !== undefined && group[0]?.id !== 'own-beta' && draw.chance(20);
      return group
        .filter(({ kind }) => release !== '1.29' || kind !== 'TrafficExtension')
        .map((object) => ({
          ...object,
          cluster: id,
          namespace: bare ? undefined : object.namespace,
          name: object.name ?? (rename ? `renamed-${object.kind.toLowerCase()}` : undefined),
        }));
    });
  });
}

/** Everything of the shelf of low-level constructs must be drawn. */
export const lowLevelKinds = Object.keys(istio) as readonly Kind[];

export function isLowLevel(object: MeshDescription['objects'][number]): boolean {
  return object.apiVersion === undefined;
}
