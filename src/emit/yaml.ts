import type { Manifest } from '../istio/manifest.ts';
import { itemStart, lineStart, numberScalar, stringScalar, stringValue } from './yaml-scalar.ts';

/**
 * YAML for a JSON-like value: block style, map keys sorted, arrays in their order, nothing folded, every string
 * quoted that a YAML 1.1 or 1.2 parser could read as something else. Our own because every general library measured
 * is 6 to 18 times slower, and emitting is most of a compile.
 *
 * As in JSON, an `undefined` property is left out and an `undefined` array element is null. NaN, infinities and
 * values that JSON has no word for are errors of the program and throw.
 */
export function emitYaml(value: unknown): string {
  // A bare string stays on one line: parsers disagree about the indentation of a block scalar without a parent.
  if (typeof value === 'string') return `${stringScalar(value).slice(1)}\n`;
  // Whatever is appended begins with a newline or a space, which the very start of a text must not have.
  return `${appendValue('', value, -1, false).slice(1)}\n`;
}

/** As emitYaml, in the order people read: apiVersion, kind, metadata (name and namespace first), then the rest. */
export function emitManifest(manifest: Manifest): string {
  let text = '';
  for (const key of leading(sortedKeys(manifest), manifestLead)) {
    const value = manifest[key];
    if (key === 'metadata' && isMap(value)) {
      text = appendMap(`${text}\nmetadata:`, value, leading(sortedKeys(value), metadataLead), 1, false);
    } else {
      text = appendEntry(text, key, value, 0, false);
    }
  }
  return `${text.slice(1)}\n`;
}

type PlainMap = Readonly<Record<string, unknown>>;

const manifestLead: readonly string[] = ['apiVersion', 'kind', 'metadata'];
const metadataLead: readonly string[] = ['name', 'namespace'];

// How the functions below fit together. `text` is what is written so far, without the newline that ends its last
// line: every line brings the newline before it. `depth` is the indentation of the collection that is written.
// `inline` says that it starts on the line of the `-` that holds it. One accumulated string and cached pieces are
// what makes this fast: most lines are two look-ups and two concatenations.

function appendValue(text: string, value: unknown, depth: number, inline: boolean): string {
  switch (typeof value) {
    case 'string':
      return text + stringValue(value, depth + 1);
    case 'number':
      return text + numberScalar(value);
    case 'boolean':
      return text + (value ? ' true' : ' false');
    case 'object':
      if (value === null) return `${text} null`;
      if (Array.isArray(value)) return appendSequence(text, value, depth + 1, inline);
      return appendMap(text, value as PlainMap, sortedKeys(value as PlainMap), depth + 1, inline);
    default:
      throw new TypeError(`YAML cannot hold a value of type ${typeof value}`);
  }
}

function appendMap(text: string, map: PlainMap, keys: readonly string[], depth: number, inline: boolean): string {
  let result = text;
  let onSameLine = inline;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    const value = map[key];
    if (value === undefined) continue;
    result = appendEntry(result, key, value, depth, onSameLine);
    onSameLine = false;
  }
  return result.length === text.length ? `${text} {}` : result;
}

function appendEntry(text: string, key: string, value: unknown, depth: number, inline: boolean): string {
  if (value === undefined) return text;
  return appendValue(text + (inline ? inlineKey(key, depth) : lineKey(key, depth)), value, depth, false);
}

function appendSequence(text: string, items: readonly unknown[], depth: number, inline: boolean): string {
  if (items.length === 0) return `${text} []`;
  const dash = itemStart(depth);
  let result = text;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    result = appendValue(result + (inline && i === 0 ? ' -' : dash), item === undefined ? null : item, depth, true);
  }
  return result;
}

// Parsers look for the colon of a key only so far: 1,024 characters by the standard. The margin is for those that
// count otherwise. Longer keys are announced by a question mark.
const longestImplicitKey = 1000;

function inlineKey(key: string, depth: number): string {
  const scalar = stringScalar(key);
  return scalar.length > longestImplicitKey ? ` ?${scalar}${lineStart(depth)}:` : `${scalar}:`;
}

const cachedDepths = 32;
const cachedKeysPerDepth = 2048;
const lineKeys: ReadonlyArray<Map<string, string>> = Array.from({ length: cachedDepths }, () => new Map());

function lineKey(key: string, depth: number): string {
  const cache = lineKeys[depth];
  const cached = cache?.get(key);
  if (cached !== undefined) return cached;
  const scalar = stringScalar(key);
  const start = lineStart(depth);
  if (scalar.length > longestImplicitKey) return `${start}?${scalar}${start}:`;
  const line = `${start}${scalar.slice(1)}:`;
  if (cache !== undefined) {
    if (cache.size >= cachedKeysPerDepth) cache.clear();
    cache.set(key, line);
  }
  return line;
}

/** By insertion: for the few keys a map has, half the price of Array.prototype.sort, which is kept for wide maps. */
function sortedKeys(map: PlainMap): string[] {
  const keys = Object.keys(map);
  if (keys.length === 0) refuseOpaque(map);
  if (keys.length > 32) return keys.sort();
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i]!;
    let place = i;
    for (; place > 0 && keys[place - 1]! > key; place--) keys[place] = keys[place - 1]!;
    keys[place] = key;
  }
  return keys;
}

/** A Date or a Map has no keys of its own and would silently become `{}`. */
function refuseOpaque(value: object): void {
  const type = Object.prototype.toString.call(value);
  if (type !== '[object Object]') throw new TypeError(`YAML cannot hold a value of type ${type}`);
}

function leading(sorted: readonly string[], lead: readonly string[]): readonly string[] {
  return [...lead.filter((key) => sorted.includes(key)), ...sorted.filter((key) => !lead.includes(key))];
}

function isMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
