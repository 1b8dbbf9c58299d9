import type { RolloutWaveSpec, Tier } from '../../model/specs.ts';
import type { DesiredFile } from '../desired.ts';
import type { Change } from '../plan-types.ts';
import { accessSlots } from './access.ts';
import { onlyWatches, type Roles, rolesOf } from './roles.ts';
import { adds, fadedOf, grownOf, unionOf } from './rules.ts';
import { type ServerPath, serverPaths } from './servers.ts';
import { clusterOfPath, fields, hostIn, type Sides } from './sides.ts';
import { type Position, rankOf, type Slot } from './slots.ts';
import { hostsOfSidecars, onlySeen, servedHosts } from './way-out.ts';

/** What one part of a source change makes of one file. */
export interface Step {
  readonly at: Position;
  readonly change: Change;
}

export interface EditContext {
  readonly sides: Sides;
  readonly rootNamespace: string;
  readonly tierOf: (path: string) => Tier | undefined;
  readonly waves: readonly RolloutWaveSpec[] | undefined;
  /** Rank of the stage that the same edit has reached; -1 before its first. */
  readonly reached?: number;
  /** Files that the same edit has written or removed already: what waits for them waits on, though they differ no more. */
  readonly done?: readonly string[];
}

/** The way of each file through the parts: what it is after each of those that change it. */
export function stepsOf(changes: readonly Change[], context: EditContext): Step[] {
  const whole = new Whole(changes, context);
  return changes.flatMap((change) => chain(change, whole.wayOf(change), context, whole.laterSlot(change)));
}

/** Milestones of a file; the last one is the target. */
type Way = readonly (readonly [slot: Slot, side: DesiredFile | undefined])[];

/** As steps: a milestone at which the file already is takes none. */
function chain(change: Change, way: Way, { waves, reached = -1 }: EditContext, later: Slot | undefined): Step[] {
  let before = change.before;
  return way.flatMap(([slot, after]) => {
    if (after?.blob === before) return [];
    const position = (of: Slot) => ({ slot: of, wave: waveOf(of, change.path, waves) });
    // What is left over where the edit has been already was to come later: what made it wait is no longer to be seen.
    const isLeft = later !== undefined && slot !== 'expand' && rankOf(position(slot)) <= reached;
    const step: Step = { at: position(isLeft ? later : slot), change: { ...change, before, after } };
    before = after?.blob;
    return [step];
  });
}

/** What others rely on is there in every cluster before the first wave, and goes everywhere after the last. */
function waveOf(slot: Slot, path: string, waves: EditContext['waves']): number {
  if (!waves || slot === 'expand' || slot === 'contract') return 0;
  return waveOfCluster(clusterOfPath(path), waves);
}

/** Counted from 1. A cluster that no wave names comes last. */
export function waveOfCluster(cluster: string, waves: readonly RolloutWaveSpec[]): number {
  const index = waves.findIndex(({ clusters }) => clusters.includes(cluster));
  return index === -1 ? waves.length : index + 1;
}

/** All changes of an edit, for what one of them means to another. */
class Whole {
  readonly #context: EditContext;
  readonly #roles: Roles;
  readonly #servers: ReadonlyMap<string, ServerPath>;
  readonly #access: ReadonlyMap<string, Slot>;
  readonly #split: boolean;
  readonly #entriesChange: boolean;
  readonly #policiesArrive: boolean;
  readonly #serversEnforce: boolean;
  /** Hosts whose routes for sidecars change, by cluster. */
  readonly #meshHosts: ReadonlySet<string>;
  readonly #hosts: { readonly wanted: ReadonlySet<string>; readonly left: ReadonlySet<string> };

