/** `Git.transitionsSince` in memory: what the commits of a branch did to state files. */
import type { StateChange } from '../../../src/deliver/git-history.ts';
import { contains, reachable } from './history.ts';
import type { MemoryRepository } from './repository.ts';
import { difference, EMPTY, type Folder } from './tree.ts';

const FOLDER = '.meshwright/rollouts/';

/** @param from undefined, or a commit that is known */
export function transitionsSince(
  repository: MemoryRepository,
  from: string | undefined,
  to: string,
): readonly StateChange[] {
  if (from !== undefined && contains(repository, to, from))
    return changesIn(repository, to, reachable(repository, [from]));
  const differing = changedStates(
    from === undefined ? EMPTY : repository.commit(from).tree,
    repository.commit(to).tree,
  );
  const history = changesIn(repository, to, new Set());
  return history.flatMap((change, index) => {
    const last = !history.slice(index + 1).some(({ path }) => path === change.path);
    const found = last ? differing.find(({ path }) => path === change.path) : undefined;
    return found ? [{ ...change, ...found }] : [];
  });
}

function changesIn(repository: MemoryRepository, to: string, without: ReadonlySet<string>): StateChange[] {
  const found: StateChange[] = [];
  for (let id: string | undefined = to; id !== undefined && !without.has(id); id = repository.commit(id).parents[0]) {
    const { tree, parents, date } = repository.commit(id);
    const before = parents[0] === undefined ? EMPTY : repository.commit(parents[0]).tree;
    found.unshift(...changedStates(before, tree).map((change) => ({ ...change, commit: id as string, at: date })));
  }
  return found;
}

function changedStates(before: Folder, after: Folder): Omit<StateChange, 'commit' | 'at'>[] {
  return [...difference(before, after)]
    .flatMap(([path, [old, now]]) =>
      path.startsWith(FOLDER) && now?.mode.startsWith('100') ? [{ path, before: old?.blob, after: now.blob }] : [],
    )
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
