import type { Facts } from '../../istio/facts.ts';
import type { ServiceFacts } from '../../istio/inventory.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { CanarySpec, Variant } from '../../model/specs.ts';

/** What a canary's shares are computed from. */
export interface CapacityInput {
  readonly facts: Facts;
  readonly service: ServiceFacts;
  readonly canary: CanarySpec;
  /** Every object that requests for the service may depend on, at the start of all rollouts. */
  readonly objects: readonly PlacedObject[];
}

export interface PlacedObject {
  readonly cluster: string;
  readonly manifest: Manifest;
  readonly variants: readonly Variant[];
}

/** Where requests for a canary's service are served at one of its stages. Shares are from 0 to 1. */
export interface StageCapacity {
  readonly stage: string;
  /** Share of all requests for the service that the new version serves, by the declared rates of the client clusters. */
  readonly moved: number;
  readonly clients: readonly ClientShares[];
  /** What the busiest pod of the new version gets; undefined where replicas are not declared, or nothing gets there. */
  readonly busiest: PodLoad | undefined;
  /**
   * The same while a region is down, its pods gone and its requests made from the clusters that are left: of all regions
   * the worst. Undefined also where the mesh has one region.
   */
  readonly regionDown: (PodLoad & { readonly region: string }) | undefined;
  /** The same of each other service that the canary moves, in the canary's order; absent where it moves one alone. */
  readonly with?: readonly (Omit<StageCapacity, 'stage' | 'with'> & { readonly service: string })[];
}

/** Requests of one client cluster. */
export interface ClientShares {
  readonly cluster: string;
  /** Served by the new version. */
  readonly moved: number;
  /** Served in other clusters, other networks among them. */
  readonly leavingCluster: number;
  readonly leavingNetwork: number;
}

export interface PodLoad {
  /** Where the pods run. */
  readonly cluster: string;
  /** In multiples of what the busiest pod of the old version gets before the rollout. */
  readonly multiple: number;
  /** Requests per second; undefined where the service declares no rates. */
  readonly perSecond: number | undefined;
}
