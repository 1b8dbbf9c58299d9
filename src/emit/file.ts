import type { Manifest } from '../istio/manifest.ts';
import { emitManifest } from './yaml.ts';

/** First lines of every file that Meshwright writes: a document start, so that files can be joined, and whose it is. */
export const HEADER = '---\n# Managed by Meshwright: change the mesh, not this file.\n';

/** The same for files that are no YAML. */
export const PLAIN_HEADER = '# Managed by Meshwright: change the mesh, not this file.\n';

export function fileText(manifest: Manifest): string {
  return HEADER + emitManifest(manifest);
}

/** Whether a file carries the ownership line; only such files are ever replaced or removed. */
export function isOwned(text: string): boolean {
  return text.startsWith(HEADER);
}
