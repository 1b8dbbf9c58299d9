const oddities: readonly unknown[] = [null, 0, '', true, [], {}, [[]], [null], { '': null }, 'x'];

/** The value with each of its parts, one at a time, in turn replaced by something of another type. */
export function* mangled(value: unknown): Generator<unknown> {
  yield* oddities;
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    for (const inner of mangled((value as Record<string, unknown>)[key])) {
      yield Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner };
    }
  }
}
