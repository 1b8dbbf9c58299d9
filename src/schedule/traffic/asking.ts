import type { Manifest } from '../../istio/manifest.ts';
import { Simulation } from '../../simulate/simulation.ts';
import type { Probe } from '../proof/types.ts';
import type { Recorded } from './group.ts';
import { type Shape, shapesOf } from './shapes.ts';
import { Teller, type Told } from './told.ts';
import type { Aspect, Side } from './types.ts';

/** What is told of those to whom nothing is promised: whether they get in, and how. */
const OF_STRANGERS: ReadonlySet<string> = new Set<Aspect>(['outcome', 'wire']);

/** Asks both sides the same, and keeps what each answered. */
export class Asking {
  readonly records: Recorded[] = [];
  /** Hosts, in full, some request for which changed. */
  readonly noticed = new Set<string>();
  readonly #reserves = new Set<string>();
  readonly #sides: readonly { readonly simulation: Simulation; readonly teller: Teller }[];
  readonly #names: ReadonlyMap<string, string>;
  asked = 0;

  constructor(before: Side, after: Side, names: ReadonlyMap<string, string>) {
    this.#sides = [before, after].map((side) => ({
      simulation: simulationOf(side),
      teller: new Teller(side.facts, names),
    }));
    this.#names = names;
  }

  get reserves(): readonly string[] {
    return [...this.#reserves].sort();
  }

  /** `objects`: what can tell requests for the host apart. */
  ask(host: string, probes: readonly Probe[], objects: readonly Manifest[]): void {
    const { shapes, incomplete } = shapesOf(objects);
    if (incomplete) {
      const name = this.#names.get(host) ?? host;
      this.#reserves.add(`not every kind of request for ${name} was asked: some conditions are patterns, or too many`);
    }
    for (const probe of probes) for (const shape of shapes) this.#one(probe, shape);
  }

  #one(probe: Probe, { words, request }: Shape): void {
    const { client, to, port, who } = probe;
    const [before, after] = this.#sides.map(({ simulation, teller }) => {
      const outcome = simulation.run({ ...request, from: client, to, port });
      for (const sentence of outcome.unjudged) this.#reserves.add(sentence);
      return teller.told(outcome, { cluster: client.cluster, host: to });
    }) as [Told, Told];
    this.asked += 1;
    const about = {
      host: this.#names.get(to) ?? to,
      port,
      cluster: client.cluster,
      who,
      owed: probe.promise !== 'none',
      request: words,
    };
    for (const [aspect, one] of before.aspects) {
      const other = after.aspects.get(aspect);
      if (other === undefined || (!about.owed && !OF_STRANGERS.has(aspect))) continue;
      const secures = aspect === 'outcome' && (before.refused || after.refused);
      this.#record({ ...about, aspect, before: one, after: other, secures, turn: turnOf(before, after) }, to);
    }
    for (const { host, port, cluster, mode } of before.modes) {
      const other = after.modes.find((one) => one.host === host && one.cluster === cluster && one.port === port);
      if (!other) continue;
      const at = { host: this.#names.get(host) ?? host, port, cluster, who: '', owed: true, request: '' };
      const modes = { aspect: 'mode', before: mode, after: other.mode, secures: true, turn: 'changed' } as const;
      this.#record({ ...at, ...modes }, to);
    }
  }

  #record(recorded: Recorded, host: string): void {
    this.records.push(recorded);
    if (recorded.before !== recorded.after) this.noticed.add(host);
  }
}

function turnOf(before: Told, after: Told): Recorded['turn'] {
  if (before.arrives === after.arrives) return 'changed';
  return after.arrives ? 'opened' : 'closed';
}

function simulationOf({ facts, objects }: Side): Simulation {
  const manifests = new Map([...objects].map(([cluster, byId]) => [cluster, [...byId.values()]] as const));
  return new Simulation({ facts, manifests });
}
