import type { Manifest } from '../istio/manifest.ts';

/**
 * Neutral descriptions of rollouts: what the constructs hand to the schedule and to delivery. Plain JSON; no code of the
 * author's, no construct.
 */

/** Tenths of a per cent, 0 to 1000: the one unit of weights after the freeze. */
export type Permille = number;

export interface WaveSpec {
  readonly clusters: readonly string[];
  /** Strictly increasing, the last one 1000. */
  readonly weights: readonly Permille[];
  /** Milliseconds that each step of the wave stays merged before the next may be proposed. */
  readonly bake: number;
}

/** A condition that must hold before the next stage may be proposed; `kind` names its file in `gates/`. */
export interface GateSpec {
  readonly kind: string;
  readonly [option: string]: GateOption;
}

/** Plain JSON; undefined is an option left out. */
export type GateOption =
  | string
  | number
  | boolean
  | undefined
  | readonly GateOption[]
  | { readonly [key: string]: GateOption };

export interface CanarySpec {
  /** `<mesh>/<id of the Canary>`: names the rollout in branches, state files and commands. */
  readonly id: string;
  readonly mesh: string;
  /** `<namespace>/<name>` of the service. */
  readonly service: string;
  readonly host: string;
  readonly from: string;
  readonly to: string;
  readonly waves: readonly WaveSpec[];
  readonly gates: readonly GateSpec[];
  /** Milliseconds that proxies are given to learn of a stage after it is confirmed applied. */
  readonly propagation: number;
  /** Whether canary traffic stays in the cluster that asks. */
  readonly pinToCluster: boolean;
}

/**
 * When an object may arrive in an empty cluster: what is referred to before what refers to it, and last whatever lets
 * traffic in.
 */
export const TIERS = ['destinations', 'mesh-routes', 'policies', 'entries'] as const;
export type Tier = (typeof TIERS)[number];

/** A place in an object that follows the position of one rollout. */
export type Variant = RouteVariant | SubsetsVariant;

/** A route to one destination, which a canary shares out. `index` counts in `spec.http` or `spec.tcp`. */
export interface RouteVariant {
  readonly kind: 'route';
  readonly rollout: string;
  readonly protocol: 'http' | 'tcp';
  readonly index: number;
  readonly from: Destination;
  /** Where the canary's share goes while it runs. */
  readonly to: Destination;
  /** Where everything goes once it is done; differs from `to` for a pinned canary. */
  readonly settled: Destination;
}

/** Subsets that only the running canary needs. */
export interface SubsetsVariant {
  readonly kind: 'subsets';
  readonly rollout: string;
  readonly subsets: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly trafficPolicy?: object;
  }[];
}

export interface Destination {
  readonly host: string;
  readonly subset?: string;
  readonly port?: { readonly number: number };
}

/** One manifest of one cluster, with what emission and the schedule need to know about it. */
export interface PlacedManifest {
  readonly cluster: string;
  readonly manifest: Manifest;
  readonly tier: Tier;
  /** Key of the service the object is about, where it is about one. */
  readonly service: string | undefined;
  readonly variants: readonly Variant[];
}
