import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, visit } from 'yaml';
import { mayHoldFlowColons, readColonsAsKubernetes } from './flow-colons.ts';
import { kubernetesTags } from './kubernetes-tags.ts';

export interface ParsedFile {
  readonly documents: readonly Document.Parsed[];
  readonly lines: LineCounter;
  /** Errors that belong to no document. */
  readonly errors: readonly SourceError[];
}

export interface SourceError {
  readonly message: string;
  /** Both counted from 1. */
  readonly line: number;
  readonly column: number;
}

export function parseFile(text: string): ParsedFile {
  const lines = new LineCounter();
  try {
    const documents = parseAllDocuments(text, {
      lineCounter: lines,
      // Kubernetes reads YAML 1.1: `on` is true and 0755 is 493 there, and must be here.
      version: '1.1',
      customTags: kubernetesTags,
      prettyErrors: false,
      logLevel: 'silent',
      uniqueKeys: (a, b) => isScalar(a) && isScalar(b) && keyText(a) === keyText(b),
    });
    if (mayHoldFlowColons(text)) for (const document of documents) readColonsAsKubernetes(document, text);
    const errors = 'empty' in documents ? documents.errors.map((error) => sourceError(error, lines)) : [];
    return { documents: [...documents] as Document.Parsed[], lines, errors };
  } catch (error) {
    // The parser recurses; absurdly deep nesting exhausts the stack.
    return { documents: [], lines, errors: [{ message: reason(error), line: 1, column: 1 }] };
  }
}

/** The value of a document as JSON knows it (null for an empty one), or why there is none. */
export function jsonOf(
  document: Document.Parsed,
  lines: LineCounter,
): { readonly value: unknown } | { readonly errors: readonly SourceError[] } {
  const start = position(lines, document.contents?.range?.[0] ?? document.range[0]);
  try {
    const found = relevantErrors(document);
    if (found.length === 0) found.push(...foreignNodes(document));
    if (found.length > 0) return { errors: found.map((error) => sourceError(error, lines)) };
    const value: unknown = document.toJS({ maxAliasCount });
    if (isDeeperThan(deepest, value)) {
      return { errors: [{ message: 'The document is nested too deeply, or contains itself by an alias.', ...start }] };
    }
    return { value };
  } catch (error) {
    return { errors: [{ message: reason(error), ...start }] };
  }
}

/** A place in a text; both counted from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Where what a path leads to begins: the key of a field, the first character of an array item. */
export function placeOfPath(file: ParsedFile, index: number, path: DocumentPath): TextPlace | undefined {
  const { offset, found } = follow(file.documents[index], path);
  return offset === undefined || !found ? undefined : position(file.lines, offset);
}

/** As placeOfPath; of a path that leads nowhere, the place of its longest beginning that leads somewhere. */
export function nearestPlace(file: ParsedFile, index: number, path: DocumentPath): TextPlace | undefined {
  const { offset } = follow(file.documents[index], path);
  return offset === undefined ? undefined : position(file.lines, offset);
}

type DocumentPath = readonly (string | number)[];

function follow(document: Document.Parsed | undefined, path: DocumentPath) {
  let node: unknown = document?.contents;
  let offset = (node as Node | null | undefined)?.range?.[0];
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document!);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && keyText(key) === String(step));
      if (pair === undefined) return { offset, found: false };
      offset = (pair.key as Node).range?.[0];
      node = pair.value;
    } else if (isSeq(node)) {
      const item = typeof step === 'number' ? node.items[step] : undefined;
      if (item === undefined) return { offset, found: false };
      node = item;
      offset = (node as Node | null)?.range?.[0] ?? offset;
    } else {
      return { offset, found: false };
    }
  }
  return { offset, found: true };
}

/** Enough for labels shared by hand, far too little to blow a small file up in memory. */
const maxAliasCount = 100;
const deepest = 500;

/** The first real error, because the rest usually follows from it, and every duplicate key, because those do not. */
function relevantErrors(document: Document.Parsed): LibraryError[] {
  const { errors, warnings } = document;
  const duplicates = errors.filter((error) => error.code === 'DUPLICATE_KEY');
  const first = errors.find((error) => error.code !== 'DUPLICATE_KEY');
  // The library warns of tags it does not know and goes on with a guess; a guess must not reach a cluster.
  if (errors.length === 0) return warnings.slice(0, 1);
  return first === undefined ? duplicates : [first, ...duplicates].sort((a, b) => a.pos[0] - b.pos[0]);
}

interface LibraryError {
  readonly message: string;
  readonly pos: readonly [number, number];
}

function sourceError(error: LibraryError, lines: LineCounter): SourceError {
  return { message: error.message, ...position(lines, error.pos[0]) };
}

function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** What YAML can say and JSON cannot, and aliases that lead nowhere, which the library reports without their place. */
function foreignNodes(document: Document.Parsed): LibraryError[] {
  const found: LibraryError[] = [];
  const anchors = new Set<string>();
  const refuse = (node: unknown, message: string) => {
    const start = (node as Node | null)?.range?.[0] ?? document.range[0];
    found.push({ message, pos: [start, start] });
  };
  visit(document, {
    Node(_key, node) {
      if (!isAlias(node) && node.anchor !== undefined) anchors.add(node.anchor);
      if (isAlias(node) && !anchors.has(node.source)) refuse(node, `No anchor &${node.source} comes before this alias`);
      if (isScalar(node) && typeof node.value === 'number' && !Number.isFinite(node.value)) {
        refuse(node, `Kubernetes objects cannot hold the number ${node.value}`);
      }
    },
    Pair(_key, { key }) {
      if (!isScalar(key)) refuse(key, 'A map or an array cannot be a key in a Kubernetes object');
    },
  });
  return found;
}

function isDeeperThan(limit: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return limit === 0 || Object.values(value).some((item) => isDeeperThan(limit - 1, item));
}

/** A key as the property it becomes; `8080:` and `"8080":` are one. */
function keyText(key: { readonly value: unknown }): string {
  return key.value === null ? '' : String(key.value);
}

function reason(error: unknown): string {
  if (error instanceof RangeError) return 'The file is nested too deeply.';
  return error instanceof Error ? error.message : String(error);
}
