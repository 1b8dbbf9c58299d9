/** Questions about history, answered as `git log --first-parent` and `git merge-base` answer them. */
import { diffArrays } from 'diff';
import type { Commit, MemoryRepository } from './repository.ts';
import { Folder } from './tree.ts';

/** Commits of the first-parent history that changed a path, newest first. `git log --first-parent -- <path>`. */
export function* changesOf(repository: MemoryRepository, commit: string, path: string): Generator<Commit> {
  let id: string | undefined = commit;
  while (id !== undefined) {
    const here: Commit = repository.commit(id);
    const parent: string | undefined = here.parents[0];
    if (identity(here.tree.node(path)) !== identity(parent && repository.commit(parent).tree.node(path))) yield here;
    id = parent;
  }
}

function identity(node: ReturnType<Folder['node']> | ''): string {
  if (!node) return '';
  if (node instanceof Folder) return node.entries.size === 0 ? '' : node.id;
  return `${node.mode} ${node.blob}`;
}

type Memory = Map<string, Map<string, Date | undefined>>;
const remembered = new WeakMap<MemoryRepository, Memory>();

/** Answers are remembered along the way: a year's history is walked once for each path, not at every tick. */
export function changedAt(repository: MemoryRepository, commit: string, path: string, text?: string): Date | undefined {
  const memory = remembered.get(repository) ?? new Map();
  remembered.set(repository, memory);
  const key = `${path}\0${text ?? ''}`;
  const known: Map<string, Date | undefined> = memory.get(key) ?? new Map();
  memory.set(key, known);
  const trail: string[] = [];
  let date: Date | undefined;
  for (let id: string | undefined = commit; id !== undefined; id = repository.commit(id).parents[0]) {
    if (known.has(id)) {
      date = known.get(id);
      break;
    }
    trail.push(id);
    if (changes(repository, repository.commit(id), path, text)) {
      date = repository.commit(id).date;
      break;
    }
  }
  for (const id of trail) known.set(id, date);
  return date;
}

function changes(repository: MemoryRepository, commit: Commit, path: string, text: string | undefined): boolean {
  const parent = commit.parents[0];
  const before = parent === undefined ? undefined : repository.commit(parent).tree.node(path);
  const after = commit.tree.node(path);
  if (identity(before) === identity(after)) return false;
  if (text === undefined) return true;
  if (before instanceof Folder || after instanceof Folder) throw new Error(`${path} is no file`);
  return touchesLine(before ? repository.text(before.blob) : '', after ? repository.text(after.blob) : '', text);
}

/** Whether a line that was added or removed holds the text: `git log -G`, for texts that mean themselves. */
export function touchesLine(before: string, after: string, text: string): boolean {
  if (!before.includes(text) && !after.includes(text)) return false;
  const [old, now] = [before.split('\n'), after.split('\n')];
  const held = (lines: readonly string[]) => lines.filter((line) => line.includes(text));
  if (held(old).join('\n') !== held(now).join('\n')) return true;
  return diffArrays(old, now).some(({ added, removed, value }) => (added || removed) && held(value).length > 0);
}

/** Whether `ancestor` is `descendant` or can be reached from it. */
export function contains(repository: MemoryRepository, descendant: string, ancestor: string): boolean {
  return reachable(repository, [descendant], repository.commit(ancestor).height).has(ancestor);
}

/** Commits that can be reached, no further down than the given height. */
export function reachable(
  repository: MemoryRepository,
  from: readonly string[],
  height = 0,
  known: ReadonlySet<string> = new Set(),
): Set<string> {
  const found = new Set<string>();
  const left = [...from];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (found.has(id) || known.has(id)) continue;
    const commit = repository.commit(id);
    if (commit.height < height) continue;
    found.add(id);
    left.push(...commit.parents);
  }
  return found;
}

const BASE = 1;
const HEAD = 2;
const BEYOND = 4;

/** The best common ancestor: one that no other common ancestor contains. Of several, the newest, as git prefers. */
export function mergeBase(repository: MemoryRepository, base: string, head: string): string | undefined {
  if (base === head) return base;
  const marks = new Map<string, number>();
  const byHeight = new Map<number, string[]>();
  let top = 0;
  const mark = (id: string, bits: number): void => {
    const before = marks.get(id);
    if (before === undefined) {
      const { height } = repository.commit(id);
      byHeight.set(height, [...(byHeight.get(height) ?? []), id]);
      top = Math.max(top, height);
    }
    marks.set(id, (before ?? 0) | bits);
  };
  mark(base, BASE);
  mark(head, HEAD);
  const found: Commit[] = [];
  let open = true;
  for (let height = top; height > 0 && open; height -= 1) {
    for (const id of byHeight.get(height) ?? []) {
      const bits = marks.get(id) ?? 0;
      const common = (bits & (BASE | HEAD)) === (BASE | HEAD);
      if (common && !(bits & BEYOND)) found.push(repository.commit(id));
      for (const parent of repository.commit(id).parents) mark(parent, common ? bits | BEYOND : bits);
    }
    byHeight.delete(height);
    open = [...byHeight.values()].some((ids) => ids.some((id) => !((marks.get(id) ?? 0) & BEYOND)));
  }
  return found.sort((a, b) => b.date.getTime() - a.date.getTime())[0]?.id;
}
