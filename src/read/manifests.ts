import type { Document } from 'yaml';
import type { Manifest } from '../istio/manifest.ts';
import { listItems, manifestFrom } from './manifest-shape.ts';
import {
  jsonOf,
  nearestPlace,
  type ParsedFile,
  parseFile,
  placeOfPath,
  type SourceError,
  type TextPlace,
} from './yaml-documents.ts';

export interface ReadManifest {
  readonly manifest: Manifest;
  readonly file: string;
  /** The line on which the object begins, counted from 1. */
  readonly line: number;
  /** The line of a field or an array item of this manifest; undefined where the file has none (an absent path). */
  lineOf(path: Path): number | undefined;
  /** Line and column of a field or an array item; of an absent path, of its longest beginning that is there. */
  nearest(path: Path): TextPlace;
}

export interface ReadProblem {
  /** `syntax`: not readable as YAML. `content`: readable, but not a Kubernetes object. */
  readonly kind: 'syntax' | 'content';
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Path = readonly (string | number)[];

/**
 * The Kubernetes objects in a YAML file of any number of documents, read as the API server reads them. Empty documents
 * are skipped, lists expanded. What cannot be read is a problem beside the objects that can; nothing throws.
 */
export function readManifests(text: string, file: string): { manifests: ReadManifest[]; problems: ReadProblem[] } {
  const parsed = parseFile(text);
  const reader: Reader = { manifests: [], problems: [], file, parsed, parseAgain: once(() => parseFile(text)) };
  for (const error of parsed.errors) addProblem(reader, 'syntax', error);
  parsed.documents.forEach((document, index) => {
    readDocument(reader, document, index);
  });
  return { manifests: reader.manifests, problems: reader.problems };
}

interface Reader {
  readonly manifests: ReadManifest[];
  readonly problems: ReadProblem[];
  readonly file: string;
  readonly parsed: ParsedFile;
  /**
   * Lines are looked up seldom, for a diagnostic, and a syntax tree is dozens of times the size of its text. So no
   * manifest keeps one: the first look-up parses the file again.
   */
  readonly parseAgain: () => ParsedFile;
}

function readDocument(reader: Reader, document: Document.Parsed, index: number): void {
  const result = jsonOf(document, reader.parsed.lines);
  if ('errors' in result) {
    for (const error of result.errors) addProblem(reader, 'syntax', error);
  } else if (result.value !== null) {
    readObject(reader, index, [], result.value);
  }
}

function readObject(reader: Reader, index: number, path: Path, value: unknown): void {
  const { file, parseAgain } = reader;
  const items = listItems(value);
  if (items !== undefined) {
    items.forEach((item, i) => {
      readObject(reader, index, [...path, 'items', i], item);
    });
    return;
  }
  const start = placeOfPath(reader.parsed, index, path) ?? { line: 1, column: 1 };
  const shaped = manifestFrom(value);
  if ('manifest' in shaped) {
    const lineOf = (inner: Path) => placeOfPath(parseAgain(), index, [...path, ...inner])?.line;
    const nearest = (inner: Path) => nearestPlace(parseAgain(), index, [...path, ...inner]) ?? start;
    reader.manifests.push({ manifest: shaped.manifest, file, line: start.line, lineOf, nearest });
    return;
  }
  const { line } = nearestPlace(reader.parsed, index, [...path, ...shaped.path]) ?? start;
  addProblem(reader, 'content', { message: shaped.message, line, column: 1 });
}

function addProblem(reader: Reader, kind: ReadProblem['kind'], error: SourceError): void {
  reader.problems.push({ kind, file: reader.file, ...error });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
