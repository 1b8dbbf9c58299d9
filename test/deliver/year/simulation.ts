/** A year of delivery: runs by the clock, by fits and starts, cut off and beside each other, while people do what they do. */
import type { LaneStatus } from '../../../src/deliver/lane-status.ts';
import { DEFAULT_SETTINGS, type DeliverySettings } from '../../../src/deliver/settings.ts';
import { type TickResult, tick } from '../../../src/deliver/tick.ts';
import { type Around, Death, killer, watched } from '../../support/memory/effects.ts';
import { memoryScratch } from '../../support/memory/scratch.ts';
import { DAY, HOUR, MemoryWorld, START } from '../../support/memory/world.ts';
import type { Draw } from '../../support/random/draw.ts';
import { Author } from './author.ts';
import { drawFrom, hours } from './chance.ts';
import { MESH } from './fleet.ts';
import { People } from './people.ts';
import { Replay } from './replay.ts';
import { Syncs } from './syncs.ts';
import { Witness } from './witness.ts';

export interface YearOptions {
  readonly seed: number;
  readonly clusters: number;
  readonly days: number;
  readonly canaries: number;
  /** Hours between two runs, at most. */
  readonly every: number;
  /** One of so many runs is repeated on real git. */
  readonly replayOneIn: number;
}

/** Lines of the past that an error tells. */
const STORY = Number(process.env.MESHWRIGHT_STORY ?? 60);

const SETTINGS: DeliverySettings = { ...DEFAULT_SETTINGS, maxOpen: 2, maxPerHour: 2 };

export class Year {
  readonly world: MemoryWorld;
  readonly author: Author;
  readonly people: People;
  readonly syncs: Syncs;
  readonly witness: Witness;
  readonly replay: Replay;
  readonly story: string[] = [];
  ticks = 0;
  #lanes: readonly LaneStatus[] = [];
  readonly #draw: Draw;
  readonly #options: YearOptions;

