import { show } from './problem.ts';
import { isPlain } from './types.ts';

/** The items that are like an earlier one, in all they hold or in the fields that tell them apart. */
export function* duplicates(items: readonly unknown[], keys: readonly string[] | undefined) {
  const seen = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    if (keys && !isPlain(item)) continue; // of the wrong type, which is said already
    const parts = keys ? keys.map((key) => (item as Readonly<Record<string, unknown>>)[key] ?? null) : [item];
    const key = JSON.stringify(parts);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else
      yield { index, first, what: keys ? keys.map((name, at) => `${name} ${show(parts[at])}`).join(', ') : show(item) };
  }
}
