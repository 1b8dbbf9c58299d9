export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

const LARGE = 10n ** 12n;

/** With commas, so that nobody takes it for the id of a commit; very large ones by their order. */
export function grouped(count: bigint): string {
  if (count >= LARGE) return `about 10^${String(count).length - 1}`;
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
