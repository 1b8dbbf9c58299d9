import type { Facts } from '../../istio/facts.ts';
import type { Manifest } from '../../istio/manifest.ts';

/** Objects of each cluster by `identityOf`; equal objects may be one. */
export type Objects = ReadonlyMap<string, ReadonlyMap<string, Manifest>>;

/** A mesh before or after a change. */
export interface Side {
  readonly facts: Facts;
  readonly objects: Objects;
}

/** What a request meets that may be told apart before and after a change. */
export const ASPECTS = [
  'split',
  'copies',
  'answer',
  'rewrite',
  'fault',
  'outcome',
  'wire',
  'mode',
  'place',
  'timeout',
  'retries',
] as const;
export type Aspect = (typeof ASPECTS)[number];

/** Requests that a change treats alike. */
export interface TrafficChange {
  /**
   * `split`: shares of versions; `outcome`: whether it arrives; `wire`: protection between the proxies; `mode`: what
   * servers accept; `place`: whether it stays in the cluster, or the network, of who asks.
   */
  readonly aspect: Aspect;
  readonly before: string;
  readonly after: string;
  /** Services as people name them, or names that gateways serve. */
  readonly hosts: readonly string[];
  /** Ports, where not all of the hosts' change alike; else empty. */
  readonly ports: readonly number[];
  /** Where it is asked; of a `mode` where it is served. */
  readonly clusters: readonly string[];
  /** Whether these are all clusters of the mesh, and there is more than one. */
  readonly everywhere: boolean;
  /** Who asks, where not all that are let in change alike; else empty. */
  readonly who: readonly string[];
  /** Conditions of the requests, where only those change alike that meet one; else empty. */
  readonly requests: readonly string[];
  /** Conditions of requests that do not change so, where all others do. */
  readonly except: readonly string[];
  /** Of an `outcome`: whether access, tokens or mutual TLS decide on one of the two sides. */
  readonly secures: boolean;
  /** Of an `outcome`: `opened` if it arrives only after the change, `closed` if only before, else `changed`. */
  readonly turn: 'opened' | 'closed' | 'changed';
}

export interface TrafficDifference {
  readonly changes: readonly TrafficChange[];
  /** Changed objects that no request asked about noticed, as `Kind namespace/name`, with their clusters. */
  readonly unnoticed: readonly { readonly object: string; readonly clusters: readonly string[] }[];
  /** Sentences on what was not asked or is not modelled. */
  readonly reserves: readonly string[];
  /** Requests made on both sides. */
  readonly asked: number;
  /** Hosts that the change can touch and nobody was asked about any more: there are too many. Absent where there are none. */
  readonly unasked?: number;
  readonly objects: { readonly added: number; readonly changed: number; readonly removed: number };
}
