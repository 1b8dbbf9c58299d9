import { parseAllDocuments } from 'yaml';
import type {
  ClusterSurroundings,
  Facts,
  NetworkSurroundings,
  ServicePortFacts,
  ServiceSurroundings,
  WorkloadSurroundings,
} from '../../src/istio/facts.ts';
import type { Manifest } from '../../src/istio/manifest.ts';
import { protocolOfPortName } from '../../src/istio/protocol.ts';
import type { Outcome } from '../../src/simulate/outcome.ts';
import type { SimulatedRequest } from '../../src/simulate/request.ts';

/** One request over a small world, and what becomes of it. */
export interface Row {
  readonly name: string;
  /** The fact it rests on: the section of the project's Istio notes and the topic, e.g. `3.1 weights are relative`. */
  readonly fact: string;
  readonly world: World;
  readonly request: SimulatedRequest;
  readonly expect: Expected;
  /** One field that, set otherwise, changes what happens. */
  readonly mutation?: Mutation;
  /** Fields that, set otherwise, send the request elsewhere. */
  readonly also?: readonly Mutation[];
}

export interface World {
  readonly facts: Facts;
  readonly manifests: ReadonlyMap<string, readonly Manifest[]>;
}

export interface Mutation {
  /** `request`, `facts`, or an object as `Kind namespace/name` (in every cluster that has it, or only in `cluster`). */
  readonly of: string;
  readonly cluster?: string;
  /** Keys and indexes from the root: `['spec', 'http', 0, 'timeout']`. Empty: the object is taken away. */
  readonly field: readonly (string | number)[];
  /** Absent: the field is taken away. */
  readonly value?: unknown;
  readonly expect: Expected;
}

export interface Expected {
  readonly verdict: Outcome['verdict'];
  /**
   * Shares of the requests by where they end: `workload@cluster` (`host` outside the mesh), or `!FLAG` for those that
   * fail. They add up to 1.
   */
  readonly reaches?: Readonly<Record<string, number>>;
  /** Of the failure, or of any destination's or endpoint's. */
  readonly flag?: string;
  readonly status?: number;
  readonly reason?: RegExp;
  /** Anything else, as a part of the outcome. */
  readonly like?: object;
}

type WorldOptions = Partial<Omit<Facts, 'clusters' | 'networks' | 'services' | 'workloads'>> & {
  /** Default: `east`. */
  readonly clusters?: readonly (Partial<ClusterSurroundings> & { readonly name: string })[];
  readonly networks?: readonly NetworkSurroundings[];
  readonly services?: readonly ServiceSurroundings[];
  readonly workloads?: readonly WorkloadSurroundings[];
  /** YAML documents or plain objects, for every config cluster or for each by name. */
  readonly objects?: Objects | Readonly<Record<string, Objects>>;
};

type Objects = string | readonly Manifest[];

export function world({
  clusters = [{ name: 'east' }],
  networks,
  services,
  workloads,
  objects = '',
  ...rest
}: WorldOptions): World {
  const full = clusters.map(
    (cluster): ClusterSurroundings => ({
      configCluster: cluster.name,
      region: `region-${cluster.name}`,
      network: 'net',
      istio: '1.31',
      trustDomain: 'cluster.local',
      trustDomainAliases: [],
      meshConfig: {},
      ...cluster,
    }),
  );
  const every = full.map((cluster) => cluster.name);
  const shared = typeof objects === 'string' || isList(objects) ? manifestsIn(objects) : undefined;
  const own = (name: string) => manifestsIn((objects as Readonly<Record<string, Objects>>)[name] ?? []);
  return {
    facts: {
      mesh: 'test',
      rootNamespace: 'istio-system',
      clusters: full,
      networks: networks ?? [...new Set(full.map(({ network }) => network))].map((name) => ({ name, gateways: [] })),
      namespaces: undefined,
      services: (services ?? []).map((one) => (one.clusters.length > 0 ? one : { ...one, clusters: every })),
      workloads: workloads ?? [],
      secrets: undefined,
      complete: true,
      ...rest,
    },
    manifests: new Map(every.map((name) => [name, shared ?? own(name)])),
  };
}

/** A Service `name.namespace` whose pods carry `app: name`. Ports as `http:80`, `tcp-db:5432/15432` (target port). */
export function service(
  full: string,
  ports: string | readonly string[] = 'http:80',
  more: Partial<ServiceSurroundings> = {},
): ServiceSurroundings {
  const [name = '', namespace = 'shop'] = full.split('.');
  return {
    host: `${name}.${namespace}.svc.cluster.local`,
    name,
    namespace,
    clusters: [],
    ports: [ports].flat().map(port),
    selector: { app: name },
    headless: false,
    externalName: undefined,
    exportTo: undefined,
    callers: undefined,
    ...more,
  };
}

function port(text: string): ServicePortFacts {
  const [name = '', numbers = ''] = text.split(':');
  const [number, target] = numbers.split('/');
  const protocol = name.startsWith('udp') ? 'UDP' : protocolOfPortName(name);
  return { name, number: Number(number), targetPort: Number(target ?? number), protocol };
}

/** Pods `app-version` of `app.namespace` with a sidecar: `pods('reviews.shop', 'v1', 'east')`. */
export function pods(
  full: string,
  version: string | undefined,
  cluster = 'east',
  more: Partial<WorkloadSurroundings> = {},
): WorkloadSurroundings {
  const [app = '', namespace = 'shop'] = full.split('.');
  return {
    cluster,
    namespace,
    name: version === undefined ? app : `${app}-${version}`,
    labels: version === undefined ? { app } : { app, version },
    serviceAccount: app,
    proxy: 'sidecar',
    zone: undefined,
    replicas: undefined,
    ports: {},
    ...more,
  };
}

function isList(objects: unknown): objects is readonly Manifest[] {
  return Array.isArray(objects);
}

export function manifestsIn(objects: Objects): readonly Manifest[] {
  if (typeof objects !== 'string') return objects;
  return parseAllDocuments(objects)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
}

/** An object of Istio's: `istio('VirtualService shop/reviews', { hosts: ['reviews'] })`. */
export function istio(what: string, spec: object, metadata: object = {}): Manifest {
  const [kind = '', named = ''] = what.split(' ');
  const [namespace = '', name = ''] = named.split('/');
  const group = GROUPS[kind] ?? 'networking.istio.io/v1';
  return { apiVersion: group, kind, metadata: { name, namespace, ...metadata }, spec: { ...spec } };
}

const GROUPS: Readonly<Record<string, string>> = {
  PeerAuthentication: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
  AuthorizationPolicy: 'security.istio.io/v1',
  WasmPlugin: 'extensions.istio.io/v1alpha1',
  EnvoyFilter: 'networking.istio.io/v1alpha3',
  HTTPRoute: 'gateway.networking.k8s.io/v1',
};
