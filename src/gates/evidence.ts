/** Words and numbers as evidence shows them: short, rounded, and never more of a foreign text than a sentence. */

const LONGEST = 160;

/** Text that a server or a program wrote: one line, printable, cut, and no address shows whose login it holds. */
export function foreign(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/:\/\/[^/\s]*@/g, '://***@')
    .replace(/ +/g, ' ')
    .trim();
  return line.length > LONGEST ? `${[...line].slice(0, LONGEST - 1).join('')}…` : line;
}

/** Rounded down to hundredths, so that what misses a bound is never shown as reaching it. */
export function percent(value: number): string {
  return `${Math.floor(value * 100 + 1e-6) / 100} %`;
}

/** `48,210`; an increase that Prometheus extrapolated is no whole number. */
export function countOf(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Three significant digits, or all before the point. */
export function plain(value: number): string {
  if (Math.abs(value) >= 1000) return countOf(value);
  return `${Number(value.toPrecision(3))}`;
}

/** `us-east`, `us-east and us-west`, `eu-west, us-east and us-west`; long lists are cut. */
export function listed(names: readonly string[]): string {
  if (names.length > 6) return `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** A moment, in UTC and to the minute: `2030-01-01 12:00 UTC`. */
export function moment(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
