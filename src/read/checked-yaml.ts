import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml';
import type { z } from 'zod';
import type { SourceLocation } from '../diagnostics/diagnostic.ts';
import { type FieldPath, printPath } from '../istio/field-path.ts';
import { nearestName } from '../istio/nearest.ts';

/** What is wrong in a file of ours, and where. */
export interface Mistake {
  readonly message: string;
  readonly at: SourceLocation;
}

export interface CheckedYaml<T> {
  /** Undefined where there are mistakes. */
  readonly value: T | undefined;
  /** What the file holds, whatever its form. */
  readonly raw: unknown;
  readonly mistakes: readonly Mistake[];
  /** Where a path leads to; where it leads nowhere, the nearest place before. */
  placeOf(path: FieldPath): SourceLocation;
}

/** Reads a YAML file that people write for Meshwright. All that is wrong comes back at once, each with its place. */
export function readCheckedYaml<S extends z.ZodType>(text: string, file: string, schema: S): CheckedYaml<z.infer<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text.replace(/^\uFEFF/, ''), { lineCounter: lines, prettyErrors: false });
  const at = (offset: number | undefined): SourceLocation => {
    const { line, col } = lines.linePos(offset ?? 0);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const placeOf = (path: FieldPath) => at(offsetOf(document, path));
  const syntax = [...document.errors, ...document.warnings].map(({ message, pos }) => {
    return { message: `${message.split('\n')[0]?.replace(/[.:]$/, '')}.`, at: at(pos[0]) };
  });
  if (syntax.length > 0) return { value: undefined, raw: undefined, mistakes: syntax, placeOf };
  keepReleases(document);
  const plain = asPlain(document);
  if ('message' in plain) return { value: undefined, raw: undefined, mistakes: [{ ...plain, at: at(0) }], placeOf };
  const raw = plain.value;
  const parsed = schema.safeParse(plain.value ?? {});
  if (parsed.success) return { value: parsed.data, raw, mistakes: [], placeOf };
  const mistakes = parsed.error.issues.flatMap((issue) => mistakesOf(issue, schema, placeOf));
  return { value: undefined, raw, mistakes, placeOf };
}

/** A release without quotes is a number to YAML, and 1.30 would be 1.3. */
function keepReleases(document: Document): void {
  visit(document, {
    Pair: (_, { key, value }) => {
      if (!isScalar(key) || key.value !== 'istio' || !isScalar(value)) return;
      if (typeof value.value === 'number' && value.source !== undefined) value.value = value.source;
    },
  });
}

function asPlain(document: Document): { readonly value: unknown } | { readonly message: string } {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    return { message: `It cannot be read: ${error instanceof Error ? error.message : String(error)}.` };
  }
}

function mistakesOf(issue: z.core.$ZodIssue, schema: object, placeOf: (path: FieldPath) => SourceLocation): Mistake[] {
  const path = issue.path as FieldPath;
  if (issue.code === 'unrecognized_keys') {
    const allowed = keysAt(schema, path);
    return issue.keys.map((key) => ({ message: unknownKey(path, key, allowed), at: placeOf([...path, key]) }));
  }
  const reason = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
  return [{ message: `${path.length === 0 ? 'The file' : printPath(path)} ${reason}.`, at: placeOf(path) }];
}

function unknownKey(path: FieldPath, key: string, allowed: readonly string[]): string {
  const near = nearestName(key, allowed);
  const where = path.length === 0 ? '' : ` of ${printPath(path)}`;
  return `${key} is no key${where}; ${near ? `did you mean ${near}? Allowed are` : 'allowed are'} ${allowed.join(', ')}.`;
}

interface SchemaNode {
  readonly shape?: Readonly<Record<string, object>>;
  readonly valueType?: object;
  readonly element?: object;
  readonly unwrap?: () => object;
  /** Of a schema behind a preparation of the value. */
  readonly out?: object;
}

/** The keys that the schema knows at a place. */
function keysAt(schema: object, path: FieldPath): readonly string[] {
  let at = inner(schema);
  for (const key of path) at = inner(at.shape?.[String(key)] ?? at.valueType ?? at.element ?? {});
  return Object.keys(at.shape ?? {});
}

function inner(schema: object): SchemaNode {
  const node = schema as SchemaNode;
  if (node.out) return inner(node.out);
  return node.unwrap && !node.shape && !node.element ? inner(node.unwrap()) : node;
}

function offsetOf(document: Document, path: FieldPath): number | undefined {
  let node: unknown = document.contents;
  let offset = rangeOf(node);
  // A file that is a list stands for a map with that list under its only key.
  const steps = isSeq(node) && typeof path[0] === 'string' ? path.slice(1) : path;
  for (const step of steps) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === step);
      if (!pair) return offset;
      offset = rangeOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      offset = rangeOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function rangeOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
