import { type Document, isCollection, isMap, isNode, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { UsageError } from '../diagnostics/errors.ts';
import { nearestName } from '../istio/nearest.ts';
import { looksLikeSecret } from './config-addresses.ts';
import { type ConfigValues, configSchema } from './config-schema.ts';

interface Mistake {
  readonly line: number;
  /** Path of keys; empty for the file as a whole. */
  readonly at: string;
  readonly message: string;
}

/** Reads the text of a configuration. All its mistakes come back at once, each with its line. */
export function readConfigText(text: string, file: string): ConfigValues {
  const lines = new LineCounter();
  // No pretty errors: those repeat the line, and the line may hold a secret.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: false });
  const syntax = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    line: lines.linePos(pos[0]).line,
    at: '',
    // What follows a colon is what was found.
    message: message.split(/: |\n/)[0] ?? '',
  }));
  const secrets = findSecrets(document, lines);
  if (secrets.length > 0) throw mistakesIn(file, secrets, SECRET_HINT);
  const unusable = [...syntax, ...findAliases(document, lines)];
  if (unusable.length > 0) throw mistakesIn(file, unusable);
  const lineOf = (path: readonly PropertyKey[]) => lineAt(document, lines, path);
  const parsed = configSchema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  throw mistakesIn(
    file,
    parsed.error.issues.flatMap((issue) => mistakesOf(issue, lineOf)),
  );
}

type LineOf = (path: readonly PropertyKey[]) => number;

const HINT = 'docs/configuration.md lists every key. Nothing was done.';
const SECRET_HINT =
  'Take it out of the file, and renew it: whoever can read the file has it. Write the NAME of an environment variable that holds it. Nothing was done.';

function mistakesIn(file: string, mistakes: readonly Mistake[], hint = HINT): UsageError {
  const sorted = [...mistakes].sort((a, b) => a.line - b.line);
  const told = sorted.map(({ line, at, message }) => `  ${file}:${line}  ${at === '' ? '' : `${at} `}${message}`);
  return new UsageError(`The configuration cannot be used.\n${told.join('\n')}`, hint);
}

function mistake(path: readonly PropertyKey[], message: string, lineOf: LineOf): Mistake {
  return { line: lineOf(path), at: path.map(String).join('.'), message };
}

function mistakesOf(issue: z.core.$ZodIssue, lineOf: LineOf): readonly Mistake[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const allowed = keysAt(path);
    return issue.keys.map((key) => mistake([...path, key], unknownKey(key, allowed), lineOf));
  }
  if (issue.code === 'invalid_key') return [mistake(path, issue.issues[0]?.message ?? 'is no name', lineOf)];
  return [mistake(path, issue.message, lineOf)];
}

function unknownKey(key: string, allowed: readonly string[]): string {
  const near = nearestName(key, allowed);
  return `is no key here; ${near ? `did you mean ${near}? Allowed are` : 'allowed are'} ${allowed.join(', ')}`;
}

/** The keys that the schema knows at a place. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let at = inner(configSchema);
  for (const key of path) {
    const { shape, valueType, element } = at;
    at = inner(shape?.[String(key)] ?? valueType ?? element ?? {});
  }
  return Object.keys(at.shape ?? {});
}

interface SchemaNode {
  readonly shape?: Readonly<Record<string, object>>;
  readonly valueType?: object;
  readonly element?: object;
  readonly unwrap?: () => object;
}

function inner(schema: object): SchemaNode {
  const node = schema as SchemaNode;
  return node.unwrap && !node.shape && !node.element ? inner(node.unwrap()) : node;
}

/** Line of the value at a path; where it is missing, of what would hold it. A key that is too much: of the key. */
function lineAt(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = rangeOf(node);
  for (const key of path) {
    if (!isCollection(node)) break;
    const pair = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
      : undefined;
    if (pair) offset = rangeOf(pair.key) ?? offset;
    node = pair ? pair.value : node.get(key, true);
    if (!pair) offset = rangeOf(node) ?? offset;
  }
  return lines.linePos(offset ?? 0).line;
}

function rangeOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** Every text that is a credential by its form, keys included. */
function findSecrets(document: Document, lines: LineCounter): readonly Mistake[] {
  const found: Mistake[] = [];
  visit(document, {
    Scalar: (_, node, ancestors) => {
      if (typeof node.value !== 'string' || !looksLikeSecret(node.value)) return;
      const keys = ancestors.flatMap((on) => (isPair(on) && isScalar(on.key) ? [String(on.key.value)] : []));
      const at = keys.filter((key) => !looksLikeSecret(key)).join('.');
      found.push({ line: lines.linePos(rangeOf(node) ?? 0).line, at, message: 'is a secret itself' });
    },
  });
  return found;
}

function findAliases(document: Document, lines: LineCounter): readonly Mistake[] {
  const found: Mistake[] = [];
  visit(document, {
    Alias: (_, node) => {
      const line = lines.linePos(rangeOf(node) ?? 0).line;
      found.push({ line, at: '', message: 'an alias (*) is not allowed here; write the value out' });
    },
  });
  return found;
}
