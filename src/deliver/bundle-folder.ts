import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../diagnostics/errors.ts';
import { BUNDLE_VERSION, type Bundle } from '../emit/bundle.ts';
import { MANIFEST_LINES } from '../emit/paths.ts';
import type { Manifest } from '../istio/manifest.ts';
import { readManifests } from '../read/manifests.ts';
import { isBlob, whyNotDelivered } from './bundle-names.ts';
import { manifestOfLine } from './manifest-line.ts';

/** A bundle that a compile has written, with its texts and objects read only when asked for. */
export interface BundleFolder {
  readonly bundle: Bundle;
  /** Text of a file of the target, by blob id. */
  text(blob: string): Promise<string>;
  /** Objects of files of the target by blob id. Equal ids get one object, also when it is asked for twice. */
  manifests(blobs: Iterable<string>): Promise<ReadonlyMap<string, Manifest>>;
}

/** Thrown for data that this release must not guess about: a person has to look, exit status 3. */
export class UnknownFormError extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.name = 'UnknownFormError';
    this.hint = hint;
  }
}

export async function openBundle(folder: string): Promise<BundleFolder> {
  const index = await readFile(join(folder, 'index.json'), 'utf8').catch(() => {
    throw new UsageError(
      `There is no bundle in ${folder}.`,
      'Give the folder that a compile has written, or leave --bundle out.',
    );
  });
  const bundle = parseIndex(index, folder);
  if (bundle.version !== BUNDLE_VERSION) {
    throw new UnknownFormError(
      `The bundle has version ${String(bundle.version)}; this Meshwright reads version ${BUNDLE_VERSION}.`,
      'Compile and tick with the same release of Meshwright. Nothing was changed.',
    );
  }
  const reason = whyNotDelivered(bundle);
  if (reason !== undefined)
    throw new UnknownFormError(
      `The bundle in ${folder} cannot be delivered: ${reason}.`,
      'Compile again with the same release of Meshwright. Nothing was changed.',
    );
  return { bundle, text: (blob) => textOf(folder, blob), manifests: manifestsOf(folder) };
}

/** A text is what its name says, or nothing: the name is its digest. */
async function textOf(folder: string, blob: string): Promise<string> {
  const found = await readFile(join(folder, 'blobs', checkedName(blob)), 'utf8').catch(() => undefined);
  if (found !== undefined && isBlob(found, blob)) return found;
  throw damaged(folder);
}

/**
 * The objects that the lines of the bundle tell. Of a line that is missing, or does not say what its text says, the text
 * is read instead: what is proved is what is delivered, whoever made the bundle.
 */
function manifestsOf(folder: string): BundleFolder['manifests'] {
  const known = new Map<string, Manifest>();
  return async (blobs) => {
    const all = new Set(blobs);
    const wanted = new Set([...all].filter((blob) => !known.has(blob)));
    if (wanted.size > 0) await readLines(folder, wanted, known);
    for (const blob of wanted) if (!known.has(blob)) known.set(blob, await readText(folder, blob));
    return new Map([...all].flatMap((blob) => (known.has(blob) ? [[blob, known.get(blob)!]] : [])));
  };
}

async function readLines(folder: string, wanted: ReadonlySet<string>, into: Map<string, Manifest>): Promise<void> {
  const file = await open(join(folder, MANIFEST_LINES)).catch(() => undefined);
  if (file === undefined) return;
  try {
    // Whatever else stands there may never end.
    if (!(await file.stat()).isFile()) return;
    for await (const line of file.readLines({ autoClose: false })) {
      const blob = line.slice(0, 40);
      const manifest = wanted.has(blob) && !into.has(blob) ? manifestOfLine(line) : undefined;
      if (manifest) into.set(blob, manifest);
    }
  } finally {
    await file.close();
  }
}

async function readText(folder: string, blob: string): Promise<Manifest> {
  const { manifests } = readManifests(await textOf(folder, blob), blob);
  const [only, ...more] = manifests;
  if (only && more.length === 0) return only.manifest;
  throw damaged(folder);
}

/** Never a path that leads elsewhere; a name of another form is none that a bundle has. */
function checkedName(blob: string): string {
  return /^[0-9a-f]{40}$/.test(blob) ? blob : 'none';
}

function damaged(folder: string): UsageError {
  return new UsageError(`The bundle in ${folder} is cut off or damaged.`, 'Compile again, or leave --bundle out.');
}

function parseIndex(text: string, folder: string): Bundle {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Bundle;
  } catch {
    // Said below, with what to do about it.
  }
  throw damaged(folder);
}
