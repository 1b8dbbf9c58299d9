import type { WorkloadEntrySpec } from './generated/types/index.ts';
import { type Labels, selects } from './labels.ts';
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
  /** Where other networks find it, where istiod shall not ask its Service. */
  readonly addresses?: readonly NetworkAddressFacts[];
}

export interface NetworkAddressFacts {
  readonly address: string;
  readonly port: number;
  /** `<region>/<zone>/<subzone>` */
  readonly locality?: string;
}

export interface ClusterFacts {
  readonly name: string;
  readonly region: string;
  readonly network: string;
  /** Minor release of the istiod that serves the cluster's proxies. */
  readonly istio: IstioVersion;
  /** The cluster whose API server that istiod reads Istio objects from; undefined: this one. */
  readonly configCluster?: string;
  /** Where proxies reach an istiod that runs outside of the mesh; undefined: it runs in the config cluster. */
  readonly externalControlPlane?: string;
  /** Of its pods' identities; undefined: the mesh's. */
  readonly trustDomain?: string;
  /** Trust domains that its istiod takes for its own. */
  readonly trustDomainAliases?: readonly string[];
  /** What else its istiod's MeshConfig says, as Istio has it; undefined: nobody said. */
  readonly meshConfig?: Readonly<Record<string, unknown>>;
  /** The istiods that serve it, by name; undefined: one without a revision. */
  readonly revisions?: readonly RevisionFacts[];
  /** Where clusters without an istiod reach this one's; undefined: nobody said. */
  readonly exposedIstiod?: string;
}

/** One of several istiods. */
export interface RevisionFacts {
  readonly name: string;
  /** Whether it serves what asks for none. */
  readonly isDefault: boolean;
  /** Other names that namespaces may ask for. */
  readonly tags: readonly string[];
  /** Its minor release; undefined: the cluster's. */
  readonly istio?: IstioVersion;
  /** Release of its images; undefined: nobody said. */
  readonly image?: string;
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
  /** Where machines serve it beside pods, and which version; undefined: nowhere. */
  readonly machines?: readonly MachineFacts[];
  /** What a ServiceEntry says of it; undefined for a Kubernetes Service. */
  readonly external?: ExternalFacts;
  /** Ports of an egress gateway's pods; undefined for what is none. */
  readonly egress?: EgressFacts;
}

export interface MachineFacts {
  readonly cluster: string;
  /** Undefined for a service without versions. */
  readonly version: string | undefined;
}

/** A service that Kubernetes does not know: outside of the mesh, or on machines of its own. */
export interface ExternalFacts {
  /** The first one is the service's `host`. */
  readonly hosts: readonly string[];
  readonly addresses: readonly string[];
  readonly location: 'MESH_EXTERNAL' | 'MESH_INTERNAL';
  readonly resolution: 'NONE' | 'STATIC' | 'DNS' | 'DNS_ROUND_ROBIN' | 'DYNAMIC_DNS';
  readonly endpoints: readonly WorkloadEntrySpec[];
  /** Those of clusters that have their own. */
  readonly endpointsIn: Readonly<Record<string, readonly WorkloadEntrySpec[]>>;
  /** Labels of pods and WorkloadEntries of its namespace that serve it, in place of endpoints. */
  readonly selector: Readonly<Record<string, string>> | undefined;
  readonly subjectAltNames: readonly string[];
  /** Clusters whose proxies know it; undefined: all that have callers. */
  readonly clusters: readonly string[] | undefined;
  /** Key of the egress gateway that calls it in its callers' stead. */
  readonly through: string | undefined;
  /** Who sees it, where that is said aloud and does not follow from the callers. */
  readonly exportTo?: readonly string[];
}

export interface EgressFacts {
  /** Takes requests of the mesh over mutual TLS. */
  readonly http: number;
  /** Passes TLS of applications on. */
  readonly tls: number;
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
  /** Names that Routes may be bound to. */
  readonly hosts: readonly string[];
  /** All hosts as the Gateway has them, with the namespaces before them; undefined: `hosts`. */
  readonly writtenHosts?: readonly string[];
  readonly clusters: readonly string[];
  readonly selector: Readonly<Record<string, string>>;
  readonly serviceAccount: string | undefined;
  readonly servers: readonly GatewayServerFacts[];
}

export interface GatewayServerFacts {
  /** Of its port. */
  readonly name: string;
  readonly number: number;
  readonly tls: ServerTlsFacts | undefined;
  readonly httpsRedirect: boolean;
  /** Undefined: HTTP, or with `tls` HTTPS, and TLS where that is passed through. */
  readonly protocol?: Protocol;
  /** Of the gateway's hosts as written those that it serves; undefined: all. */
  readonly hosts?: readonly string[];
  /** Address to listen on; undefined: all. */
  readonly bind?: string;
  /** In the proxies' statistics. */
  readonly statPrefix?: string;
}

/**
 * What a gateway does with TLS, in Istio's own terms.
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings
 */
export interface ServerTlsFacts {
  readonly mode: 'SIMPLE' | 'MUTUAL' | 'OPTIONAL_MUTUAL' | 'PASSTHROUGH' | 'ISTIO_MUTUAL';
  readonly credentialName?: string;
  readonly credentialNames?: readonly string[];
  readonly tlsCertificates?: readonly { readonly serverCertificate: string; readonly privateKey: string }[];
  readonly serverCertificate?: string;
  readonly privateKey?: string;
  readonly minProtocolVersion?: string;
  readonly maxProtocolVersion?: string;
  readonly cipherSuites?: readonly string[];
  readonly subjectAltNames?: readonly string[];
  readonly insecureSkipVerify?: boolean;
  readonly caCertCredentialName?: string;
  readonly caCertificates?: string;
  readonly caCrl?: string;
  readonly verifyCertificateSpki?: readonly string[];
  readonly verifyCertificateHash?: readonly string[];
}

/** The version whose pods carry these labels. */
export function versionOf({ versions }: ServiceFacts, labels: Labels): string | undefined {
  return versions.find((version) => selects(version.labels, labels))?.name;
}

/** Clusters in which pods or machines serve a service, each once. */
export function clustersServing({ runsIn, machines = [] }: ServiceFacts): readonly string[] {
  if (machines.length === 0) return runsIn.map(({ cluster }) => cluster);
  return [...new Set([...runsIn, ...machines].map(({ cluster }) => cluster))].sort();
}

/** Labels of the east-west gateway of a cluster's network; undefined where it has none. */
export function eastWestSelector(
  { networks }: Inventory,
  { network }: Pick<ClusterFacts, 'network'>,
): Labels | undefined {
  return networks.find(({ name }) => name === network)?.eastWestGateway;
}
