/** Who writes the mesh: begins canaries, ends those that are through, changes settings, thinks again after a rollback. */
import type { LaneStatus } from '../../../src/deliver/lane-status.ts';
import { bundleFrom } from '../../support/delivery-world.ts';
import { type MemoryWorld, START } from '../../support/memory/world.ts';
import type { Draw } from '../../support/random/draw.ts';
import { happens } from './chance.ts';
import {
  type CanaryPlan,
  type Fleet,
  fleetApp,
  type Judged,
  MESH,
  SERVICES,
  type ServiceName,
  type ServicePlan,
  type WavePlan,
} from './fleet.ts';

const JUDGED: readonly Judged[] = ['smoke test', 'statuses', 'approval', 'smoke test', 'bake alone'];

export interface AuthorOptions {
  readonly clusters: number;
  readonly freezes: Fleet['freezes'];
  /** How many canaries to begin, and how many milliseconds apart. */
  readonly canaries: number;
  readonly every: number;
}

export class Author {
  fleet: Fleet;
  /** Every canary that was begun, by id, as it was described last. */
  readonly begun = new Map<string, CanaryPlan>();
  edits = 0;
  readonly #world: () => MemoryWorld;
  readonly #draw: Draw;
  readonly #options: AuthorOptions;
  readonly #tell: (what: string) => void;

  constructor(world: () => MemoryWorld, draw: Draw, options: AuthorOptions, tell: (what: string) => void) {
    this.#world = world;
    this.#draw = draw;
    this.#options = options;
    this.#tell = tell;
    const plan: ServicePlan = { versions: ['v1'], stable: 'v1', timeout: 2, ejection: 30, canary: undefined };
    const services = Object.fromEntries(SERVICES.map((name) => [name, plan])) as Fleet['services'];
    this.fleet = { clusters: options.clusters, freezes: options.freezes, services };
  }

  compile() {
    return bundleFrom(fleetApp(this.fleet));
  }

  /** Canaries of the source, with their services. */
  running(): (readonly [ServiceName, CanaryPlan])[] {
    return SERVICES.flatMap((name) => {
      const { canary } = this.fleet.services[name];
      return canary ? [[name, canary] as const] : [];
    });
  }

  /** @param last what the latest run said, as `meshwright status` tells it */
  act(last: readonly LaneStatus[], stretch: number, begins: boolean): void {
    const before = this.fleet;
    for (const [name, canary] of this.running()) this.#attend(name, canary, last);
    for (const { rollout, condition } of last) if (condition === 'dropped-canary') this.#putBack(rollout);
    if (begins) {
      const due = Math.min(this.#options.canaries, Math.floor((this.#world().now - START) / this.#options.every));
      if (this.begun.size < due && this.#draw.chance(30)) this.#begin();
      if (happens(this.#draw, 12, stretch)) this.#edit();
    }
    if (this.fleet !== before) this.#world().folder = this.compile();
  }

  #attend(name: ServiceName, canary: CanaryPlan, last: readonly LaneStatus[]): void {
    const lane = last.find(({ rollout }) => rollout === `${MESH}/${canary.id}`);
    if (lane?.state === 'done') {
      this.#change(name, { stable: canary.to, canary: undefined }, `makes ${canary.to} the stable one`);
    } else if (lane?.condition === 'rolled-back' && this.#draw.chance(20)) {
      if (this.#draw.chance(50)) this.#change(name, { canary: undefined }, 'gives the canary up');
      else {
        const again = { ...canary, waves: wavesFor(this.#draw, name, this.fleet.clusters) };
        this.begun.set(canary.id, again);
        this.#change(name, { canary: again }, 'tries the canary in other steps');
      }
    }
  }

  /** Somebody reverted its last step after the author had called it done. */
  #putBack(rollout: string): void {
    const canary = this.begun.get(rollout.slice(MESH.length + 1));
    const name = SERVICES.find((service) => canary?.id.startsWith(`${service}-`));
    if (!canary || !name || this.fleet.services[name].canary) return;
    const stable = this.fleet.services[name].versions.find((version) => version !== canary.to);
    if (stable !== undefined) this.#change(name, { stable, canary }, `puts ${canary.id} back`);
  }

  #begin(): void {
    const free = SERVICES.filter((name) => this.fleet.services[name].canary === undefined);
    if (free.length === 0) return;
    const name = this.#draw.pick(free);
    const { stable } = this.fleet.services[name];
    const to = `v${1 + Math.max(...this.fleet.services[name].versions.map((version) => Number(version.slice(1))))}`;
    const canary: CanaryPlan = {
      id: `${name}-${to}`,
      to,
      waves: wavesFor(this.#draw, name, this.fleet.clusters),
      // In turn, so that a short time sees all of them.
      judged: JUDGED[this.begun.size % JUDGED.length]!,
      pinned: this.begun.size % 4 === 2,
    };
    this.begun.set(canary.id, canary);
    this.#change(name, { versions: [stable, to], canary }, `begins ${canary.id} (${canary.judged})`);
  }

  #edit(): void {
    this.edits += 1;
    const name = this.#draw.pick(SERVICES);
    const { timeout, ejection } = this.fleet.services[name];
    if (this.#draw.chance(50)) this.#change(name, { timeout: (timeout % 9) + 1 }, 'changes the timeout');
    else this.#change(name, { ejection: (ejection % 90) + 10 }, 'changes the ejection time');
  }

  #change(name: ServiceName, change: Partial<ServicePlan>, what: string): void {
    this.#tell(`the author ${what} (${name})`);
    const services = { ...this.fleet.services, [name]: { ...this.fleet.services[name], ...change } };
    this.fleet = { ...this.fleet, services };
  }
}

/** One cluster first, then a few, then the rest; the first service is called by the gateway alone, in one cluster. */
function wavesFor(draw: Draw, name: ServiceName, clusters: number): readonly WavePlan[] {
  const bake = () => draw.int(1, 18);
  const first: WavePlan = { clusters: [1], weights: draw.pick([[100], [10, 100], [5, 50, 100]]), bakeHours: bake() };
  if (name === SERVICES[0]) return [first];
  const few = Math.max(1, Math.floor(clusters / 10));
  const numbers = Array.from({ length: clusters - 1 }, (_, index) => index + 2);
  return [
    first,
    { clusters: numbers.slice(0, few), weights: draw.pick([[100], [50, 100]]), bakeHours: bake() },
    { clusters: numbers.slice(few), weights: draw.pick([[100], [20, 100]]), bakeHours: bake() },
  ];
}
