import type { Protocol } from './protocol.ts';

/**
 * The facts about a mesh that judging manifests needs and that no Istio object holds: what runs where, who calls whom.
 * Plain data, sorted, without a trace of the constructs it came from.
 */
export interface Inventory {
  readonly mesh: string;
  readonly trustDomain: string;
  /** Istio's root namespace: mesh-wide policies live there. */
  readonly rootNamespace: string;
  readonly networks: readonly NetworkFacts[];
  readonly clusters: readonly ClusterFacts[];
  readonly services: readonly ServiceFacts[];
  readonly gateways: readonly GatewayFacts[];
}

export interface NetworkFacts {
  readonly name: string;
  /** Labels that select the east-west gateway's pods; undefined where the network has no such gateway. */
  readonly eastWestGateway: Readonly<Record<string, string>> | undefined;
}

export interface ClusterFacts {
  readonly name: string;
  readonly region: string;
  readonly network: string;
  /** Minor release of the cluster's istiod. */
  readonly istio: IstioVersion;
}

/** Releases of Istio that Meshwright writes for. */
export const ISTIO_VERSIONS = ['1.29', '1.30', '1.31'] as const;
/** Minor releases of Istio that Meshwright writes for. */
export type IstioVersion = (typeof ISTIO_VERSIONS)[number];

export interface ServiceFacts {
  /** `<namespace>/<name>`: the service's key everywhere. */
  readonly key: string;
  readonly name: string;
  readonly namespace: string;
  /** Fully qualified; the same in every cluster (namespace sameness). */
  readonly host: string;
  readonly ports: readonly PortFacts[];
  /** Declared versions with the labels of their pods; empty for a service whose pods carry no version label. */
  readonly versions: readonly VersionFacts[];
  /** The version that the default route names; undefined without versions. */
  readonly stable: string | undefined;
  readonly runsIn: readonly Placement[];
  readonly serviceAccount: string | undefined;
  /** Whether the pods carry an Istio sidecar: without one they neither present an identity nor accept mutual TLS. */
  readonly sidecar: boolean;
  /** Labels shared by the pods of all versions. */
  readonly workload: Readonly<Record<string, string>>;
  readonly callers: 'any' | readonly CallerRef[];
  /** Requests that clients of each cluster make, `*` for every other one; undefined: nobody said. */
  readonly requestsPerSecond?: Readonly<Record<string, number>>;
}

export interface PortFacts {
  readonly name: string;
  readonly number: number;
  /** The port on the pods: what PeerAuthentication and AuthorizationPolicy mean by "port". */
  readonly targetPort: number;
  readonly protocol: Protocol;
}

export interface VersionFacts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** One cluster that runs a service, and which of its versions have pods there. */
export interface Placement {
  readonly cluster: string;
  readonly versions: readonly string[];
  /** Pods of each version there, those of a service without versions under ''; undefined: nobody said. */
  readonly replicas?: Readonly<Record<string, number>>;
}

export interface CallerRef {
  readonly kind: 'service' | 'gateway';
  /** `<namespace>/<name>` */
  readonly key: string;
}

export interface GatewayFacts {
  /** `<namespace>/<name>` */
  readonly key: string;
  readonly name: string;
  readonly namespace: string;
  readonly hosts: readonly string[];
  readonly clusters: readonly string[];
  readonly selector: Readonly<Record<string, string>>;
  readonly serviceAccount: string | undefined;
  readonly servers: readonly GatewayServerFacts[];
}

export interface GatewayServerFacts {
  readonly name: string;
  readonly number: number;
  readonly tls: { readonly credentialName: string; readonly mode: 'SIMPLE' | 'MUTUAL' } | undefined;
  readonly httpsRedirect: boolean;
}
