/** A Git repository in memory: commits over persistent trees, blobs, references. Every id is the one git would give. */
import { blobId } from '../../../src/emit/blob.ts';
import { difference, type Edits, EMPTY, edited, type Folder, objectId } from './tree.ts';

export interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly tree: Folder;
  readonly message: string;
  /** Author and committer, as `Name <address>`. */
  readonly by: string;
  /** Committer date; whole seconds. */
  readonly date: Date;
  /** Length of the longest way to a root. */
  readonly height: number;
}

export interface NewCommit {
  readonly tree: Folder;
  readonly parents: readonly string[];
  readonly message: string;
  readonly date: Date;
  readonly by?: string;
}

export const MESHWRIGHT = 'Meshwright <meshwright@localhost>';
export const ANN = 'Ann <ann@example.org>';

export class MemoryRepository {
  /** What a `Git` and a `Forge` name as their remote. */
  readonly remote: string;
  readonly commits = new Map<string, Commit>();
  readonly blobs = new Map<string, string>();
  readonly #blobsOf = new Map<string, readonly string[]>();
  /** By full name, such as `refs/heads/main`. */
  readonly refs = new Map<string, string>();

  constructor(remote = '/memory/gitops.git') {
    this.remote = remote;
  }

  /** Objects never change, so both may have them; references are each one's own. */
  takeOver(other: MemoryRepository): void {
    for (const [id, commit] of other.commits) this.commits.set(id, commit);
    for (const [id, text] of other.blobs) this.blobs.set(id, text);
    for (const [ref, id] of other.refs) this.refs.set(ref, id);
  }

  commit(id: string): Commit {
    const found = this.commits.get(id);
    if (!found) throw new Error(`there is no commit ${id}`);
    return found;
  }

  text(blob: string): string {
    const found = this.blobs.get(blob);
    if (found === undefined) throw new Error(`there is no blob ${blob}`);
    return found;
  }

  addBlob(text: string): string {
    const id = blobId(text);
    this.blobs.set(id, text);
    return id;
  }

  addCommit({ tree, parents, message, date, by = MESHWRIGHT }: NewCommit): string {
    const seconds = Math.floor(date.getTime() / 1000);
    const lines = [
      `tree ${tree.id}`,
      ...parents.map((parent) => `parent ${parent}`),
      `author ${by} ${seconds} +0000`,
      `committer ${by} ${seconds} +0000`,
    ];
    const id = objectId('commit', Buffer.from(`${lines.join('\n')}\n\n${message}`));
    const height = 1 + Math.max(0, ...parents.map((parent) => this.commit(parent).height));
    if (!this.commits.has(id))
      this.commits.set(id, { id, parents, tree, message, by, date: new Date(seconds * 1000), height });
    return id;
  }

  /** Blobs that a commit has and its first parent has not at the same place. */
  blobsOf(id: string): readonly string[] {
    const known = this.#blobsOf.get(id);
    if (known) return known;
    const { tree, parents } = this.commit(id);
    const before = parents[0] === undefined ? EMPTY : this.commit(parents[0]).tree;
    const blobs = [...difference(before, tree).values()].flatMap(([, after]) => after?.blob ?? []);
    this.#blobsOf.set(id, blobs);
    return blobs;
  }

  head(branch: string): string | undefined {
    return this.refs.get(`refs/heads/${branch}`);
  }

  tree(branch: string): Folder {
    const head = this.head(branch);
    return head === undefined ? EMPTY : this.commit(head).tree;
  }

  setHead(branch: string, commit: string | undefined): void {
    if (commit === undefined) this.refs.delete(`refs/heads/${branch}`);
    else this.setRef(`refs/heads/${branch}`, commit);
  }

  /** git keeps references in folders: `a` and `a/b` cannot both be there. */
  setRef(ref: string, commit: string): void {
    this.commit(commit);
    const inTheWay = [...this.refs.keys()].find((other) => other.startsWith(`${ref}/`) || ref.startsWith(`${other}/`));
    if (inTheWay !== undefined) throw new Error(`'${inTheWay}' exists; cannot create '${ref}'`);
    this.refs.set(ref, commit);
  }

  /** The tree with some texts changed; null removes a file. */
  withTexts(tree: Folder, texts: Iterable<readonly [path: string, text: string | null]>): Folder {
    const edits: Edits = new Map(
      [...texts].map(([path, text]) => [path, text === null ? null : { mode: '100644', blob: this.addBlob(text) }]),
    );
    return edited(tree, edits);
  }

  /** Path → text of every file of a commit. */
  texts(commit: string): ReadonlyMap<string, string> {
    return new Map([...this.commit(commit).tree.files].map(([path, { blob }]) => [path, this.text(blob)]));
  }
}
