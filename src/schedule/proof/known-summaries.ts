import type { Aspect, Routed } from '../../simulate/routed.ts';
import type { Summary } from './summary.ts';
import type { RequestShape } from './types.ts';

/** How a request is sent. */
export interface Sent {
  readonly routed: Routed;
  /** By `wayOf`. */
  readonly way: string;
}

/** What becomes of one client's requests in one world that are sent one way, by what is looked at of them. */
export interface End {
  readonly looksAt: readonly Aspect[];
  readonly summaries: Map<string, Summary>;
}

/** The same by the way they are sent. */
export type Ends = Map<string, End>;

/** As many clients of a world are remembered. */
const KEPT = 20_000;
/** As many answers, of all clients together. */
const ANSWERS = 100_000;

/** What has become of requests, for transitions that lead through the same worlds: on, back, and on from there. */
export class KnownSummaries {
  readonly #sent = new Map<string, Map<RequestShape, Sent>>();
  readonly #ends = new Map<string, Ends>();
  readonly #equal = new Map<string, Summary>();
  #answers = 0;

  sent(client: string, routes: string): Map<RequestShape, Sent> {
    return remembered(this.#sent, `${client} ${routes}`, () => new Map());
  }

  ends(client: string, world: string): Ends {
    return remembered(this.#ends, `${client} ${world}`, () => new Map());
  }

  /** One more answer is in one of these. Whoever asks now keeps its own; everything else is forgotten when there are too many. */
  noted(): void {
    this.#answers += 1;
    if (this.#answers < ANSWERS) return;
    this.#answers = 0;
    this.#sent.clear();
    this.#ends.clear();
  }

  /** Equal summaries are one. */
  equal(summary: Summary): Summary {
    const { arrives, refused, ...rest } = summary;
    const key = JSON.stringify([rest, [...arrives], [...refused]]);
    return remembered(this.#equal, key, () => summary);
  }
}

function remembered<T>(memory: Map<string, T>, key: string, make: () => T): T {
  const known = memory.get(key);
  if (known !== undefined) return known;
  if (memory.size >= KEPT) memory.clear();
  const made = make();
  memory.set(key, made);
  return made;
}
