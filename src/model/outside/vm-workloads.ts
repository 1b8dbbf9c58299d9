import { Element } from '../element.ts';
import type { Cluster } from '../topology/cluster.ts';
import type { Network } from '../topology/network.ts';
import type { Service, ServiceInMesh } from '../topology/service.ts';

/** How a machine is found to be well: its istio-agent asks, and takes it out while it is not. */
export type VmProbe = VmProbeTimes & (VmHttpProbe | VmTcpProbe | VmExecProbe);

/** @see https://istio.io/latest/docs/reference/config/networking/workload-group/#ReadinessProbe */
interface VmProbeTimes {
  /** Seconds before the first question. @default 0 */
  readonly initialDelaySeconds?: number;
  /** Seconds an answer may take. @default 1 */
  readonly timeoutSeconds?: number;
  /** Seconds between questions. @default 10 */
  readonly periodSeconds?: number;
  /** Good answers after bad ones that make it well. @default 1 */
  readonly successThreshold?: number;
  /** Bad answers in a row that take it out. @default 3 */
  readonly failureThreshold?: number;
}

interface VmHttpProbe {
  readonly httpGet: {
    /** Path. @default '/' */
    readonly path?: string;
    readonly port: number;
    /** @default the machine itself */
    readonly host?: string;
    /** @default 'HTTP' */
    readonly scheme?: 'HTTP' | 'HTTPS';
    /** Headers of the question, by name. */
    readonly headers?: Readonly<Record<string, string>>;
  };
}

interface VmTcpProbe {
  readonly tcpSocket: { readonly port: number; readonly host?: string };
}

interface VmExecProbe {
  /** A command with its arguments; it is well while the command ends with 0. */
  readonly exec: readonly [string, ...string[]];
}

/** One machine that is known by its address; those that register themselves are not listed. */
export interface Vm<P extends string = string> {
  /** Name of its WorkloadEntry. */
  readonly name: string;
  /** IP address. */
  readonly address: string;
  /** Its ports, by the service's names, where they are not the service's target ports. */
  readonly ports?: Readonly<Partial<Record<P, number>>>;
  /** Labels of its own, beside those of the service. */
  readonly labels?: Readonly<Record<string, string>>;
  /** `region/zone/subzone`. */
  readonly locality?: string;
  readonly weight?: number;
}

/** Settings of VmWorkloads. */
export interface VmWorkloadsProps<V extends string, P extends string> {
  /** Clusters whose istiod the machines report to; each has the same objects. */
  readonly in: readonly [Cluster, ...Cluster[]];
  /** The version that they run. @default none; required where the service has versions */
  readonly version?: NoInfer<V>;
  /** Ports of machines that register themselves, by the service's names. @default the service's target ports */
  readonly ports?: Readonly<Partial<Record<NoInfer<P>, number>>>;
  /** `region/zone/subzone` of machines that register themselves. */
  readonly locality?: string;
  /** Network of the machines. @default that of the cluster is not assumed: none */
  readonly network?: Network;
  /** Share of the requests beside other endpoints', 1 or more. @default 1 */
  readonly weight?: number;
  /** Labels of the machines beside those of the service and its version. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the WorkloadEntries of machines that register themselves. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly probe?: VmProbe;
  /** Machines that do not register themselves. @default none */
  readonly machines?: readonly [Vm<NoInfer<P>>, ...Vm<NoInfer<P>>[]];
}

/**
 * Machines, beside pods or in their place, that serve a Service: what those that register themselves are given, and those
 * that are known by their address. They have the service's labels, account and namespace.
 * @see https://istio.io/latest/docs/ops/deployment/vm-architecture/
 */
export class VmWorkloads<V extends string = never, P extends string = never> extends Element {
  readonly service: Service<V, P>;
  readonly props: VmWorkloadsProps<string, string>;

  constructor(scope: ServiceInMesh<V, P>, id: string, props: VmWorkloadsProps<V, P>) {
    super(scope, id);
    this.service = scope;
    this.props = props;
  }
}
