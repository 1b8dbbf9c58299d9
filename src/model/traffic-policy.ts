import type { TrafficSettings } from '../policies/settings.ts';
import type { Cluster } from './cluster.ts';
import { Element } from './element.ts';
import type { Mesh } from './mesh.ts';
import type { Service } from './service.ts';

/** Which calls the settings reach: those to all services of the scope, or to one version, port or namespace of it. */
export interface TrafficScope<V extends string, P extends string> {
  /** Client clusters: where the callers' proxies run. @default all */
  readonly in?: readonly [Cluster, ...Cluster[]];
  /** Only calls that reach this version (a subset of the DestinationRule). Not together with `port`. */
  readonly version?: NoInfer<V>;
  /** Only calls to this port. */
  readonly port?: NoInfer<P>;
  /** Only services of this namespace; for a policy of the mesh. */
  readonly namespace?: string;
}

export type TrafficPolicyProps<V extends string = never, P extends string = never> = TrafficSettings & TrafficScope<V, P>;

/**
 * How callers' proxies treat calls to a service: timeout, retries, load balancing … The scope is what it applies to. The
 * narrower subject wins (port, version, service, namespace, mesh), then a policy with `in`; each setting by itself.
 */
export class TrafficPolicy<V extends string = never, P extends string = never> extends Element {
  readonly subject: Mesh | Service<V, P>;
  readonly props: TrafficPolicyProps<V, P>;

  constructor(scope: Mesh | Service<V, P>, id: string, props: TrafficPolicyProps<V, P>) {
    super(scope, id);
    this.subject = scope;
    this.props = props;
  }
}
