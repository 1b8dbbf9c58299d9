import type { HTTPRoute } from '../../istio/generated/types/index.ts';
import type { World, WorldObject } from '../world.ts';
import { type DestinationAt, placed, type RuleTargets, TargetWalk } from './destinations.ts';

type RareField = 'delegate' | 'fault' | 'headers' | 'mirror' | 'mirrors' | 'redirect' | 'rewrite';
type VirtualService = WorldObject<'VirtualService'>;

const USUAL: ReadonlySet<string> = new Set<keyof HTTPRoute>(['name', 'match', 'route', 'timeout', 'retries']);

/**
 * The numbers of the VirtualServices that have a field in some HTTP route that most routes do not have. Whoever looks
 * for one need not ask every route of the mesh.
 */
export function numbersWith(world: World, field: RareField): ReadonlySet<number> {
  return seenOf(world).rare.get(field) ?? NONE_OF_THEM;
}

/** Routes that show each way in which those of a VirtualService limit time: one for several of the same way. */
export function timingsOf(world: World, { number }: VirtualService): readonly HTTPRoute[] {
  return seenOf(world).timings[number] ?? NONE;
}

/**
 * Every rule of a VirtualService that sends traffic somewhere; mirrors are rules of their own. One array for
 * VirtualServices whose rules all have their routes in common: whoever judges nothing else judges it once.
 */
export function targetsOf(world: World, { number }: VirtualService): readonly RuleTargets[] {
  return seenOf(world).targets[number] ?? [];
}

/** Every destination of a VirtualService, mirrors included. */
export function destinationsOf(world: World, object: VirtualService): readonly DestinationAt[] {
  return targetsOf(world, object).flatMap((rule) => rule.targets.map((target) => placed(rule, target)));
}

/** The subsets of one host that a VirtualService names, each once. */
export interface SubsetsOfHost {
  readonly host: string;
  readonly subsets: readonly string[];
  /** Those of them to which some rule does send. */
  readonly used: readonly string[];
}

/** What a VirtualService names of subsets: one array wherever `targetsOf` gives one. */
export function subsetsNamed(world: World, object: VirtualService): readonly SubsetsOfHost[] {
  const known = world.remember('subsets named', () => new Map<readonly RuleTargets[], readonly SubsetsOfHost[]>());
  const rules = targetsOf(world, object);
  let found = known.get(rules);
  if (!found) {
    found = collectSubsets(rules);
    known.set(rules, found);
  }
  return found;
}

function collectSubsets(rules: readonly RuleTargets[]): readonly SubsetsOfHost[] {
  const found = new Map<string, { readonly host: string; readonly subsets: string[]; readonly used: string[] }>();
  for (const { targets } of rules) {
    for (const { host, destination, unused } of targets) {
      const { subset } = destination;
      if (subset === undefined) continue;
      let ofHost = found.get(host);
      if (!ofHost) {
        ofHost = { host, subsets: [], used: [] };
        found.set(host, ofHost);
      }
      if (!ofHost.subsets.includes(subset)) ofHost.subsets.push(subset);
      if (!unused && !ofHost.used.includes(subset)) ofHost.used.push(subset);
    }
  }
  return [...found.values()];
}

const NONE: readonly HTTPRoute[] = [];
const NONE_OF_THEM: ReadonlySet<number> = new Set();

/** What one look at every route of the mesh gives, by the numbers of the VirtualServices. */
interface Seen {
  readonly rare: Map<string, Set<number>>;
  readonly timings: HTTPRoute[][];
  readonly targets: (readonly RuleTargets[])[];
}

function seenOf(world: World): Seen {
  return world.remember('routes', () => {
    const seen: Seen = { rare: new Map(), timings: [], targets: [] };
    const walk = new TargetWalk();
    for (const { object } of world.distinctOf('VirtualService')) {
      look(object, seen);
      const hasMirrors = MIRRORS.some((field) => seen.rare.get(field)?.has(object.number));
      seen.targets[object.number] = walk.of(object, hasMirrors);
    }
    return seen;
  });
}

const MIRRORS = ['mirror', 'mirrors'] as const;

function look({ spec, number }: VirtualService, { rare, timings }: Seen): void {
  const routes = spec.http ?? NONE;
  let before: HTTPRoute | undefined;
  for (let i = 0; i < routes.length; i++) {
    const route = routes[i]!;
    for (const field in route) if (!USUAL.has(field)) add(rare, field, number);
    const { timeout, retries } = route;
    if (timeout === undefined || retries === undefined) continue;
    if (before?.timeout === timeout && before.retries === retries) continue;
    const found = timings[number];
    if (found) found.push(route);
    else timings[number] = [route];
    before = route;
  }
}

function add(found: Map<string, Set<number>>, field: string, number: number): void {
  const numbers = found.get(field);
  if (numbers) numbers.add(number);
  else found.set(field, new Set([number]));
}
