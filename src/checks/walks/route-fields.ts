import type { HTTPRoute } from '../../istio/generated/types/index.ts';
import type { World, WorldObject } from '../world.ts';

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

const NONE: readonly HTTPRoute[] = [];
const NONE_OF_THEM: ReadonlySet<number> = new Set();

/** What one look at every HTTP route of the mesh gives, by the numbers of the VirtualServices. */
interface Seen {
  readonly rare: Map<string, Set<number>>;
  readonly timings: HTTPRoute[][];
}

function seenOf(world: World): Seen {
  return world.remember('fields of HTTP routes', () => {
    const seen: Seen = { rare: new Map(), timings: [] };
    for (const { object } of world.distinctOf('VirtualService')) look(object, seen);
    return seen;
  });
}

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
