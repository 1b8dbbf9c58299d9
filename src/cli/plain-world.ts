import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { UsageError } from '../diagnostics/errors.ts';
import { readInventoryFile, type TextFile } from '../read/inventory-file.ts';
import { readWorld, type WorldRead } from '../read/world-files.ts';
import { place } from '../report/diagnostics.ts';
import {
  type ClusterFolder,
  decode,
  type FolderContents,
  parseClusterFolder,
  readClusterFolder,
  shownPath,
} from './check-folders.ts';

export interface PlainWorldOptions {
  readonly manifests?: readonly string[];
  readonly inventory?: string;
}

/** What was read from folders of manifests and an inventory. */
export interface PlainWorld extends WorldRead {
  /** What was left out, and what was not to be had. */
  readonly notes: readonly string[];
  /** What is wrong with the inventory; the rest is then to be thrown away. */
  readonly unusable: readonly Diagnostic[];
}

export function openPlainWorld(options: PlainWorldOptions): PlainWorld {
  const inventory = options.inventory === undefined ? undefined : textFile(options.inventory, 'inventory');
  const read = inventory && readInventoryFile(inventory);
  const listed = read?.inventory?.values.clusters ?? [];
  // An inventory with mistakes may be what was to name the folders.
  const folders = read?.problems.length ? [] : foldersOf(options, listed);
  const contents = folders.map((folder) => ({ ...folder, ...readClusterFolder(folder) }));
  const world = readWorld({ ...(inventory && { inventory }), clusters: byCluster(contents) });
  const problems = [...contents.flatMap((one) => one.problems), ...world.problems];
  const unusable = sortDiagnostics(problems.filter(({ code }) => code === 'invalid-inventory'));
  const { objects, facts } = world.parts;
  if (objects.length + problems.length === 0) throw nothingIn(folders);
  const silent = silentClusters(facts.clusters, new Set(objects.map(({ cluster }) => cluster)));
  const notes = [...new Set(contents.flatMap((one) => one.notes)), ...silent];
  return { ...world, problems: sortDiagnostics(problems), notes, unusable };
}

/** The same for those who ask and do not judge: an inventory with mistakes ends the command. */
export function readPlainWorld(options: PlainWorldOptions): PlainWorld {
  const world = openPlainWorld(options);
  if (world.unusable.length === 0) return world;
  const told = world.unusable.map(({ at, message }) => `  ${place(at)}  ${message}`);
  throw new UsageError(`The inventory cannot be used.\n${told.join('\n')}`, 'docs/checking.md lists every key.');
}

/** A text file that was named on the command line. */
export function textFile(path: string, what: string): TextFile {
  if (!existsSync(path))
    throw new UsageError(
      `There is no file ${path} to read the ${what} from.`,
      `Name it with --${what}, or leave that out.`,
    );
  const text = decode(readFileSync(path));
  if (text === undefined) throw new UsageError(`${path} is not UTF-8.`, 'Save it as UTF-8.');
  return { text, file: shownPath(path) };
}

type Listed = readonly { readonly name: string; readonly manifests?: readonly string[] | undefined }[];

function foldersOf({ manifests = [], inventory = '' }: PlainWorldOptions, listed: Listed): ClusterFolder[] {
  const named = manifests.map((text) => parseClusterFolder(text));
  const others = listed.flatMap(({ name, manifests: paths = [] }) => {
    if (named.some(({ cluster }) => cluster === name)) return [];
    return paths.map((path) => ({ cluster: name, path: isAbsolute(path) ? path : join(dirname(inventory), path) }));
  });
  if (named.length + others.length > 0) return [...named, ...others];
  throw new UsageError(
    'No folder of manifests is named.',
    'Name one for each cluster: --manifests east=manifests/east west=manifests/west, or manifests: … in the inventory.',
  );
}

function byCluster(contents: readonly (ClusterFolder & FolderContents)[]) {
  const clusters = new Map<string, FolderContents['files'][number][]>();
  for (const { cluster, files } of contents) clusters.set(cluster, [...(clusters.get(cluster) ?? []), ...files]);
  return [...clusters].map(([name, files]) => ({ name, files }));
}

/** A cluster that looks as if nothing were there is more often one whose folder is another. */
function silentClusters(clusters: readonly { readonly name: string }[], heard: ReadonlySet<string>): string[] {
  const silent = clusters.filter(({ name }) => !heard.has(name)).map(({ name }) => name);
  return silent.length === 0 ? [] : [`No object was read for ${silent.join(', ')}: judged as if nothing were there.`];
}

/** Nothing judged is not the same as nothing wrong. */
function nothingIn(folders: readonly ClusterFolder[]): UsageError {
  return new UsageError(
    `There is no Kubernetes object in ${[...new Set(folders.map(({ path }) => path))].join(', ')}.`,
    'Name folders with YAML or JSON files of manifests; files of Kustomize and Helm have to be rendered first.',
  );
}
