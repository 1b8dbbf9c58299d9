import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { annotatedSuppressions } from '../checks/annotated-suppressions.ts';
import { runObjectChecks } from '../checks/run-objects.ts';
import { World } from '../checks/world.ts';
import { type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { UsageError } from '../diagnostics/errors.ts';
import { applySuppressions } from '../diagnostics/suppress.ts';
import type { Suppression } from '../diagnostics/suppression.ts';
import { readInventoryFile, type TextFile } from '../read/inventory-file.ts';
import { readSuppressionsFile, SUPPRESSIONS_FILE } from '../read/suppressions-file.ts';
import { readWorld, type WorldRead } from '../read/world-files.ts';
import { plural } from '../report/plural.ts';
import {
  type ClusterFolder,
  decode,
  type FolderContents,
  parseClusterFolder,
  readClusterFolder,
  shownPath,
} from './check-folders.ts';

export interface ManifestOptions {
  readonly manifests?: readonly string[];
  readonly inventory?: string;
  readonly suppressions?: string;
}

/** What was found in folders of manifests. */
export interface Judged {
  readonly diagnostics: readonly Diagnostic[];
  readonly notes: readonly string[];
  /** What there was to judge, for the line that says that all is well. */
  readonly subject: string;
  /** The inventory was of no use, so that nothing could be judged. */
  readonly unusable: boolean;
}

/** Judges folders of plain YAML, whoever wrote them. */
export function judgeManifests(options: ManifestOptions): Judged {
  const inventory = options.inventory === undefined ? undefined : textFile(options.inventory, 'inventory');
  const read = inventory && readInventoryFile(inventory);
  if (read && !read.inventory)
    return { diagnostics: sortDiagnostics(read.problems), notes: [], subject: '', unusable: true };
  const listed = read?.inventory?.values.clusters ?? [];
  const folders = foldersOf(options, listed);
  const contents = folders.map((folder) => ({ ...folder, ...readClusterFolder(folder) }));
  const world = readWorld({ ...(inventory && { inventory }), clusters: byCluster(contents) });
  if (world.problems.some(({ code }) => code === 'invalid-inventory'))
    return { diagnostics: sortDiagnostics(world.problems), notes: [], subject: '', unusable: true };
  const accepted = suppressionsFor(options);
  const found = [
    ...contents.flatMap(({ problems }) => problems),
    ...world.problems,
    ...accepted.problems,
    ...runObjectChecks(new World(world.parts)),
  ];
  const suppressions = [...world.suppressions, ...accepted.suppressions, ...annotatedSuppressions(world.parts.objects)];
  const objects = world.parts.objects.length;
  return {
    diagnostics: applySuppressions(sortDiagnostics(found), suppressions),
    notes: [...contents.flatMap(({ notes }) => notes), ...silentClusters(listed, folders)],
    subject: `${plural(world.parts.facts.clusters.length, 'cluster')}, ${plural(objects, 'object')}`,
    unusable: false,
  };
}

/** The objects of folders and what surrounds them, for those who ask and do not judge. */
export function readPlainWorld(options: ManifestOptions): WorldRead {
  const inventory = options.inventory === undefined ? undefined : textFile(options.inventory, 'inventory');
  const read = inventory && readInventoryFile(inventory);
  const folders = foldersOf(options, read?.inventory?.values.clusters ?? []);
  const contents = folders.map((folder) => ({ ...folder, ...readClusterFolder(folder) }));
  const world = readWorld({ ...(inventory && { inventory }), clusters: byCluster(contents) });
  const problems = [...contents.flatMap(({ problems }) => problems), ...world.problems];
  return { ...world, problems: sortDiagnostics(problems) };
}

/** What a team accepts: in the file that is named, else in the one beside the inventory or in the current folder. */
export function suppressionsFor({ suppressions, inventory }: ManifestOptions): {
  readonly suppressions: readonly Suppression[];
  readonly problems: readonly Diagnostic[];
} {
  const beside = join(inventory === undefined ? '.' : dirname(inventory), SUPPRESSIONS_FILE);
  if (suppressions === undefined && !existsSync(beside)) return { suppressions: [], problems: [] };
  return readSuppressionsFile(textFile(suppressions ?? beside, 'suppressions'));
}

type Listed = readonly { readonly name: string; readonly manifests?: string | undefined }[];

function foldersOf({ manifests = [], inventory = '' }: ManifestOptions, listed: Listed): ClusterFolder[] {
  const named = manifests.map(parseClusterFolder);
  const others = listed.flatMap(({ name, manifests: path }) => {
    if (path === undefined || named.some(({ cluster }) => cluster === name)) return [];
    return [{ cluster: name, path: isAbsolute(path) ? path : join(dirname(inventory), path) }];
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

function silentClusters(listed: Listed, folders: readonly ClusterFolder[]): string[] {
  const silent = listed.filter(({ name }) => !folders.some(({ cluster }) => cluster === name));
  if (silent.length === 0) return [];
  return [`No manifests were named for ${silent.map(({ name }) => name).join(', ')}: judged as if nothing were there.`];
}

function textFile(path: string, what: string): TextFile {
  if (!existsSync(path))
    throw new UsageError(
      `There is no file ${path} to read the ${what} from.`,
      `Name it with --${what}, or leave that out.`,
    );
  const text = decode(readFileSync(path));
  if (text === undefined) throw new UsageError(`${path} is not UTF-8.`, 'Save it as UTF-8.');
  return { text, file: shownPath(path) };
}
