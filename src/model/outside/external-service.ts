import type { Construct } from 'constructs';
import type { NoVersion } from '../no-version.ts';
import type { Cluster } from '../topology/cluster.ts';
import type { IngressGateway } from '../topology/ingress-gateway.ts';
import type { Network } from '../topology/network.ts';
import { Service, type ServiceHandle, type ServicePort } from '../topology/service.ts';
import type { EgressGateway } from './egress-gateway.ts';

/**
 * One address that serves an ExternalService, or a machine that serves a Service.
 * @see https://istio.io/latest/docs/reference/config/networking/workload-entry/#WorkloadEntry
 */
export interface ExternalEndpoint<V extends string = string, P extends string = string> {
  /** An IP address, a full host name (`DNS`), or `unix:///path` (`STATIC`, without ports). */
  readonly address: string;
  /** Its ports, by the service's names, where they are not the service's own target ports. */
  readonly ports?: Readonly<Partial<Record<P, number>>>;
  /** Labels, for routes by version, by locality settings and for policies. @default that of its version */
  readonly labels?: Readonly<Record<string, string>>;
  /** The version it serves. @default none */
  readonly version?: V;
  /** `region/zone/subzone`, from the left. @default that of the caller's cluster is not assumed: none */
  readonly locality?: string;
  /** Network in which the address is reachable. @default the callers' own */
  readonly network?: Network;
  /** Its share of the requests beside the others', 1 or more. @default all the same */
  readonly weight?: number;
  /** Service account of its sidecar: it is then taken to accept mutual TLS of the mesh. @default it has no sidecar */
  readonly serviceAccount?: string;
}

/** A cluster whose proxies reach the service at endpoints of their own. */
export interface ExternalIn<V extends string, P extends string> {
  readonly cluster: Cluster;
  /** @default those of the ExternalService */
  readonly endpoints?: readonly [ExternalEndpoint<V, P>, ...ExternalEndpoint<V, P>[]];
}

/** Who serves it: addresses, pods and machines of the mesh, or whoever DNS or the caller's own address names. */
type Servers<V extends string, P extends string> =
  | {
      /** Addresses that serve it. @default with `DNS` the host itself; with `NONE` the address that was called */
      readonly endpoints?: readonly [ExternalEndpoint<V, P>, ...ExternalEndpoint<V, P>[]];
      readonly pods?: never;
    }
  | {
      /** Labels of pods, and of machines of VmWorkloads, in its namespace that serve it. */
      readonly pods: Readonly<Record<string, string>>;
      readonly endpoints?: never;
    };

/** Settings of an ExternalService: its versions are `V`, the names of its ports `P`. */
export type ExternalServiceProps<V extends string, P extends string> = Servers<NoInfer<V>, NoInfer<P>> & {
  /** Namespace of its ServiceEntry and of what is said about it. */
  readonly namespace: string;
  /** Full host names, or wildcards as `*.example.com`. What is said of it holds for each. */
  readonly hosts: readonly [string, ...string[]];
  /** Ports that callers call, by name. `targetPort`: the endpoints' port, where it is another one. */
  readonly ports: Readonly<Record<P, number | ServicePort>>;
  /** Addresses, or ranges (`NONE` and `STATIC`), by which its connections are told where nothing else tells them. */
  readonly addresses?: readonly [string, ...string[]];
  /** Whether it belongs to the mesh, so that proxies expect mutual TLS where it has accounts. @default 'MESH_EXTERNAL' */
  readonly location?: 'MESH_EXTERNAL' | 'MESH_INTERNAL';
  /**
   * How proxies find its endpoints: `STATIC` addresses, `DNS` names (`DNS_ROUND_ROBIN`: one address of each answer;
   * `DYNAMIC_DNS`: the name of each request, for wildcards), or `NONE`: the address that the caller's own DNS gave it.
   * @default 'STATIC' with pods or with endpoints that are all IP addresses, 'NONE' with a wildcard host, else 'DNS'
   * @see https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Resolution
   */
  readonly resolution?: 'NONE' | 'STATIC' | 'DNS' | 'DNS_ROUND_ROBIN' | 'DYNAMIC_DNS';
  /** Names that a server's certificate may have, for TLS that proxies begin. @default not looked at */
  readonly subjectAltNames?: readonly [string, ...string[]];
  /** Versions, each some of the endpoints. @default none */
  readonly versions?: readonly V[];
  /** The version that gets the traffic nothing else claims. Required with versions. */
  readonly stable?: NoInfer<V>;
  /** Label that tells the versions of endpoints apart. @default 'version' */
  readonly versionLabel?: string;
  /** Who calls it: proxies of other namespaces do not know it. @default 'any' */
  readonly callers?: 'any' | readonly (ServiceHandle | IngressGateway)[];
  /** Clusters whose proxies know it. @default all that have callers */
  readonly in?: readonly [
    Cluster | ExternalIn<NoInfer<V>, NoInfer<P>>,
    ...(Cluster | ExternalIn<NoInfer<V>, NoInfer<P>>)[],
  ];
  /** The egress gateway that calls it in the callers' stead. @default callers' proxies call it themselves */
  readonly through?: EgressGateway;
  /** Name of its ServiceEntry and of the objects about it. @default the id */
  readonly name?: string;
};

/**
 * A service that no Kubernetes Service stands for: outside of the mesh, or on machines of its own. Routes, traffic
 * policies and canaries say the same of it as of a Service; what is about its own pods (access, mutual TLS) does not
 * apply: it has none.
 * @see https://istio.io/latest/docs/reference/config/networking/service-entry/
 */
export class ExternalService<const V extends string = NoVersion, const P extends string = string> extends Service<
  V,
  P
> {
  readonly external: ExternalServiceProps<V, P>;

  constructor(scope: Construct, id: string, props: ExternalServiceProps<V, P>) {
    const { namespace, ports, versions, stable, versionLabel, callers, name, pods } = props;
    super(scope, id, {
      namespace,
      ports,
      runsIn: [],
      sidecar: false,
      workload: pods ?? {},
      ...(versions && { versions }),
      ...(stable !== undefined && { stable }),
      ...(versionLabel !== undefined && { versionLabel }),
      ...(callers && { callers }),
      ...(name !== undefined && { name }),
    });
    this.external = props;
  }
}
