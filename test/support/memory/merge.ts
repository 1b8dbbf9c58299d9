/** Merging as a forge does it: three sides, file by file, and line by line where both sides changed one file. */
import { applyPatch, structuredPatch } from 'diff';
import type { TreeEntry } from '../../../src/deliver/git.ts';
import { mergeBase } from './history.ts';
import type { MemoryRepository } from './repository.ts';
import { difference, EMPTY, edited, type Folder } from './tree.ts';

/** The merged tree, or the paths that conflict. */
export function mergeTrees(repository: MemoryRepository, base: string, head: string): Folder | readonly string[] {
  const fork = mergeBase(repository, base, head);
  const common = fork === undefined ? EMPTY : repository.commit(fork).tree;
  const ours = repository.commit(base).tree;
  const theirs = repository.commit(head).tree;
  const conflicts: string[] = [];
  const edits = new Map<string, TreeEntry | null>();
  for (const [path, [before, after]] of difference(common, theirs)) {
    const here = ours.at(path);
    if (same(here, after)) continue;
    if (same(here, before)) edits.set(path, after ?? null);
    else {
      const merged = mergedFile(repository, before, here, after);
      if (merged) edits.set(path, merged);
      else conflicts.push(path);
    }
  }
  return conflicts.length > 0 ? conflicts : edited(ours, edits);
}

function same(a: TreeEntry | undefined, b: TreeEntry | undefined): boolean {
  return a?.blob === b?.blob && a?.mode === b?.mode;
}

function mergedFile(
  repository: MemoryRepository,
  before: TreeEntry | undefined,
  ours: TreeEntry | undefined,
  theirs: TreeEntry | undefined,
): TreeEntry | undefined {
  if (!before || !ours || !theirs || [before, ours, theirs].some(({ mode }) => !mode.startsWith('100')))
    return undefined;
  const [old, here, there] = [before, ours, theirs].map(({ blob }) => repository.text(blob)) as [
    string,
    string,
    string,
  ];
  const text = applyPatch(here, structuredPatch('a', 'b', old, there, '', '', { context: 3 }));
  return text === false ? undefined : { mode: ours.mode, blob: repository.addBlob(text) };
}
