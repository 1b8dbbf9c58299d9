/** `Git` over a repository in memory. A scratch knows what it has fetched or made itself, and nothing else. */
import { type Git, GitError, type PushResult, type TreeEntry } from '../../../src/deliver/git.ts';
import type { StateChange } from '../../../src/deliver/git-history.ts';
import { checkBranch, checkId, checkPath, checkRemote } from '../../../src/deliver/git-names.ts';
import { DeliveryError } from '../../../src/diagnostics/errors.ts';
import { changedAt, contains, mergeBase, reachable } from './history.ts';
import type { Commit, MemoryRepository } from './repository.ts';
import { transitionsSince } from './transitions.ts';
import { difference, EMPTY, Folder } from './tree.ts';

const SIGNALS = ['pause/', 'resume/', 'notified/'];

export function memoryScratch(repository: MemoryRepository): Git {
  const scratch = new MemoryScratch(repository);
  // A plain object, so that a test can spread it and put something in the place of one method.
  return {
    fetchBase: async (remote, branch) => scratch.fetch(remote, branch),
    remoteBranch: async (branch) => scratch.branch(branch),
    remoteBranches: async () => scratch.refsBelow('refs/heads/'),
    signals: async () => scratch.refsBelow('refs/meshwright/'),
    listTree: async (commit) => scratch.commit(commit).tree.files,
    readBlobs: async (ids) => scratch.texts(ids),
    treeOf: async (commit) => scratch.commit(commit).tree.id,
    proposedChanges: async (base, head) => scratch.proposedChanges(base, head),
    changedAt: async (commit, path, text) => changedAt(repository, scratch.commit(commit).id, path, text),
    historySince: async (commit, since) => scratch.historySince(commit, since),
    parentOf: async (commit) => scratch.parentOf(commit),
    transitionsSince: async (from, to) => scratch.transitionsSince(from, to),
    contains: async (commit, ancestor) => scratch.contains(commit, ancestor),
    folderAt: async (commit, path) => scratch.folderAt(commit, path),
    writeCommit: async ({ parent, changes, message, date }) => {
      const tree = parent === undefined ? EMPTY : scratch.commit(parent).tree;
      checkChanges(tree, changes);
      const id = repository.addCommit({
        tree: repository.withTexts(tree, changes),
        parents: parent === undefined ? [] : [parent],
        message,
        date,
      });
      scratch.learn([id]);
      return id;
    },
    push: async (remote, commit, branch, lease) => {
      checkBranch(branch);
      checkId(commit);
      return scratch.push(remote, `refs/heads/${branch}`, commit, lease);
    },
    deleteBranch: async (remote, branch, lease) => {
      checkId(lease);
      checkBranch(branch);
      return scratch.remove(remote, `refs/heads/${branch}`, lease);
    },
    pushSignal: async (remote, name, commit, lease) => {
      checkBranch(name);
      if (!SIGNALS.some((kind) => name.startsWith(kind))) throw new Error(`not a signal: ${name}`);
      const ref = `refs/meshwright/${name}`;
      if (commit === undefined) return scratch.remove(remote, ref, lease) === 'stale' ? 'stale' : 'pushed';
      checkId(commit);
      return scratch.push(remote, ref, commit, lease);
    },
  };
}

class MemoryScratch {
  readonly #repository: MemoryRepository;
  readonly #commits = new Set<string>();
  readonly #blobs = new Set<string>();
  #refs: ReadonlyMap<string, string> = new Map();

  constructor(repository: MemoryRepository) {
    this.#repository = repository;
  }

  fetch(remote: string, branch: string): string | undefined {
    this.#check(remote);
    checkBranch(branch);
    const wanted = [
      `refs/heads/${branch}`,
      'refs/heads/meshwright/',
      ...SIGNALS.map((kind) => `refs/meshwright/${kind}`),
    ];
    const refs = [...this.#repository.refs].filter(([ref]) =>
      wanted.some((one) => (one.endsWith('/') ? ref.startsWith(one) : ref === one)),
    );
    this.learn(refs.map(([, id]) => id));
    this.#refs = new Map(refs.sort(([a], [b]) => (a < b ? -1 : 1)));
    return this.branch(branch);
  }

