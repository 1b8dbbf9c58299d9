type Plain = Record<string, unknown>;

/**
 * Makes an object smaller as long as it stays interesting, one field or item at a time. Candidates are asked of in one
 * go, since asking is what takes time.
 */
export async function shrink(
  object: Plain,
  interesting: (candidates: readonly Plain[]) => Promise<readonly boolean[]>,
): Promise<Plain> {
  let smallest = object;
  for (let round = 0; round < 60; round += 1) {
    const candidates = smaller(smallest).slice(0, 400);
    const answers = await interesting(candidates);
    const kept = candidates.filter((_, index) => answers[index]);
    const next = kept.sort((a, b) => JSON.stringify(a).length - JSON.stringify(b).length)[0];
    if (!next) return smallest;
    smallest = next;
  }
  return smallest;
}

function smaller(object: Plain): Plain[] {
  return variants(object.spec).map((spec) => ({ ...object, spec }));
}

/** Every way to leave one thing out. */
function variants(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    return [
      ...value.map((_, index) => value.toSpliced(index, 1)),
      ...value.flatMap((item, index) => variants(item).map((less) => value.with(index, less))),
    ];
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => {
      const { [key]: _, ...rest } = value as Plain;
      return [rest, ...variants(item).map((less) => ({ ...value, [key]: less }))];
    });
  }
  return [];
}