  constructor(options: YearOptions) {
    this.#options = options;
    this.#draw = drawFrom(options.seed);
    const [draw, world] = [this.#draw, () => this.world];
    const tell = (what: string) => this.#tell(what);
    const freezes = [20, 200, 290].map((day) => ({ from: dayOf(day), to: dayOf(day + draw.int(2, 6)) }));
    const every = (options.days * 0.7 * DAY) / options.canaries;
    const author = { clusters: options.clusters, freezes, canaries: options.canaries, every };
    this.author = new Author(world, draw, author, tell);
    this.people = new People(world, draw, tell);
    this.syncs = new Syncs(world, draw, options.clusters);
    this.world = new MemoryWorld({
      folder: this.author.compile(),
      settings: SETTINGS,
      sources: this.syncs,
      // The clock of whoever merges is off by minutes, to either side.
      skew: () => draw.int(-600, 600) * 1000,
      deletesMerged: draw.chance(50),
    });
    const { author: writer, syncs } = this;
    this.witness = new Witness({ world: this.world, author: writer, syncs, settings: SETTINGS });
    this.replay = new Replay(this.world);
  }

  /** Lives through it; an error tells what came before. */
  async live(): Promise<void> {
    try {
      const end = this.world.now + this.#options.days * DAY;
      while (this.world.now < end) await this.#stretch(hours(this.#draw, 0, this.#options.every), true);
      this.people.calm = true;
      this.syncs.calm = true;
      for (let count = 0; count < 400 && !this.#over(); count += 1) await this.#stretch(7 * HOUR, false);
      if (!this.#over()) throw new Error(`it does not end: ${JSON.stringify(this.#lanes.map(brief))}`);
      this.#ended();
    } catch (error) {
      const story = this.story.slice(-STORY).join('\n');
      throw new Error(`seed ${this.#options.seed}: ${String(error)}\nWhat came before:\n${story}`, { cause: error });
    }
  }

  async #stretch(length: number, lively: boolean): Promise<void> {
    this.world.pass(length);
    this.author.act(this.#lanes, length, lively);
    await this.people.act(this.#lanes, length);
    this.witness.afterPeople();
    this.syncs.act();
    if (lively && this.#draw.chance(5)) return;
    await this.#run(lively ? this.#draw.int(0, 99) : 0);
    this.witness.afterPeople();
    if (this.ticks % this.#options.replayOneIn === 0) await this.replay.compare(this.world);
  }

  async #run(how: number): Promise<void> {
    this.ticks += 1;
    if (how < 80) await this.#whole();
    else if (how < 88) await this.#killed();
    else if (how < 94) await this.#twice();
    else await this.#faulty();
  }

  async #whole(): Promise<void> {
    const result = await this.world.tick();
    this.#heard(result);
    this.witness.afterTick(true);
  }

  async #killed(): Promise<void> {
    const at = this.#draw.int(1, 12);
    const around = killer(at, this.#draw.pick(['before', 'after'] as const));
    try {
      await tick(watched(this.world.request(memoryScratch(this.world.repository)), around));
    } catch (error) {
      if (!(error instanceof Death)) throw error;
      this.#tell(`a run is killed at its effect ${at}`);
    }
    this.witness.afterTick(false);
  }

  async #twice(): Promise<void> {
    const uneven: Around = async (call, work) => {
      if (call.effect) for (let turns = this.#draw.int(0, 5); turns > 0; turns -= 1) await new Promise(setImmediate);
      return work();
    };
    const runs = [0, 1].map(() => tick(watched(this.world.request(), uneven)));
    const [result] = await Promise.all(runs);
    this.#tell('two runs at once');
    this.#heard(result!);
    this.witness.afterTick(true);
  }

  /** One call of the forge fails, before or after it has taken effect. */
  async #faulty(): Promise<void> {
    const at = this.#draw.int(1, 12);
    const after = this.#draw.chance(50);
    let count = 0;
    const around: Around = async (call, work) => {
      if (!call.name.startsWith('forge.')) return work();
      count += 1;
      if (count !== at) return work();
      if (after) await work();
      throw new Error('502');
    };
    const outcome = await tick(watched(this.world.request(), around)).catch((error: unknown) => error);
    if (outcome instanceof Error) {
      if (!outcome.message.includes('502')) throw outcome;
      this.#tell(`a run meets a 502 at its call ${at}`);
    }
    this.witness.afterTick(false);
  }

  #heard({ lanes, done }: TickResult): void {
    this.#lanes = lanes;
    for (const { kind, number, title } of done) this.#tell(`  ${kind} ${number}: ${title}`);
  }

  #tell(what: string): void {
    this.story.push(`${new Date(this.world?.now ?? 0).toISOString()} ${what}`);
  }

  /** Nothing is open, nobody has anything in mind, and no rollout of the source is on its way. */
  #over(): boolean {
    const quiet = this.#lanes.every(({ state, condition }) => state === 'done' || condition === 'rolled-back');
    return quiet && this.world.open().length === 0 && this.author.running().length === 0 && !this.people.busy;
  }

  /** What is applied is what the source says, and files of other people are still there. */
  #ended(): void {
    const applied = this.world.applied();
    for (const [path, { blob }] of Object.entries(this.world.folder.bundle.meshes[0]!.files))
      if (applied.get(path) !== this.world.folder.texts.get(blob))
        throw new Error(`${path} is not what the source says`);
    const wanted = new Set(Object.keys(this.world.folder.bundle.meshes[0]!.files));
    const left = [...applied.keys()].filter((path) => path.startsWith(`${MESH}/clusters/`) && !wanted.has(path));
    if (left.length > 0) throw new Error(`${left.join(', ')} should be gone`);
    if (this.author.begun.size < this.#options.canaries)
      throw new Error(`only ${this.author.begun.size} canaries began`);
  }
}

function dayOf(day: number): string {
  return new Date(START + day * DAY).toISOString().replace(':00.000Z', 'Z');
}

function brief({ rollout, state, condition, reason }: LaneStatus): string {
  return `${rollout}: ${state} (${condition}) ${reason}`;
}
