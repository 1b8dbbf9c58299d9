import type { Duration } from '../istio/duration.ts';
import type { Cluster } from './cluster.ts';
import { Element } from './element.ts';
import type { Service } from './service.ts';
import type { GateSpec } from './specs.ts';
import type { Weight } from './weight.ts';

/** Clusters that a canary moves together, and the steps in which it does. */
export interface Wave {
  /** Client clusters that move together: where callers' proxies, ingress gateways among them, run. */
  readonly clusters: readonly [Cluster, ...Cluster[]];
  /** The new version's share, step by step: rising, 100 at the end. */
  readonly weights: readonly [Weight, ...Weight[]];
  /** Time that each step stays merged before the next may be proposed. */
  readonly bake: Duration;
}

/** With `versions` widened to `string` nothing can be excluded, and diagnostics take over. */
type OtherVersion<V extends string, F extends string> = string extends V ? string : Exclude<V, F>;

/** Settings of a Canary. */
export interface CanaryProps<V extends string, F extends V> {
  /** The version that has the traffic now; the service's `stable`. */
  readonly from: F;
  /** The version that is to have it. */
  readonly to: OtherVersion<NoInfer<V>, NoInfer<F>>;
  /** Clusters in the order in which they follow. */
  readonly waves: readonly [Wave, ...Wave[]];
  /** Conditions between steps, beside `bake`. @default none */
  readonly gates?: readonly GateSpec[];
  /** Keep canary traffic in the cluster that asks, through subsets per cluster. @default false: any cluster may serve it */
  readonly pinToCluster?: boolean;
}

/**
 * A change of a service's stable version, wave by wave and step by step. Shifts every route whose destination is `from`
 * by default, on the mesh and on gateways; routes that name versions with `to` stay as they are.
 */
export class Canary<V extends string, F extends V> extends Element {
  readonly service: Service<V, string>;
  readonly props: CanaryProps<V, F>;

  constructor(scope: Service<V, string>, id: string, props: CanaryProps<V, F>) {
    super(scope, id);
    this.service = scope;
    this.props = props;
  }
}