  constructor(changes: readonly Change[], context: EditContext) {
    const { sides, rootNamespace, done = [] } = context;
    const kinds = new Set(done.map(kindOfPath));
    this.#context = context;
    this.#roles = rolesOf(changes, sides);
    this.#servers = serverPaths(changes, rootNamespace, sides);
    this.#access = accessSlots(changes, rootNamespace, sides);
    const rules = changes.filter((change) => this.#kindOf(change) === 'DestinationRule');
    const brings = rules.some(({ path }) => adds(path, sides));
    const drops = rules.some((change) => unionOf(change, sides)?.blob !== change.after?.blob);
    this.#split = context.waves !== undefined || ((brings || drops) && rules.length < changes.length);
    this.#entriesChange =
      changes.some((change) => this.#isEntry(change)) ||
      kinds.has('gateway') ||
      done.some((path) => context.tierOf(path) === 'entries');
    // One that stands in for another is there before the change itself.
    const arrives = ({ path, before }: Change) => before === undefined && !this.#roles.replacing.has(path);
    this.#policiesArrive =
      changes.some((change) => arrives(change) && this.#isPolicy(change)) ||
      ['authorizationpolicy', 'requestauthentication'].some((kind) => kinds.has(kind));
    this.#serversEnforce =
      [...this.#servers.values()].some((way) => way.kind === 'at' && way.slot === 'enforce') ||
      kinds.has('peerauthentication');
    this.#meshHosts = hostsOfSidecars(changes, sides);
    // Sidecars that knew the host before they are sent to the gateway would go past it.
    this.#hosts = routedHosts(
      changes.filter((change) => !this.#isWayOut(change)),
      sides,
    );
  }

  wayOf(change: Change): Way {
    const { path, before, after } = change;
    const kind = this.#kindOf(change);
    if (kind === 'DestinationRule') return this.#ruleWay(change);
    const server = this.#servers.get(path);
    if (this.#roles.replaced.has(path))
      return server?.kind === 'by-permissive'
        ? [
            ['permissive', server.through],
            ['change', after],
          ]
        : [['change', after]];
    if (server?.kind === 'by-permissive')
      return [
        ['permissive', server.through],
        [server.slot, after],
      ];
    if (server?.slot === 'expand') return [['expand', after]];
    if (this.#roles.replacing.has(path)) return [['add', after]];
    if (server) return [[server.slot, after]];
    const access = this.#access.get(path);
    if (access) return [[access, after]];
    if (this.#isWayOut(change)) {
      if (before === undefined) return [['expand', after]];
      if (after === undefined) return [['contract', after]];
    }
    if (kind === 'ServiceEntry') {
      if (before === undefined && this.#names(this.#hosts.wanted, path)) return [['add', after]];
      if (after === undefined && this.#names(this.#hosts.left, path)) return [['release', after]];
      const seen = onlySeen(this.#context.sides.before(path), this.#context.sides.after(path));
      if (seen) return [[seen === 'more' ? 'expand' : 'contract', after]];
    }
    if (this.#isPolicy(change) && after === undefined && (this.#entriesChange || this.#serversEnforce))
      return [['release', after]];
    if (this.#isEntry(change) && after !== undefined && this.#policiesArrive) return [['open', after]];
    return [['change', after]];
  }

  /** Where a file may have been put off to. */
  laterSlot(change: Change): Slot | undefined {
    if (this.#kindOf(change) === 'DestinationRule') return 'contract';
    if (change.after === undefined) {
      const goesLast = this.#isPolicy(change) || this.#servers.has(change.path);
      return goesLast || this.#kindOf(change) === 'ServiceEntry' ? 'release' : undefined;
    }
    if (this.#isPolicy(change)) return 'enforce';
    return this.#isEntry(change) ? 'open' : undefined;
  }

  #ruleWay(change: Change): Way {
    const { path, after } = change;
    const { sides, waves } = this.#context;
    const others = this.#roles.replacing.get(path) ?? [];
    if (this.#roles.replaced.has(path)) return [['change', after]];
    if (!this.#split && others.length === 0) return [['change', after]];
    const union = unionOf(change, sides, others);
    if (!waves)
      return [
        ['expand', union],
        ['contract', after],
      ];
    const faded = after === undefined ? fadedOf(change, sides) : union;
    return [
      ['expand', grownOf(change, sides, others)],
      ['change', faded],
      ['contract', after],
    ];
  }

  #kindOf({ path }: Change): string | undefined {
    const { sides } = this.#context;
    return (sides.after(path) ?? sides.before(path))?.kind;
  }

  #isEntry(change: Change): boolean {
    const tier = this.#context.tierOf(change.path);
    if (tier !== undefined) return tier === 'entries';
    const gateways = fields(this.#context.sides.before(change.path)?.spec).gateways;
    const isBound = Array.isArray(gateways) && gateways.some((gateway) => gateway !== 'mesh');
    return this.#kindOf(change) === 'Gateway' || (this.#kindOf(change) === 'VirtualService' && isBound);
  }

  /**
   * What an egress gateway serves to the mesh: sidecars are sent there by routes of the same host, which change with it. It
   * is there before they are, and goes after them.
   */
  #isWayOut(change: Change): boolean {
    const { sides, tierOf } = this.#context;
    const tier = tierOf(change.path);
    if (tier !== undefined && tier !== 'services') return false;
    const manifest = sides.after(change.path) ?? sides.before(change.path);
    const hosts = servedHosts(manifest);
    const cluster = clusterOfPath(change.path);
    return hosts.length > 0 && hosts.every((host) => this.#meshHosts.has(`${cluster} ${host}`));
  }

  /** Who may call; not how connections are made. */
  #isPolicy(change: Change): boolean {
    const kind = this.#kindOf(change);
    if (kind !== 'AuthorizationPolicy') return kind === 'RequestAuthentication';
    const { sides } = this.#context;
    return !onlyWatches(sides.after(change.path) ?? sides.before(change.path));
  }

  /** Whether routes of the same cluster name a host of this ServiceEntry. */
  #names(hosts: ReadonlySet<string>, path: string): boolean {
    const { sides } = this.#context;
    const entry = sides.after(path) ?? sides.before(path);
    const own = fields(entry?.spec).hosts;
    return Array.isArray(own) && own.some((host) => hosts.has(`${clusterOfPath(path)} ${String(host)}`));
  }
}

/** `gateway`, of `…/gateway.networking.istio.io_web.yaml`. */
function kindOfPath(path: string): string {
  return path.split('/').at(-1)?.split('.')[0] ?? '';
}

/** Hosts that changed routes lead to, by cluster: after the change, and before it. */
function routedHosts(changes: readonly Change[], sides: Sides) {
  const wanted = new Set<string>();
  const left = new Set<string>();
  for (const { path } of changes) {
    for (const [side, hosts] of [
      [sides.after(path), wanted],
      [sides.before(path), left],
    ] as const) {
      if (side?.kind !== 'VirtualService') continue;
      for (const host of destinationsOf(side.spec)) hosts.add(`${clusterOfPath(path)} ${hostIn(side, host)}`);
    }
  }
  return { wanted, left };
}

/** Every host that a route, a mirror or a split names, wherever it stands in the object. */
function destinationsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(destinationsOf);
  return Object.entries(fields(value)).flatMap(([key, inner]) =>
    key === 'host' ? [inner] : typeof inner === 'object' ? destinationsOf(inner) : [],
  );
}
