import type { Manifest } from '../istio/manifest.ts';

export type * from './install/gitops-spec.ts';

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
  /** Those of clusters that have their own: as many. */
  readonly weightsIn?: Readonly<Record<string, readonly Permille[]>>;
  /** Milliseconds that each step of the wave stays merged before the next may be proposed. */
  readonly bake: number;
}

/** Clusters that a change of the source reaches together. */
export interface RolloutWaveSpec {
  readonly clusters: readonly string[];
  /** Milliseconds that the wave stays merged before the next may be proposed. */
  readonly bake: number;
}

/** Exactly one of Istio's ways to compare a text. */
export type TextMatch = { readonly exact: string } | { readonly prefix: string } | { readonly regex: string };

/** Conditions on headers, by their names in lower case, which must all hold; `'present'` asks only that it is there. */
export type HeaderMatches = Readonly<Record<string, TextMatch | 'present'>>;

/** A cookie that keeps callers with the new version. */
export interface StickySpec {
  /** Matches the header `cookie` of requests that bring it. */
  readonly cookie: TextMatch;
  /** Value of the header `set-cookie`. */
  readonly setCookie: string;
}

export interface MirrorSpec {
  /** Share of requests that is copied, above 0. */
  readonly share: Permille;
  /** Milliseconds that each of its stages stays merged before the next may be proposed. */
  readonly bake: number;
}

/** Callers that stand for all those that nobody declared. */
export const UNDECLARED_CALLERS = ['plaintext', 'undeclared'] as const;
/** `'plaintext'`: clients without a sidecar. `'undeclared'`: workloads of the mesh that no list of callers names. */
export type UndeclaredCaller = (typeof UNDECLARED_CALLERS)[number];

/** Callers that nobody declared and that a policy may shut out: its author has said so. */
export interface AcknowledgedSpec {
  readonly as: UndeclaredCaller;
  /** Clusters of servers, and hosts, for which the policy is in force. */
  readonly clusters: readonly string[];
  readonly hosts: readonly string[];
  /** The policy, for people: `MutualTls 'strict'`. */
  readonly by: string;
}

/** A condition that must hold before the next stage may be proposed; `kind` names its file in `gates/`. */
export interface GateSpec {
  readonly kind: string;
  readonly [option: string]: GateOption;
}

/** A name that a gate asks for and the hand-off gives: `{mesh}` and `{cluster}` replaced. */
export function named(template: string, mesh: string, cluster: string): string {
  return template.replaceAll('{mesh}', mesh).replaceAll('{cluster}', cluster);
}

/** Plain JSON; undefined is an option left out. */
export type GateOption =
  | string
  | number
  | boolean
  | undefined
  | readonly GateOption[]
  | { readonly [key: string]: GateOption };

/** Limits of what a canary's stages may ask of clusters and pods. */
export interface CapacityLimits {
  /** Share of a client cluster's requests that other clusters may serve, unless more did before. */
  readonly shareLeavingCluster?: Permille;
  /** What a pod of the new version may get, in multiples of what the busiest one of the old version gets before. */
  readonly onCanary?: number;
  /** The same while any one region is down. */
  readonly onCanaryRegionDown?: number;
}

/** A service that a canary takes from one version to another. */
export interface MoveSpec {
  /** `<namespace>/<name>` of the service. */
  readonly service: string;
  readonly host: string;
  readonly from: string;
  readonly to: string;
}

/** What it extends is the move of the service that the canary is declared on. */
export interface CanarySpec extends MoveSpec {
  /** `<mesh>/<id of the Canary>`: names the rollout in branches, state files and commands. */
  readonly id: string;
  readonly mesh: string;
  /** Other services that move by the same waves and weights; never empty. */
  readonly with?: readonly MoveSpec[];
  readonly waves: readonly WaveSpec[];
  readonly gates: readonly GateSpec[];
  /** Milliseconds that proxies are given to learn of a stage after it is confirmed applied. */
  readonly propagation: number;
  /** Whether canary traffic stays in the cluster that asks. */
  readonly pinToCluster: boolean;
  /** What becomes of another rollout whose place it takes; without it a person decides. */
  readonly ifUnderWay?: 'supersede' | 'hotfix' | 'queue';
  /** What its stages must not exceed. */
  readonly limits?: CapacityLimits;
  /** Which step follows which, where it is not wave by wave. */
  readonly order?: 'step-major';
  readonly mirror?: MirrorSpec;
  /** Requests that go to the new version before any weight does. */
  readonly cohort?: HeaderMatches;
  /** What keeps those with it who have got it. */
  readonly sticky?: StickySpec;
}

/** Every service that a canary moves, that which it is declared on first. */
export function movesOf(canary: MoveSpec & Pick<CanarySpec, 'with'>): readonly [MoveSpec, ...MoveSpec[]] {
  const { service, host, from, to } = canary;
  return [{ service, host, from, to }, ...(canary.with ?? [])];
}

/**
 * Canaries that have to be through before a queued one begins: they lead a service that it moves to the version from which
 * it moves on, in some of its client clusters.
 */
export function queuedBehind<C extends CanarySpec>(canary: CanarySpec, all: readonly C[]): readonly C[] {
  if (canary.ifUnderWay !== 'queue') return [];
  const clusters = new Set(canary.waves.flatMap((wave) => wave.clusters));
  return all.filter(
    (one) =>
      one.id !== canary.id &&
      one.waves.some((wave) => wave.clusters.some((cluster) => clusters.has(cluster))) &&
      movesOf(canary).some((next) =>
        movesOf(one).some(({ service, to }) => service === next.service && to === next.from),
      ),
  );
}

/** The canary as each of the services that it moves sees it: the same rollout, with a move of its own and no other. */
export function perService(canary: CanarySpec): readonly [CanarySpec, ...CanarySpec[]] {
  const { with: others = [], ...own } = canary;
  return [own, ...others.map((move) => ({ ...own, ...move }))];
}

/**
 * When an object may arrive in an empty cluster: what is referred to before what refers to it, and last whatever lets
 * traffic in.
 */
export const TIERS = ['destinations', 'services', 'mesh-routes', 'policies', 'entries'] as const;
export type Tier = (typeof TIERS)[number];

/** A place in an object that follows the position of one rollout. */
export type Variant = RouteVariant | SubsetsVariant;

/** A route to one destination, which a canary shares out. `index` counts in the list of `spec` that `protocol` names. */
export interface RouteVariant {
  readonly kind: 'route';
  readonly rollout: string;
  readonly protocol: 'http' | 'tls' | 'tcp';
  readonly index: number;
  /** The client cluster whose weight it follows; undefined: that of the file. */
  readonly client?: string;
  /** All client clusters that the route serves, where that is not the file's alone. */
  readonly clients?: readonly string[];
  readonly from: Destination;
  /** Where the canary's share goes while it runs. */
  readonly to: Destination;
  /** Where everything goes once it is done; differs from `to` for a pinned canary. */
  readonly settled: Destination;
  /** Conditions of the route for the canary's cohort, which stands in front of this one while there is a cohort. */
  readonly cohort?: readonly object[];
  /** What the route copies while the canary mirrors. */
  readonly mirrors?: readonly object[];
  /** Conditions of the route for callers who bring the canary's cookie, and what gives it to them. */
  readonly sticky?: { readonly match: readonly object[]; readonly setCookie: string };
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
