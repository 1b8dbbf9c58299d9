import type { TrafficSettings } from '../../policies/settings.ts';
import { Element } from '../element.ts';
import type { Cluster } from '../topology/cluster.ts';
import type { Mesh } from '../topology/mesh.ts';
import type { Service } from '../topology/service.ts';

/** Settings for calls to every service. */
export interface MeshTrafficPolicyProps extends TrafficSettings {
  /** Client clusters: where the callers' proxies run. @default all */
  readonly in?: readonly [Cluster, ...Cluster[]];
  /** Only calls to services of this namespace. @default to all services */
  readonly namespace?: string;
}

/** Settings for calls to one service. */
export interface ServiceTrafficPolicyProps<V extends string, P extends string> extends TrafficSettings {
  /** Client clusters: where the callers' proxies run. @default all */
  readonly in?: readonly [Cluster, ...Cluster[]];
  /** Only calls that reach this version (a subset of the DestinationRule). Not together with `port`. */
  readonly version?: NoInfer<V>;
  /** Only calls to this port. */
  readonly port?: NoInfer<P>;
}

/** The settings, and which calls they reach: without a port to name, the scope is the mesh. */
export type TrafficPolicyProps<V extends string = never, P extends string = never> = [P] extends [never]
  ? MeshTrafficPolicyProps
  : ServiceTrafficPolicyProps<V, P>;

/**
 * How callers' proxies treat calls to a service: timeout, retries, load balancing … The scope is what it applies to. The
 * narrower subject wins (port, version, service, namespace, mesh), then a policy with `in`; each setting by itself.
 */
export class TrafficPolicy<V extends string = never, P extends string = never> extends Element {
  readonly subject: Mesh | Service<V, P>;
  readonly props: MeshTrafficPolicyProps & ServiceTrafficPolicyProps<string, string>;

  constructor(scope: Mesh | Service<V, P>, id: string, props: TrafficPolicyProps<V, P>) {
    super(scope, id);
    this.subject = scope;
    this.props = props;
  }
}
