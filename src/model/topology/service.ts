import type { Construct } from 'constructs';
import type { Protocol } from '../../istio/protocol.ts';
import { Element } from '../element.ts';
import type { NoVersion } from '../no-version.ts';
import type { Cluster } from './cluster.ts';
import type { IngressGateway } from './ingress-gateway.ts';

/** A service of any versions and ports: what other constructs need to point at one. */
export interface ServiceHandle {
  /** What tells it from other handles. */
  readonly kind: 'service';
  /** Name of the Kubernetes Service. */
  readonly serviceName: string;
  /** Kubernetes namespace, the same in every cluster. */
  readonly namespace: string;
}

/** A port of a service, where its number alone does not say enough. */
export interface ServicePort {
  /** Port of the Kubernetes Service. */
  readonly number: number;
  /** Port on the pods. @default number */
  readonly targetPort?: number;
  /** @default read from the port's name, as Istio does: `http`, `grpc-api`, `tcp-replication` … */
  readonly protocol?: Protocol;
}

/** What of a service runs in one cluster. */
export interface RunsIn<V extends string> {
  /** Cluster that runs pods of the service. */
  readonly cluster: Cluster;
  /** Versions that have pods there. @default all */
  readonly versions?: readonly V[];
  /**
   * Pods there: of every version as many, or of each its own number. Said for all clusters and versions of a service or
   * for none; from them come what leaves a cluster and what a pod gets at each step of a canary.
   * @default not known: clusters weigh the same
   */
  readonly replicas?: number | Readonly<Partial<Record<V, number>>>;
}

/** How much clients of one cluster ask. */
export interface ClientRate {
  readonly from: Cluster;
  /** Requests per second at the peak. */
  readonly rate: number;
}

/** Settings of a Service: its versions are `V`, the names of its ports `P`. */
export interface ServiceProps<V extends string, P extends string> {
  /** Kubernetes namespace, the same in every cluster. */
  readonly namespace: string;
  /** Ports of the Kubernetes Service, by name. The same in every cluster. */
  readonly ports: Readonly<Record<P, number | ServicePort>>;
  /** Versions, each a set of pods of its own. @default none: routes and subsets ignore pod labels */
  readonly versions?: readonly V[];
  /** The version that gets the traffic nothing else claims. Required with versions. */
  readonly stable?: NoInfer<V>;
  /** Clusters that run it; a cluster by itself runs every version. */
  readonly runsIn: readonly (Cluster | RunsIn<NoInfer<V>>)[];
  /**
   * Requests per second that clients make at the peak: of every cluster that has callers the same, or each its own; a
   * cluster left out makes none. Plans and a canary's limits weigh client clusters by it.
   * @default not known: client clusters weigh the same
   */
  readonly requestsPerSecond?: number | readonly ClientRate[];
  /** Who calls it: a closed list, or `'any'` for callers that nobody has declared. @default 'any' */
  readonly callers?: 'any' | readonly (ServiceHandle | IngressGateway)[];
  /** Kubernetes service account of its pods; needed where an AccessPolicy names it. */
  readonly serviceAccount?: string;
  /** Whether its pods carry an Istio sidecar. @default true */
  readonly sidecar?: boolean;
  /** Labels of all its pods. @default { app: <name> } */
  readonly workload?: Readonly<Record<string, string>>;
  /** Label that tells the versions apart; its value is the version's name. @default 'version' */
  readonly versionLabel?: string;
  /** Name of the Kubernetes Service. @default the id */
  readonly name?: string;
}

/**
 * A Kubernetes Service that is one service in all clusters of the mesh.
 * @see https://istio.io/latest/docs/ops/deployment/deployment-models/#multiple-clusters
 */
export class Service<const V extends string = NoVersion, const P extends string = string>
  extends Element
  implements ServiceHandle
{
  readonly kind = 'service';
  readonly versions: readonly V[];
  readonly props: ServiceProps<V, P>;

  constructor(scope: Construct, id: string, props: ServiceProps<V, P>) {
    super(scope, id);
    this.props = props;
    this.versions = props.versions ?? [];
  }

  get serviceName(): string {
    return this.props.name ?? this.node.id;
  }

  get namespace(): string {
    return this.props.namespace;
  }
}

/** One whose pods the mesh runs: what is said of servers can be said of it, unlike of an ExternalService. */
export type ServiceInMesh<V extends string, P extends string> = Service<V, P> & { readonly external?: never };
