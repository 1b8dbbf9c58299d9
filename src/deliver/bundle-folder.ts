import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../diagnostics/errors.ts';
import { BUNDLE_VERSION, type Bundle } from '../emit/bundle.ts';
import { isBlob, whyNotDelivered } from './bundle-names.ts';

/** A bundle that a compile has written, with its texts read only when asked for. */
export interface BundleFolder {
  readonly bundle: Bundle;
  /** Text of a file of the target, by blob id. */
  text(blob: string): Promise<string>;
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
  return { bundle, text: (blob) => textOf(folder, blob) };
}

/** A text is what its name says, or nothing: the name is its digest. */
async function textOf(folder: string, blob: string): Promise<string> {
  const found = await readFile(join(folder, 'blobs', checkedName(blob)), 'utf8').catch(() => undefined);
  if (found !== undefined && isBlob(found, blob)) return found;
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
