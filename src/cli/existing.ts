import type { ForeignObject } from '../deliver/applied.ts';
import { UsageError } from '../diagnostics/errors.ts';
import type { Bundle } from '../emit/bundle.ts';
import { readManifests } from '../read/manifests.ts';
import { parseClusterFolder, readClusterFolder } from './check-folders.ts';
import type { Io } from './io.ts';

/** The flag that names what is applied beside the tree. */
export const EXISTING = [
  '--existing <cluster=folder...>',
  'YAML that is applied in a cluster beside the tree, such as older VirtualServices written by hand',
] as const;

/** Objects of folders that people apply beside Meshwright's. What cannot be read ends the command: a proof without it lies. */
export function existingObjects(
  io: Pick<Io, 'note'>,
  named: readonly string[] = [],
  bundle: Bundle,
): readonly ForeignObject[] {
  const clusters = bundle.meshes.flatMap(({ inventory }) => inventory.clusters.map(({ name }) => name));
  return named.flatMap((text) => {
    const folder = parseClusterFolder(text, '--existing');
    if (!clusters.includes(folder.cluster))
      throw new UsageError(
        `--existing ${text} names no cluster of the mesh.`,
        `Its clusters are ${[...new Set(clusters)].sort().join(', ')}.`,
      );
    const { files, notes, problems } = readClusterFolder(folder);
    for (const note of notes) io.note(`note: ${note}`);
    const [unread] = problems;
    if (unread) throw new UsageError(unread.message, unread.hint);
    return files.flatMap((file) => objectsOf(folder.cluster, file.path, file.text));
  });
}

function objectsOf(cluster: string, file: string, text: string): readonly ForeignObject[] {
  const { manifests, problems } = readManifests(text, file);
  const [problem] = problems;
  if (problem)
    throw new UsageError(
      `${file}:${problem.line}: ${problem.message.split('\n')[0]}`,
      'Correct the file, or leave it out of the folder that --existing names.',
    );
  return manifests.map(({ manifest }) => ({ cluster, manifest, file }));
}
