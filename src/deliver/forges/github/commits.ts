import { checkBranch, checkId, checkPath } from '../../git-names.ts';
import type { ForgeCommit } from '../contract.ts';
import { isRefusal } from './errors.ts';
import type { Repository } from './repository.ts';

type Change = readonly [path: string, text: string | null];

/** Files and characters in one request; the next continues from the tree of the one before. */
const MOST_FILES = 200;
const MOST_TEXT = 2_000_000;

/**
 * A commit that GitHub makes and, as it names neither author nor committer, signs for an App. The branch is only ever
 * created, never moved: REST cannot move one from a known commit. Five requests, and one more each 200 files.
 */
export async function commit(repository: Repository, request: ForgeCommit): Promise<string | undefined> {
  const { client, at } = repository;
  const { parent, branch, changes, message } = request;
  checkId(parent);
  checkBranch(branch);
  for (const path of changes.keys()) checkPath(path);
  const tree = await writeTree(repository, parent, [...changes]);
  const there = await headOf(repository, branch);
  if (there !== undefined) return there.tree === tree ? there.commit : undefined;
  const { data } = await client.ask(`make a commit for ${branch}`, ({ rest }) =>
    rest.git.createCommit({ ...at, message, tree, parents: [parent] }),
  );
  try {
    await client.ask(`create the branch ${branch}`, ({ rest }) =>
      rest.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha: data.sha }),
    );
    return data.sha;
  } catch (error) {
    if (!isRefusal(error, 422, /already exists/i)) throw error;
    // Another run was faster, or our own answer got lost.
    const winner = await headOf(repository, branch);
    return winner?.tree === tree ? winner.commit : undefined;
  }
}

async function writeTree({ client, at }: Repository, parent: string, changes: readonly Change[]): Promise<string> {
  const { data } = await client.ask(`read the commit ${parent}`, ({ rest }) =>
    rest.git.getCommit({ ...at, commit_sha: parent }),
  );
  let base = data.tree.sha;
  for (const part of inParts(changes)) {
    const { data } = await client.ask('write the files of a commit', ({ rest }) =>
      rest.git.createTree({ ...at, base_tree: base, tree: part.map(toEntry) }),
    );
    base = data.sha;
  }
  return base;
}

function toEntry([path, text]: Change) {
  const entry = { path, mode: '100644', type: 'blob' } as const;
  return text === null ? { ...entry, sha: null } : { ...entry, content: text };
}

function inParts(changes: readonly Change[]): readonly (readonly Change[])[] {
  const parts: Change[][] = [];
  let room = 0;
  for (const change of changes) {
    const size = change[1]?.length ?? 0;
    const last = parts.at(-1);
    if (last === undefined || last.length === MOST_FILES || size > room) {
      parts.push([change]);
      room = MOST_TEXT - size;
    } else {
      last.push(change);
      room -= size;
    }
  }
  return parts;
}

async function headOf(
  { client, at }: Repository,
  branch: string,
): Promise<{ readonly commit: string; readonly tree: string } | undefined> {
  try {
    return await client.ask(`read the branch ${branch}`, async ({ rest }) => {
      const { data: ref } = await rest.git.getRef({ ...at, ref: `heads/${branch}` });
      const { data } = await rest.git.getCommit({ ...at, commit_sha: ref.object.sha });
      return { commit: data.sha, tree: data.tree.sha };
    });
  } catch (error) {
    if (isRefusal(error, 404)) return undefined;
    throw error;
  }
}
