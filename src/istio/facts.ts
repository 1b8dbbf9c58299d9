import type { IstioVersion } from './inventory.ts';
import type { Protocol } from './protocol.ts';

/**
 * What surrounds the Istio objects of a mesh: everything that judging them needs and that no Istio object holds. Made
 * from a mesh's inventory, or from Kubernetes objects and an inventory file; the simulator and the checks of objects
 * know nothing else. Plain data.
 */
export interface Facts {
  readonly mesh: string;
  /** Istio's root namespace: mesh-wide policies live there. */
  readonly rootNamespace: string;
  readonly clusters: readonly ClusterSurroundings[];
  readonly networks: readonly NetworkSurroundings[];
  /** Namespaces with what is known of their labels; undefined where nothing is known about namespaces at all. */
  readonly namespaces: readonly NamespaceSurroundings[] | undefined;
  readonly services: readonly ServiceSurroundings[];
  /** Every group of equal pods, gateways included. */
  readonly workloads: readonly WorkloadSurroundings[];
  /** Who is known to call hosts that no Service has; a host that is not there: anybody. Only meshes of ours know. */
  readonly hostCallers?: Readonly<Record<string, readonly CallerFacts[]>>;
  /** The gateway of the mesh to which proxies of those callers send what is for a host. Only meshes of ours know. */
  readonly hostGateways?: Readonly<Record<string, { readonly namespace: string; readonly name: string }>>;
  /** Names of Secrets as `<cluster>/<namespace>/<name>`; undefined where nothing is known about Secrets. */
  readonly secrets: readonly string[] | undefined;
  /**
   * Whether every workload of the mesh is listed: only then does "nobody has these labels" mean anything beyond the
   * services that are.
   */
  readonly complete: boolean;
}

export interface ClusterSurroundings {
  readonly name: string;
  /** The cluster whose API server this cluster's istiod reads Istio objects from; its own name for a primary. */
  readonly configCluster: string;
  /** `topology.kubernetes.io/region` of its nodes. */
  readonly region: string;
  readonly network: string;
  readonly istio: IstioVersion;
  readonly trustDomain: string;
  readonly trustDomainAliases: readonly string[];
  readonly meshConfig: MeshConfigFacts;
}

/**
 * The part of MeshConfig that routing and judging depend on; absent settings have Istio's default.
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/
 */
export interface MeshConfigFacts {
  /** Default: ALLOW_ANY. */
  readonly outboundTrafficPolicy?: 'ALLOW_ANY' | 'REGISTRY_ONLY';
  /** Default: true. */
  readonly enableAutoMtls?: boolean;
  readonly defaultServiceExportTo?: readonly string[];
  readonly defaultVirtualServiceExportTo?: readonly string[];
  readonly defaultDestinationRuleExportTo?: readonly string[];
  /** Names of `extensionProviders`; undefined where nobody said which there are. */
  readonly extensionProviders?: readonly string[];
  /** Names of `defaultProviders.accessLogging`. */
  readonly defaultAccessLogging?: readonly string[];
  /** Hosts (FQDN or `*.suffix`) of `serviceSettings`, with `clusterLocal`. */
  readonly clusterLocal?: readonly { readonly host: string; readonly clusterLocal: boolean }[];
  /** `localityLbSetting` as MeshConfig has it. Default: enabled, no distribution, no failover. */
  readonly localityLbSetting?: Readonly<Record<string, unknown>>;
  /** `zoneAwareLbSetting` as MeshConfig has it: comes before `localityLbSetting`. Default: none. */
  readonly zoneAwareLbSetting?: Readonly<Record<string, unknown>>;
  readonly defaultHttpRetryPolicy?: Readonly<Record<string, unknown>>;
  /** Whether istiod gives ServiceEntries without addresses one of its own. Default: true. */
  readonly autoAllocatedAddresses?: boolean;
}

export interface NetworkSurroundings {
  readonly name: string;
  /**
   * East-west gateways through which other networks reach this one; empty: not reachable from other networks. Their
   * pods are among the workloads.
   */
  readonly gateways: readonly NetworkGatewayFacts[];
}

export interface NetworkGatewayFacts {
  readonly cluster: string;
  readonly namespace: string;
  /** Labels of its pods. */
  readonly labels: Readonly<Record<string, string>>;
  /** The port for mutual TLS of the mesh. Default of Istio's charts: 15443. */
  readonly port: number;
}

export interface NamespaceSurroundings {
  readonly cluster: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A Kubernetes Service as one or more clusters have it. Clusters that have it otherwise have an entry of their own. */
export interface ServiceSurroundings {
  /** Fully qualified: the same host in every cluster is one service of the mesh. */
  readonly host: string;
  readonly name: string;
  readonly namespace: string;
  /** Clusters whose API server has this Service. */
  readonly clusters: readonly string[];
  readonly ports: readonly ServicePortFacts[];
  /** Labels that select its pods; undefined for a Service without selector. */
  readonly selector: Readonly<Record<string, string>> | undefined;
  readonly headless: boolean;
  readonly externalName: string | undefined;
  /** From the annotation `networking.istio.io/exportTo`; undefined: the default of MeshConfig. */
  readonly exportTo: readonly string[] | undefined;
  /** Who is known to call it; undefined: anybody. Only meshes of ours know. */
  readonly callers: readonly CallerFacts[] | undefined;
}

export interface CallerFacts {
  readonly namespace: string;
  readonly serviceAccount: string | undefined;
  readonly clusters: readonly string[];
  readonly kind: 'workload' | 'gateway';
}

export interface ServicePortFacts {
  readonly name: string;
  readonly number: number;
  /** The port on the pods: a number, or the name of a container port. */
  readonly targetPort: number | string;
  /** Undefined: Istio cannot tell from name and `appProtocol` and looks at the first bytes. `UDP` is not routed. */
  readonly protocol: Protocol | 'UDP' | undefined;
}

/** Pods that are alike: one version of one service in one cluster, or one Deployment. */
export interface WorkloadSurroundings {
  readonly cluster: string;
  readonly namespace: string;
  /** Of the Deployment (or the like), or made up from service and version: for people. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Default of Kubernetes: `default`. Undefined: not known. */
  readonly serviceAccount: string | undefined;
  /** `sidecar`: an Envoy beside the application. `gateway`: an Envoy of its own. `none`: no proxy. */
  readonly proxy: 'sidecar' | 'gateway' | 'none';
  /** Undefined: the cluster's region, nothing narrower known. */
  readonly zone: string | undefined;
  /** Of pods; undefined: not known, taken as at least one. 0: there are none. */
  readonly replicas: number | undefined;
  /** Container ports by name, to resolve a Service's named targetPort. */
  readonly ports: Readonly<Record<string, number>>;
}
