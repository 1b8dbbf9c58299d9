import { byAge } from '../../../simulate/objects.ts';
import type { WorldObject } from '../../world.ts';

/**
 * Each of several things that meets older ones, with those. Of things that shut each other out the oldest wins, so the
 * newer one is told; where no ages are known, names decide as they do in istiod.
 */
export function* newcomers<T extends { readonly on: WorldObject }>(
  things: readonly T[],
  meet: (one: T, other: T) => boolean,
): Iterable<{ readonly one: T; readonly older: readonly T[] }> {
  if (things.length < 2) return;
  const sorted = [...things].sort((a, b) => byAge(a.on.manifest, b.on.manifest));
  for (const [index, one] of sorted.entries()) {
    const older = sorted.slice(0, index).filter((other) => other.on !== one.on && meet(one, other));
    if (older.length > 0) yield { one, older };
  }
}
