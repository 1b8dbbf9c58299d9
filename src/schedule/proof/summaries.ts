import { carriedBy, wayOf } from '../../simulate/sent.ts';
import { requestOf } from './counter-example.ts';
import type { Ends, KnownSummaries, Sent } from './known-summaries.ts';
import { type Summary, summaryOf } from './summary.ts';
import type { Probe, RequestShape } from './types.ts';
import type { World } from './worlds.ts';

/**
 * What becomes of one client's requests in several worlds. Worlds whose routes are the same are asked once where a request
 * is sent, and each world once what becomes of requests that are sent the same way. Equal summaries are one object.
 */
export class Summaries {
  readonly #probe: Probe;
  readonly #known: KnownSummaries;
  readonly #worlds: readonly Asked[];

  constructor(known: KnownSummaries, probe: Probe, worlds: readonly World[]) {
    this.#probe = probe;
    this.#known = known;
    const { client, to, port } = probe;
    const name = `${JSON.stringify(client)} ${to} ${port}`;
    this.#worlds = worlds.map((world) => ({
      world,
      sent: known.sent(name, world.routes),
      ends: known.ends(name, world.key),
    }));
  }

  /** What becomes of a request in one of the worlds. */
  in(index: number, shape: RequestShape): Summary {
    const asked = this.#worlds[index];
    if (!asked) throw new RangeError(`There is no world ${index}.`);
    const { world, sent, ends } = asked;
    const known = sent.get(shape) ?? this.#stream(asked, shape);
    if (known) return this.#follow(world, ends, known);
    const request = requestOf(this.#probe, shape);
    const sim = world.simulate();
    const routed = sim.route(request);
    if (!routed) return this.#known.equal(summaryOf(sim.run(request)));
    const made: Sent = { routed, way: wayOf(routed) };
    sent.set(shape, made);
    this.#known.noted();
    return this.#follow(world, ends, made);
  }

  /** Connections that a sidecar does not read are told apart by their address and server name alone, unless policies look into them. */
  #stream({ sent, ends }: Asked, { sni, address }: RequestShape): Sent | undefined {
    if (this.#probe.client.kind !== 'workload') return undefined;
    for (const [shape, known] of sent) {
      if (known.routed.protocol === 'http') return undefined;
      if (shape.sni === sni && shape.address === address)
        return ends.get(known.way)?.looksAt.length === 0 ? known : undefined;
    }
    return undefined;
  }

  #follow(world: World, ends: Ends, { way, routed }: Sent): Summary {
    const end = ends.get(way);
    const known = end?.summaries.get(carriedBy(routed, end.looksAt));
    if (known) return known;
    const { outcome, looksAt } = world.simulate().follow(routed);
    const summary = this.#known.equal(summaryOf(outcome));
    const made = end ?? { looksAt, summaries: new Map() };
    made.summaries.set(carriedBy(routed, made.looksAt), summary);
    ends.set(way, made);
    this.#known.noted();
    return summary;
  }
}

interface Asked {
  readonly world: World;
  readonly sent: Map<RequestShape, Sent>;
  readonly ends: Ends;
}
