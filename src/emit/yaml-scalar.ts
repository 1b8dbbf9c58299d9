import { isPlain } from './yaml-plain.ts';

// Every function here that returns the text of a scalar returns it with the space (or, for a block, the indicator)
// that separates it from the `:` or `-` before it, so that callers need one concatenation less.

/** A string as a value; `depth` is the indentation of its lines, should it become a literal block. */
export function stringValue(value: string, depth: number): string {
  const cached = scalars.get(value);
  if (cached !== undefined) return cached;
  return (value.includes('\n') ? literalBlock(value, depth) : undefined) ?? stringScalar(value);
}

/** A string on one line: plain when that is safe, else quoted. What keys always are. */
export function stringScalar(value: string): string {
  const cached = scalars.get(value);
  if (cached !== undefined) return cached;
  const scalar = ` ${isPlain(value) ? value : quoted(value)}`;
  // Strings of more than one line stay out: as values they are blocks, and a hit would make the text depend on history.
  if (value.length <= longestCached && !value.includes('\n')) {
    if (scalars.size >= cachedScalars) scalars.clear();
    scalars.set(value, scalar);
  }
  return scalar;
}

export function numberScalar(value: number): string {
  // Minus zero ends here too, as plain zero.
  if (value >= 0 && value < smallNumbers.length && Number.isInteger(value)) return smallNumbers[value]!;
  if (!Number.isFinite(value)) throw new RangeError(`YAML for Kubernetes cannot hold the number ${value}`);
  const digits = String(value);
  // A strict YAML 1.1 parser takes `1e+21` for a string; with a decimal point it is a number everywhere.
  return digits.includes('e') && !digits.includes('.') ? ` ${digits.replace('e', '.0e')}` : ` ${digits}`;
}

/** The newline and the spaces that begin a line. */
export function lineStart(depth: number): string {
  return lineStarts[depth] ?? `\n${'  '.repeat(depth)}`;
}

/** The same with the dash of an array's item. */
export function itemStart(depth: number): string {
  return itemStarts[depth] ?? `\n${'  '.repeat(depth)}-`;
}

const lineStarts: readonly string[] = Array.from({ length: 32 }, (_, depth) => `\n${'  '.repeat(depth)}`);
const itemStarts: readonly string[] = lineStarts.map((start) => `${start}-`);
const smallNumbers: readonly string[] = Array.from({ length: 2000 }, (_, value) => ` ${value}`);

// Host names, namespaces and settings repeat from object to object: a look-up is cheaper than looking at each
// character again. The bounds keep a large mesh from filling the memory.
const longestCached = 200;
const cachedScalars = 50_000;
const scalars = new Map<string, string>();

// Beyond what JSON escapes: what YAML does not print or takes for a line break (C1 controls with NEL, U+2028, U+2029,
// BOM, non-characters), and what a reviewer of a pull request cannot see (no-break and zero-width spaces, marks that
// reverse the direction of text).
const unprintable = '\\u007f-\\u00a0\\u00ad\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\uffff';
const unprintables = new RegExp(`[${unprintable}]`, 'g');

function quoted(value: string): string {
  if (/^[\x20-\x7e]*$/.test(value) && /["\\]/.test(value) && !value.includes("'")) return `'${value}'`;
  // Every escape of JSON is one of YAML; lone surrogates are among them.
  return JSON.stringify(value).replace(
    unprintables,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

// What keeps a string out of a literal block: a character that must be escaped (carriage returns and all other
// controls but tab and newline, lone surrogates), space at the end of a line (editors strip it, parsers differ), no text at all.
const unfitForBlock = new RegExp(
  `[\\u0000-\\u0008\\u000b-\\u001f${unprintable}]|\\p{Surrogate}|[ \\t](?:\\n|$)|^\\n*$`,
  'u',
);

function literalBlock(value: string, depth: number): string | undefined {
  if (unfitForBlock.test(value)) return undefined;
  // Without a number, parsers take the indentation from the first line that has text.
  const indentation = /^[ \t\n]/.test(value) ? '2' : '';
  const end = value.endsWith('\n\n') ? '+' : value.endsWith('\n') ? '' : '-';
  const body = value.endsWith('\n') ? value.slice(0, -1) : value;
  // Only lines with text are indented: an empty one must not end in spaces.
  return ` |${indentation}${end}\n${body}`.replace(/\n(?!\n|$)/g, lineStart(depth));
}