  /** Takes over commits with everything below them that is not here yet. */
  learn(commits: readonly string[]): void {
    const fresh = reachable(this.#repository, commits, 0, this.#commits);
    for (const id of fresh) this.#commits.add(id);
    for (const id of fresh) for (const blob of this.#repository.blobsOf(id)) this.#blobs.add(blob);
  }

  branch(branch: string): string | undefined {
    checkBranch(branch);
    return this.#refs.get(`refs/heads/${branch}`);
  }

  refsBelow(prefix: string): ReadonlyMap<string, string> {
    const below = [...this.#refs].filter(([ref]) => ref.startsWith(prefix));
    return new Map(below.map(([ref, id]) => [ref.slice(prefix.length), id]));
  }

  commit(id: string): Commit {
    checkId(id);
    if (!this.#commits.has(id)) throw failed(`${id} has not been fetched`);
    return this.#repository.commit(id);
  }

  texts(ids: Iterable<string>): ReadonlyMap<string, string> {
    const wanted = [...new Set(ids)];
    for (const id of wanted) checkId(id);
    const missing = wanted.find((id) => !this.#blobs.has(id));
    if (missing !== undefined) throw failed(`${missing} has not been fetched`);
    return new Map(wanted.map((id) => [id, this.#repository.text(id)]));
  }

  proposedChanges(base: string | undefined, head: string): ReadonlyMap<string, string | undefined> {
    const { tree } = this.commit(head);
    const fork = base === undefined ? undefined : mergeBase(this.#repository, this.commit(base).id, head);
    const from = fork === undefined ? EMPTY : this.#repository.commit(fork).tree;
    return new Map([...difference(from, tree)].map(([path, [, after]]) => [path, after?.blob]));
  }

  historySince(commit: string, since: string): readonly string[] | undefined {
    checkId(commit);
    checkId(since);
    if (!this.#commits.has(commit) || !this.#commits.has(since)) return undefined;
    const found: string[] = [];
    for (let id: string | undefined = commit; id !== undefined; id = this.#repository.commit(id).parents[0]) {
      found.push(id);
      if (id === since) return found;
    }
    return undefined;
  }

  parentOf(commit: string): string | undefined {
    checkId(commit);
    return this.#commits.has(commit) ? this.#repository.commit(commit).parents[0] : undefined;
  }

  transitionsSince(from: string, to: string): readonly StateChange[] {
    checkId(from);
    const known = this.#commits.has(from) ? from : undefined;
    return transitionsSince(this.#repository, known, this.commit(to).id);
  }

  contains(commit: string, ancestor: string): boolean {
    checkId(commit);
    checkId(ancestor);
    return this.#commits.has(commit) && this.#commits.has(ancestor) && contains(this.#repository, commit, ancestor);
  }

  folderAt(commit: string, path: string): string | undefined {
    checkId(commit);
    if (!this.#commits.has(commit)) return undefined;
    const node: Folder | TreeEntry | undefined = this.#repository.commit(commit).tree.node(path);
    return node instanceof Folder ? node.id : node?.blob;
  }

  push(remote: string, ref: string, commit: string, lease: string | ''): PushResult {
    this.#check(remote);
    if (lease !== '') checkId(lease);
    const now = this.#repository.refs.get(ref);
    if (now === commit) return 'up-to-date';
    if (now !== (lease || undefined)) return 'stale';
    this.commit(commit);
    try {
      this.#repository.setRef(ref, commit);
    } catch (error) {
      throw failed((error as Error).message);
    }
    return 'pushed';
  }

  remove(remote: string, ref: string, lease: string): 'deleted' | 'absent' | 'stale' {
    this.#check(remote);
    const now = this.#repository.refs.get(ref);
    if (now === undefined) return 'absent';
    if (now !== lease) return 'stale';
    // What HEAD names: a bare repository keeps it, whoever asks.
    if (ref === 'refs/heads/main') throw failed('refusing to delete the current branch: refs/heads/main');
    this.#repository.refs.delete(ref);
    return 'deleted';
  }

  #check(remote: string): void {
    checkRemote(remote);
    if (remote !== this.#repository.remote) throw failed(`there is no repository ${remote}`);
  }
}

function failed(stderr: string): GitError {
  return new GitError(['(in memory)'], { code: 128, stdout: Buffer.alloc(0), stderr });
}

/** What `writeCommit` of the real one refuses: links and submodules in the way, and a file that would be a folder too. */
function checkChanges(tree: Folder, changes: ReadonlyMap<string, string | null>): void {
  for (const path of changes.keys()) {
    checkPath(path);
    for (const place of [path, ...foldersOf(path)]) {
      const mode = tree.at(place)?.mode;
      if (mode === '120000' || mode === '160000')
        throw inTheWay(path, mode === '120000' ? 'a symbolic link' : 'a submodule');
    }
  }
  const written = [...changes].flatMap(([path, text]) => (text === null ? [] : [path]));
  const folders = new Set(written.flatMap(foldersOf));
  const stays = (path: string) => tree.at(path) !== undefined && changes.get(path) !== null;
  for (const path of written) {
    const node = tree.node(path);
    const keepsFolder = node instanceof Folder && [...node.files.keys()].some((below) => stays(`${path}/${below}`));
    const belowFile = foldersOf(path).some((folder) => stays(folder) || written.includes(folder));
    if (folders.has(path) || keepsFolder || belowFile) throw inTheWay(path, 'a file and a folder at once');
  }
}

function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

function inTheWay(path: string, what: string): DeliveryError {
  return new DeliveryError(`${JSON.stringify(path)} cannot be changed: there is ${what}.`, 'Nothing was written.');
}
