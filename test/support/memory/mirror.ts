/** Writes a repository in memory out as a real one, object by object: every id stays what it is. */
import { readRefs } from '../../../src/deliver/forges/local-store.ts';
import { initBare } from '../../../src/deliver/git.ts';
import { gitIn, type RunGit } from '../../../src/deliver/git-process.ts';
import { temporaryFolder } from '../../deliver/git-sandbox.ts';
import type { Commit, MemoryRepository } from './repository.ts';
import { difference, EMPTY } from './tree.ts';

export class Mirror {
  /** Folder of the real repository. */
  readonly remote = temporaryFolder();
  readonly #repository: MemoryRepository;
  readonly #run: RunGit;
  readonly #commits = new Set<string>();
  readonly #blobs = new Set<string>();
  #initialised = false;

  constructor(repository: MemoryRepository) {
    this.#repository = repository;
    this.#run = gitIn(this.remote);
  }

  /** Brings the real repository up to the one in memory. */
  async update(): Promise<void> {
    if (!this.#initialised) await initBare(this.#run);
    this.#initialised = true;
    const fresh = [...this.#repository.commits.values()].filter(({ id }) => !this.#commits.has(id));
    if (fresh.length > 0) {
      const marks = new Map(fresh.map(({ id }, index) => [id, `:${index + 1}`]));
      const input = Buffer.concat([...fresh.map((commit) => this.#stream(commit, marks)), Buffer.from('done\n')]);
      await this.#run(['fast-import', '--quiet', '--done', '--force'], { input });
    }
    await this.#updateRefs();
  }

  /** Within one stream commits go by their marks: git finds their ids only after it. */
  #stream(commit: Commit, marks: ReadonlyMap<string, string>): Buffer {
    const parent = commit.parents[0] === undefined ? undefined : this.#repository.commit(commit.parents[0]);
    const changes = [...difference(parent?.tree ?? EMPTY, commit.tree)];
    const parts: Buffer[] = [];
    for (const [, [, after]] of changes) {
      if (!after || this.#blobs.has(after.blob) || after.mode === '160000') continue;
      const bytes = Buffer.from(this.#repository.text(after.blob));
      parts.push(Buffer.from(`blob\ndata ${bytes.length}\n`), bytes, Buffer.from('\n'));
      this.#blobs.add(after.blob);
    }
    const when = `${commit.by} ${commit.date.getTime() / 1000} +0000`;
    const message = Buffer.from(commit.message);
    parts.push(
      Buffer.from(
        `commit refs/mirror/next\nmark ${marks.get(commit.id)}\nauthor ${when}\ncommitter ${when}\ndata ${message.length}\n`,
      ),
      message,
      Buffer.from(
        `\n${commit.parents.map((id, n) => `${n === 0 ? 'from' : 'merge'} ${marks.get(id) ?? id}\n`).join('')}`,
      ),
      Buffer.from([...removals(changes), ...additions(changes)].join('')),
      Buffer.from('\nreset refs/mirror/next\n\n'),
    );
    this.#commits.add(commit.id);
    return Buffer.concat(parts);
  }

  async #updateRefs(): Promise<void> {
    const { pulls, others } = await readRefs(this.#run);
    if (pulls.size > 0) throw new Error('the mirror holds pull requests of its own');
    const gone = [...others.keys()].filter((ref) => !this.#repository.refs.has(ref));
    const lines = [
      ...gone.map((ref) => `delete ${ref}\n`),
      ...[...this.#repository.refs]
        .filter(([ref, id]) => others.get(ref) !== id)
        .map(([ref, id]) => `update ${ref} ${id}\n`),
    ];
    // Removed first: a branch may take the place of a folder of branches.
    for (const input of [lines.slice(0, gone.length), lines.slice(gone.length)])
      if (input.length > 0) await this.#run(['update-ref', '--stdin'], { input: input.join('') });
  }
}

type Changes = readonly (readonly [
  string,
  readonly [unknown, { readonly mode: string; readonly blob: string } | undefined],
])[];

const removals = (changes: Changes) =>
  changes.flatMap(([path, [, after]]) => (after ? [] : [`D ${JSON.stringify(path)}\n`]));
const additions = (changes: Changes) =>
  changes.flatMap(([path, [, after]]) => (after ? [`M ${after.mode} ${after.blob} ${JSON.stringify(path)}\n`] : []));
