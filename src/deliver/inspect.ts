import type { Git } from './git.ts';
import type { Observation } from './observe.ts';
import type { Proposal } from './proposal.ts';

/** What the wanted branches hold, where they are there already: whether it is still ours to say. */
export type Standing = ReadonlyMap<string, ReadonlyMap<string, string | undefined>>;

/** Texts by blob id, of both sides of every next transition. */
export type Texts = ReadonlyMap<string, string>;

/** The second look, now that it is known what is wanted: only at branches and files that the next transitions concern. */
export async function inspect(
  git: Git,
  seen: Observation,
  proposals: readonly Proposal[],
  targetText: (blob: string) => Promise<string>,
): Promise<{ readonly standing: Standing; readonly texts: Texts }> {
  const standing = new Map<string, ReadonlyMap<string, string | undefined>>();
  for (const { branch } of proposals) {
    const head = seen.branches.get(branch);
    const merged = seen.pulls.some((pull) => pull.branch === branch && pull.state === 'merged');
    if (head !== undefined && !merged) standing.set(branch, await git.proposedChanges(seen.head, head));
  }
  const changes = proposals.flatMap((proposal) => proposal.manifests);
  const texts = new Map(
    await git.readBlobs(
      known(
        seen,
        changes.flatMap(({ before }) => before ?? []),
      ),
    ),
  );
  for (const { after } of changes) {
    if (after && !texts.has(after.blob)) texts.set(after.blob, after.text ?? (await targetText(after.blob)));
  }
  return { standing, texts };
}

/** Blobs that the applied tree really has: later stages start from blobs that exist only once earlier ones are merged. */
function known(seen: Observation, blobs: readonly string[]): readonly string[] {
  const present = new Set(seen.meshes.flatMap(({ base }) => [...base.files.values()].map((file) => file.blob)));
  return blobs.filter((blob) => present.has(blob));
}
