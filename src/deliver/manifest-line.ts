import { fileText } from '../emit/file.ts';
import type { Manifest } from '../istio/manifest.ts';
import { isBlob } from './bundle-names.ts';

/**
 * The object of a line `<blob id> <JSON>` of a bundle; undefined where the text that Meshwright writes for it is not the
 * one that the id names. A bundle may come from a job that ran anybody's code.
 */
export function manifestOfLine(line: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(line.slice(41)) as Manifest;
    return isManifest(manifest) && isBlob(fileText(manifest), line.slice(0, 40)) ? manifest : undefined;
  } catch {
    return undefined;
  }
}

function isManifest(value: unknown): value is Manifest {
  const { apiVersion, kind, metadata } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return (
    typeof apiVersion === 'string' &&
    typeof kind === 'string' &&
    typeof (metadata as Manifest['metadata'] | null)?.name === 'string'
  );
}
