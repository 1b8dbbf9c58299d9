import type { Summary } from './summary.ts';
import type { CounterExample, Method, Probe, Proved } from './types.ts';

/** What an author has said to accept: that some callers whom nobody declared may break. */
export interface Acknowledged {
  /** Who: those without a sidecar, or those in the mesh that nobody declared. */
  readonly as: NonNullable<Probe['as']>;
  /** Clusters whose servers it is about; undefined: all. */
  readonly clusters?: readonly string[] | undefined;
  /** Hosts that it is about; undefined: all of the mesh. */
  readonly hosts?: readonly string[] | undefined;
  /** The policy that says so, for people: `MutualTls strict`. */
  readonly by: string;
}

/** As many counter-examples are kept. */
const KEPT = 40;

/** Counts and collects what one transition's proof finds. */
export class Tally {
  readonly #acknowledged: readonly Acknowledged[];
  readonly #breaches: CounterExample[] = [];
  readonly #said = new Set<string>();
  readonly #undecided = new Set<string>();
  readonly #reserves = new Set<string>();
  readonly #failing = new Set<string>();
  readonly #methods = new Set<Method>();
  spans = 1;
  requests = 0;
  triples = 0;
  remembered = 0;

  constructor(acknowledged: readonly Acknowledged[]) {
    this.#acknowledged = acknowledged;
  }

  judged(mixtures: number, summaries: readonly Summary[]): void {
    this.triples++;
    this.requests += mixtures;
    for (const { reserves } of summaries) for (const reserve of reserves) this.#reserves.add(reserve);
  }

  decidedBy(method: Method): void {
    this.#methods.add(method);
  }

  reserve(sentence: string): void {
    this.#reserves.add(sentence);
  }

  /** A request that fails before and after for one reason: no business of the transition's. */
  failing({ who, to, port, client }: Probe, { failure }: Summary): void {
    if (failure) this.#failing.add(`${who} in ${client.cluster} to ${to}:${port}: ${failure.reason}`);
  }

  breach(found: CounterExample): void {
    this.#breaches.push(found);
  }

  /** Whether enough has been found that nothing more is to be learnt from looking on. */
  get isFull(): boolean {
    return this.#breaches.length >= KEPT;
  }

  undecided(sentence: string): void {
    this.#undecided.add(sentence);
  }

  /** Whether somebody has accepted that a symbolic caller breaks. */
  acknowledges({ as, to, who }: Probe, summary: Summary): boolean {
    const by = this.#acknowledged.find(
      (one) =>
        // Pods that are known and that nobody declared to be callers are as undeclared as strangers.
        one.as === (as ?? 'undeclared') &&
        (one.hosts === undefined || one.hosts.includes(to)) &&
        (one.clusters === undefined || [...summary.refused].every((cluster) => one.clusters?.includes(cluster))),
    );
    if (!by) return false;
    this.#said.add(`${who} no longer reaches ${to}, as ${by.by} acknowledges.`);
    return true;
  }

  /** Counts as judged what was found before about an equal case. */
  remember(known: Tally): void {
    this.#join(known);
    this.remembered += known.triples;
  }

  /** Takes over what another has found. */
  join(other: Tally): void {
    this.#join(other);
    this.requests += other.requests;
    this.triples += other.triples;
    this.#breaches.push(...other.#breaches);
    for (const one of other.#undecided) this.#undecided.add(one);
  }

  #join(other: Tally): void {
    for (const one of other.#methods) this.#methods.add(one);
    for (const one of other.#said) this.#said.add(one);
    for (const one of other.#failing) this.#failing.add(one);
    for (const one of other.#reserves) this.#reserves.add(one);
  }

  /** Whether nothing speaks against what was judged so far. */
  get isSafe(): boolean {
    return this.#breaches.length === 0 && this.#undecided.size === 0;
  }

  proved(mixtures: bigint): Proved {
    const counterExamples = [...this.#breaches].sort((a, b) => a.mixture.length - b.mixture.length);
    const undecided = [...this.#undecided].sort();
    const { requests, triples, remembered } = this;
    return {
      verdict: counterExamples.length > 0 ? 'unsafe' : undecided.length > 0 ? 'undecided' : 'safe',
      counterExamples,
      acknowledged: [...this.#said].sort(),
      undecided,
      failing: [...this.#failing].sort(),
      reserves: [...this.#reserves].sort(),
      spans: this.spans,
      methods: [...this.#methods].sort(),
      counts: { mixtures, requests, triples, remembered },
    };
  }
}
