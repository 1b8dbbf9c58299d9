import type { Duration } from '../../istio/duration.ts';
import { Element } from '../element.ts';
import type { StringMatch } from '../routes/route.ts';
import type { GateSpec } from '../specs.ts';
import type { Cluster } from '../topology/cluster.ts';
import type { Service } from '../topology/service.ts';
import type { ServiceMove, Versions } from './move.ts';
import type { Weight } from './weight.ts';

/** The new version's share, step by step: rising, 100 at the end. */
export type Weights = readonly [Weight, ...Weight[]];

/** A cluster of a wave: by itself with the wave's weights, or with as many of its own. */
export type WaveCluster = Cluster | { readonly cluster: Cluster; readonly weights: Weights };

/** Clusters that a canary moves together, and the steps in which it does. */
export interface Wave {
  /** Client clusters that move together: where callers' proxies, ingress gateways among them, run. */
  readonly clusters: readonly [WaveCluster, ...WaveCluster[]];
  /** The new version's share, step by step: rising, 100 at the end. */
  readonly weights: Weights;
  /** Time that each step stays merged before the next may be proposed. */
  readonly bake: Duration;
}

/**
 * Requests that go to the new version before any share of the others does. A condition is met as in a Route: every header
 * must fit, `'present'` asks only that it is there. Of a cookie, `regex` is tried on its value and should not match `;`.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest
 */
export type Cohort =
  | { readonly headers: Readonly<Record<string, StringMatch | 'present'>>; readonly cookie?: never }
  | { readonly cookie: CookieMatch; readonly headers?: never };

/** A cookie and what its value must be. */
export interface CookieMatch {
  /** Name of the cookie. */
  readonly name: string;
  readonly value: StringMatch | 'present';
}

/** A cookie that keeps callers with the new version. */
export interface StickyCookie {
  /** Name of the cookie; its value is the id of the Canary. */
  readonly cookie: string;
  /** How long a caller keeps it, in whole seconds: at least as long as the rollout takes. */
  readonly maxAge: Duration;
  /** Paths for which callers send it. @default '/' */
  readonly path?: string;
}

/** Copies of requests that the new version gets to try itself on. */
export interface Mirror {
  /** Share of the stable version's requests that is copied: above 0, at most 100. */
  readonly percent: Weight;
  /** Time that each of these steps stays merged before the next may be proposed. */
  readonly bake: Duration;
}

/** Settings of a Canary. */
export interface CanaryProps<V extends string, F extends V> extends Versions<V, F> {
  /**
   * Other services whose versions change together with this one's, as one rollout: by the same waves and weights, step by
   * step in one pull request, judged by the same gates, and back together. Each service shares out its own requests: where
   * a request passes through two of them, each chooses by itself, but for a `cohort` whose header callers pass on.
   * @example with: [move(ratings, { from: 'v1', to: 'v2' })]
   * @default none
   */
  readonly with?: readonly ServiceMove[];
  /** Clusters in the order in which they follow. */
  readonly waves: readonly [Wave, ...Wave[]];
  /**
   * Which step follows which. `'wave-major'`: all steps of a wave before the first of the next. `'step-major'`: the first
   * step of every wave, then the second of every wave, and so on; a wave that has no more steps stays where it is.
   * @default 'wave-major'
   */
  readonly order?: 'wave-major' | 'step-major';
  /**
   * Copies requests for `from` to `to` as the first steps, wave by wave; nobody waits for the answers to copies. Ends in a
   * cluster with its first weight. What `to` writes while it answers a copy is written.
   * @see https://istio.io/latest/docs/tasks/traffic-management/mirroring/
   * @default no copies
   */
  readonly mirror?: Mirror;
  /**
   * Sends matching requests alone to `to`, wave by wave, before any weight; they stay with it while weights rise. Applies
   * to HTTP. Each step bakes as its wave does.
   * @default none
   */
  readonly cohort?: Cohort;
  /**
   * Keeps a caller with `to` who has got it once: while a share of the requests goes there, its answers set a cookie, and
   * requests that bring the cookie go to `to`, in front of the weights. So nobody is sent to and fro, but the share of `to`
   * grows above its weight from request to request, by which a limit or a gate does not count. For HTTP, and for callers that
   * keep cookies: browsers at an ingress gateway. Ends in a cluster with its last weight, and on the way back; the cookie
   * then means nothing.
   * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Headers
   * @default none: every request is drawn anew
   */
  readonly sticky?: StickyCookie;
  /** Conditions between steps, beside `bake`. @default none */
  readonly gates?: readonly GateSpec[];
  /** Keep canary traffic in the cluster that asks, through subsets per cluster. @default false: any cluster may serve it */
  readonly pinToCluster?: boolean;
  /**
   * What becomes of a rollout of the service that is under way when this Canary comes in its place: one that the source
   * described under this id before, or under an id that the source has dropped, from the same version as this one.
   * `'supersede'`: it goes back first, in one step, and this one begins at its first. `'hotfix'`: this one takes over the
   * requests that the other has won, in one step to its own farthest stage that gives `to` no more in any cluster, and goes
   * on from there. A pull request each. Where neither can be, delivery stops for a person all the same. `'queue'`: for a
   * Canary beside another one that leads to the version where this one begins, in all of its clusters: it waits until that
   * is through; set `stable` to that version and remove the other when you like.
   * @default delivery stops, with exit status 3, until a person says `supersede` or `abort`
   */
  readonly ifUnderWay?: 'supersede' | 'hotfix' | 'queue';
  /**
   * Most of a client cluster's requests for the service, in per cent, that other clusters may serve at any step; an error
   * where a step exceeds it, unless more was served elsewhere before the rollout.
   * @default no limit
   */
  readonly maxShareLeavingCluster?: Weight;
  /**
   * Most that a pod of `to` may get at any step, in multiples of what the busiest pod of `from` gets before the rollout:
   * `1.5` is half as much again. A number holds while all regions are up; `regionDown` while any one of them is down.
   * Takes `replicas` of the service; an error where a step exceeds it.
   * @default no limit
   */
  readonly maxOnCanary?: number | { readonly usual: number; readonly regionDown: number };
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
