import type { TextMatch } from '../../../model/snapshot-types.ts';

/** Finds the entries whose paths could meet, so that a thousand routes of one host are not compared pair by pair. */
export class PathIndex<T> {
  readonly #exact = new Map<string, T[]>();
  readonly #prefix = new Map<string, T[]>();
  /** Entries whose path says too little to look them up by: a regex, or none. */
  readonly #anyPath: T[] = [];
  readonly #all: (readonly [TextMatch | undefined, T])[] = [];

  add(path: TextMatch | undefined, item: T): void {
    this.#all.push([path, item]);
    if (path && 'exact' in path) append(this.#exact, path.exact, item);
    else if (path && 'prefix' in path) append(this.#prefix, path.prefix, item);
    else this.#anyPath.push(item);
  }

  /** Every pair whose paths could meet, at least once, in either order; an item is also paired with itself. */
  *pairs(): Iterable<readonly [T, T]> {
    for (const [path, item] of this.#all) {
      for (const other of this.#near(path)) yield [item, other];
    }
  }

  *#near(path: TextMatch | undefined): Iterable<T> {
    if (!path || 'regex' in path) {
      for (const [, other] of this.#all) yield other;
      return;
    }
    yield* this.#anyPath;
    const text = 'exact' in path ? path.exact : path.prefix;
    if ('exact' in path) yield* this.#exact.get(text) ?? [];
    for (let length = 0; length <= text.length; length++) yield* this.#prefix.get(text.slice(0, length)) ?? [];
  }
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const known = map.get(key);
  if (known) known.push(item);
  else map.set(key, [item]);
}
