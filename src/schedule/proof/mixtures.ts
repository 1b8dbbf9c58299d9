/** How objects of several clusters may be mixed, and how few mixtures show everything. */

/** Which choice each group of variables makes, by its index. */
export type Choice = readonly number[];

/**
 * Choices in which every group takes each of its values. Enough where what is judged depends on one group at a time: a
 * conjunction over groups holds in all combinations exactly when each of its parts holds for all values of its group.
 */
export function eachAlone(sizes: readonly number[]): readonly Choice[] {
  const most = Math.max(1, ...sizes);
  return Array.from({ length: most }, (_, i) => sizes.map((size) => i % size));
}

/**
 * Choices in which every two groups take every pair of their values: enough where a part depends on two of them. Any two
 * indexes differ in some binary digit, and for each digit one half of the groups runs against the other.
 */
export function everyPair(sizes: readonly number[]): readonly Choice[] {
  const most = Math.max(1, ...sizes);
  const digits = Math.ceil(Math.log2(Math.max(2, sizes.length)));
  const found = new Map<string, Choice>();
  for (let digit = 0; digit < digits; digit++) {
    for (let i = 0; i < most; i++) {
      for (let j = 0; j < most; j++) {
        const choice = sizes.map((size, index) => ((index >> digit) & 1 ? j : i) % size);
        found.set(choice.join(), choice);
      }
    }
  }
  return [...found.values()];
}

/** All combinations of values, the first of each first. */
export function product(sizes: readonly number[]): readonly Choice[] {
  return sizes.reduce<readonly Choice[]>(
    (all, size) => all.flatMap((choice) => Array.from({ length: size }, (_, value) => [...choice, value])),
    [[]],
  );
}
