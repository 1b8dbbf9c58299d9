import type { Duration } from '../../istio/duration.ts';
import { Element } from '../element.ts';
import type { Cluster } from '../topology/cluster.ts';
import type { IngressGateway } from '../topology/ingress-gateway.ts';
import type { Service, ServiceInMesh } from '../topology/service.ts';

/** Settings of a LocalRateLimit. */
export interface LocalRateLimitProps<P extends string> {
  /** Requests that each proxy lets through in the time of `per`. */
  readonly requests: number;
  /** At least 50 milliseconds. */
  readonly per: Duration;
  /** Requests that may come at once, after a time without any; not below `requests`. @default requests */
  readonly burst?: number;
  /** Only this port of the service. @default all its HTTP ports; of a gateway all ports */
  readonly port?: NoInfer<P>;
  /** Status of requests above the limit, 400 or more. @default 429 */
  readonly status?: number;
  /** Share of requests for which the limit is in force, in whole per cent: 0 only counts. @default 100 */
  readonly enforced?: number;
  /** Headers of refused answers, by name. @default none */
  readonly responseHeaders?: Readonly<Record<string, string>>;
  /** Clusters where the pods run. @default all */
  readonly in?: readonly [Cluster, ...Cluster[]];
}

/**
 * A limit of requests that each proxy of a service or a gateway counts by itself: n pods let n times as many through. One
 * EnvoyFilter of one shape, which is all of Envoy's own configuration that Meshwright writes; HTTP alone is counted.
 * @see https://istio.io/latest/docs/tasks/policy-enforcement/rate-limit/#local-rate-limit
 */
export class LocalRateLimit<V extends string = never, P extends string = never> extends Element {
  readonly subject: IngressGateway | Service<V, P>;
  readonly props: LocalRateLimitProps<string>;

  constructor(scope: IngressGateway | ServiceInMesh<V, P>, id: string, props: LocalRateLimitProps<P>) {
    super(scope, id);
    this.subject = scope;
    this.props = props;
  }
}
