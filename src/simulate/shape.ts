/**
 * Reads plain data of any shape: manifests come from anywhere, and a field that is not what it should be counts as
 * absent.
 */

export type Fields = Readonly<Record<string, unknown>>;

const nothing: Fields = Object.freeze({});
const none: readonly never[] = Object.freeze([]);

/** The fields of an object; none for anything else. */
export function fields(value: unknown): Fields {
  return isFields(value) ? value : nothing;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of each object in a list, in their places: an entry of another shape has no fields. */
export function entries(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fields) : none;
}

export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : none;
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : none;
}

/** A text that is not empty. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The entries of a map from text to text; undefined when there is no map. */
export function textMap(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isFields(value)) return undefined;
  const every = Object.entries(value);
  if (every.every(([, entry]) => typeof entry === 'string')) return value as Readonly<Record<string, string>>;
  return Object.fromEntries(every.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
