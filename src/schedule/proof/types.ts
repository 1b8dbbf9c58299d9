import type { Manifest } from '../../istio/manifest.ts';
import type { Client, JwtFacts } from '../../simulate/request.ts';

/** The objects applied in each cluster, by `identityOf`. */
export type Applied = ReadonlyMap<string, ReadonlyMap<string, Manifest>>;

/** One object of one cluster that a transition changes. */
export interface ChangedObject {
  readonly cluster: string;
  /** By `identityOf`. */
  readonly id: string;
  /**
   * What it is at each stage that the transition spans, the stage it starts from first; undefined: it is not there. Two
   * for an ordinary transition, more where stages since the last confirmed one may still be under way.
   */
  readonly versions: readonly (Manifest | undefined)[];
}

/** Somebody who may ask for a host, and what is owed to them. */
export interface Probe {
  readonly client: Client;
  /** Fully qualified host of a Service or ServiceEntry; of an ingress client the name that its gateway serves. */
  readonly to: string;
  readonly port: number;
  /**
   * `declared`: must work after every stage. `symbolic`: stands for callers that nobody declared, of a service that
   * anybody may call; breaking it has to be acknowledged. `none`: nothing is owed, but nothing may open to them either.
   */
  readonly promise: 'declared' | 'symbolic' | 'none';
  /** What an author acknowledges who breaks it. */
  readonly as?: 'plaintext' | 'undeclared';
  /** For people: `productpage (bookinfo)`, `a client without sidecar`. Without the cluster. */
  readonly who: string;
}

/** What a request carries that routes and policies can look at; everything else is the probe's. */
export interface RequestShape {
  readonly method?: string;
  /** With its query, if any. */
  readonly path?: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly sni?: string;
  /** That the client connects to. */
  readonly address?: string;
  readonly jwt?: JwtFacts;
}

/** A way in which a mixture breaks the property. */
export type Breach = 'fails' | 'opens' | 'weakens' | 'leaks';

/** Objects of one cluster, applied or not yet, that together with a request show that a transition is not safe. */
export interface CounterExample {
  readonly breach: Breach;
  readonly probe: Probe;
  readonly request: RequestShape;
  /**
   * Each changed object that matters to the request, and which of its versions (index into `versions`) the mixture has.
   * Empty where all of it is applied.
   */
  readonly mixture: readonly { readonly change: ChangedObject; readonly version: number }[];
  /** One sentence: what happens to the request in the mixture. */
  readonly happens: string;
  /** One sentence: what happens to it before and after. */
  readonly expected: string;
  /** What would make it safe, where that is known. */
  readonly remedy?: string;
}

/**
 * How the mixtures of a request were gone through. `mixtures`: every one of the objects that matter to it. `clusters`:
 * those of other clusters side by side, each cluster's own ones all. `pairs`: the same, every two clusters in every pair
 * of theirs. `stages`: only whole stages were judged, between the two ends of a plan.
 */
export type Method = 'mixtures' | 'clusters' | 'pairs' | 'stages';

export interface Proved {
  /** `undecided`: there are too many mixtures for one transition; a part of it can be proved. */
  readonly verdict: 'safe' | 'unsafe' | 'undecided';
  /** The shortest first; empty where it is safe. */
  readonly counterExamples: readonly CounterExample[];
  /** Broken symbolic callers that the author has acknowledged, one sentence each. */
  readonly acknowledged: readonly string[];
  /** What could not be decided, one sentence each. */
  readonly undecided: readonly string[];
  /** Declared requests that fail before and after alike: not for the transition to mend. One sentence each. */
  readonly failing: readonly string[];
  /** What the simulator does not model and was therefore not judged, one sentence each. */
  readonly reserves: readonly string[];
  /** Steps that some request was judged across: more than one where it met what may not be applied yet. */
  readonly spans: number;
  /** How it was decided, sorted; empty where no request depends on what changes. */
  readonly methods: readonly Method[];
  readonly counts: ProofCounts;
}

export interface ProofCounts {
  /** Mixtures that the judged triples stand for. */
  readonly mixtures: bigint;
  /** Requests judged: (client, host, route) in one mixture each. */
  readonly requests: number;
  /** Triples of client, host and request shape whose variables were enumerated. */
  readonly triples: number;
  /** Triples equal to one judged before. */
  readonly remembered: number;
}
