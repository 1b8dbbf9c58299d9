/** A proposal on a forge, as plain data. Everything delivery knows of one; nothing else is remembered between runs. */
export interface PullRequest {
  readonly number: number;
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
  readonly state: 'open' | 'merged' | 'closed';
  /** Commit id. Of an open one: what its branch holds now. Of any other: what it held when it was merged or closed. */
  readonly head: string;
  /** What a person types or clicks to see it: `meshwright local show 3`, or a URL. */
  readonly link: string;
  /** ISO with milliseconds, by the forge's clock. */
  readonly openedAt?: string;
  /** ISO with milliseconds, by the forge's clock. */
  readonly mergedAt?: string;
  /** The commit by which the base branch got the change. */
  readonly mergeCommit?: string;
  /** ISO with milliseconds; an approval given on the *merged* pull request says "applied everywhere". */
  readonly confirmedAt?: string;
  readonly confirmedBy?: string;
  /** What Meshwright said when it closed it. Absent when a person closed it: that is a veto. */
  readonly closedReason?: string;
  /** Names of its labels, where the forge has labels. */
  readonly labels?: readonly string[];
  /** In a merge queue: pushing to its branch, or editing it, would throw it out. */
  readonly queued?: true;
}

/** What people say with a label, on a forge that has labels. */
export const PEOPLE_SAY = {
  /** On a merged one: every cluster has applied it. Becomes `confirmedAt`. */
  applied: 'meshwright:applied',
  /** On a merged one: go on although its gates could not be judged. Never overrules one that failed. */
  proceed: 'meshwright:proceed',
  /** On a closed one: propose the same content again. */
  retry: 'meshwright:retry',
} as const;

export interface OpenRequest {
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
  readonly head: string;
  /** Opens it as a draft, where the forge has drafts. Nothing else about an open one changes if it is one. */
  readonly draft?: boolean;
}

export interface CommitStatus {
  /** Names who says it about what: `meshwright/gate`, `kustomization/us-east`. A later one of the same context replaces it. */
  readonly context: string;
  readonly state: 'success' | 'pending' | 'failure' | 'error';
  readonly description: string;
  readonly link?: string;
}

/** One that is there already. */
export interface PostedStatus extends CommitStatus {
  /** Login of who posted it: any writer can post one, so who says it matters. */
  readonly creator: string;
  /** ISO with milliseconds, by the forge's clock. */
  readonly at: string;
}

export interface Approval {
  readonly by: string;
  /** ISO with milliseconds, by the forge's clock. */
  readonly at: string;
}

export interface Reviewers {
  readonly users: readonly string[];
  readonly teams: readonly string[];
}

/** The commit that a forge makes itself, and signs: on top of `parent`, as the head of a new branch. */
export interface ForgeCommit {
  readonly parent: string;
  readonly branch: string;
  /** Path to its new text; null removes the file. */
  readonly changes: ReadonlyMap<string, string | null>;
  readonly message: string;
}

/** One line of `meshwright doctor`. */
export interface Examined {
  readonly what: string;
  readonly verdict: 'ok' | 'missing' | 'advice';
  /** What was found; where something is missing, what to do about it. */
  readonly detail: string;
}

/** What a forge can do beyond the six methods. Absent means: it cannot, and nobody may ask it to. */
export interface ForgeAbilities {
  /** Time may be scaled, so that a demo lives through its bake times. Only for a forge that no cluster reads. */
  readonly scaledClock?: true;
  /** A pull request needs a base branch with at least one commit. */
  readonly needsBase?: true;
  /** Adds labels to a pull request; those it has stay. Makes a label that the repository lacks. */
  addLabels?(number: number, labels: readonly string[]): Promise<void>;
  /** Asks people for a review. Who cannot be asked (the author, a stranger) is left out and named in the answer. */
  requestReviews?(number: number, reviewers: Reviewers): Promise<readonly string[]>;
  /** Hands it over to be merged as soon as its requirements are met. `title` becomes the commit's subject. */
  mergeWhenReady?(number: number, method: 'merge' | 'squash' | 'rebase', title: string): Promise<void>;
  /** One comment a pull request and key: made at first, replaced later; the same text again changes nothing. */
  comment?(number: number, key: string, text: string): Promise<void>;
  /** Every status of a commit, newest first. */
  statuses?(commit: string): Promise<readonly PostedStatus[]>;
  setStatus?(commit: string, status: CommitStatus): Promise<void>;
  /** Who approves a pull request in any state, each once, with the latest time. A withdrawn approval does not count. */
  approvals?(number: number): Promise<readonly Approval[]>;
  /** Answers with the id of the head; undefined when the branch is there already with something else in it. */
  commit?(commit: ForgeCommit): Promise<string | undefined>;
  /** Token, repository, rules of the branch: what delivery needs and whether it is there. Never rejects. */
  examine?(branch: string): Promise<readonly Examined[]>;
}

/**
 * Where proposals are reviewed and merged. A forge decides nothing: it answers what is, and does what it is told.
 * Every method may be called again after a crash and by two processes at once. A method that rejects has changed
 * nothing, or has done what calling it again will find done. `test/deliver/forges/contract.ts` checks all of this.
 */
export interface Forge {
  /** Where git fetches from and pushes to: a URL, or an absolute path. Holds no credentials. */
  readonly remote: string;

  /**
   * Configuration that lets git in there, such as the header with a token for this one origin; asked for before each
   * run, because tokens of an App live for an hour. Absent where none is needed.
   */
  gitConfig?(): Promise<Readonly<Record<string, string>>>;

  readonly abilities: ForgeAbilities;

  /**
   * Every pull request whose branch starts with `meshwright/`, in all states, oldest first. Complete: one that is left
   * out would be proposed again. Sees whatever happened before the call.
   */
  list(): Promise<readonly PullRequest[]>;

  /**
   * Opens a pull request for a branch that has been pushed. At most one is open for a branch: when there is one
   * already, that one is returned as it is (its text is not changed; `update` does that), whoever opened it. Rejects
   * when the branch is not there. A closed or merged one of the same branch does not count.
   */
  open(request: OpenRequest): Promise<PullRequest>;

  /** Replaces title and body, in any state. The same text again changes nothing, not even a date. */
  update(number: number, text: { readonly title: string; readonly body: string }): Promise<void>;

  /** Closes an open one without merging; `comment` becomes `closedReason`. One that is not open stays as it is. */
  close(number: number, comment: string): Promise<void>;

  /** The clock by which `mergedAt` and `confirmedAt` are written; the machine's own clock is never compared with those. */
  now(): Promise<Date>;
}

/** How to prove who one is. Comes from the environment of the operator, never from a mesh or a file. */
export type Credentials =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'app'; readonly appId: string; readonly privateKey: string; readonly installationId?: string };

export interface ForgeOptions {
  /** Which repository: what this means (a folder, `owner/name`) is for the forge to say in `describe`. */
  readonly repository: string;
  /** The branch that holds the applied tree: only pull requests for it are listed. Default `main`. */
  readonly branch?: string;
  /** Address of the forge's API, where it is not the public one. */
  readonly apiUrl?: string;
  /** Address that git fetches from and pushes to, where it does not follow from the others. */
  readonly gitUrl?: string;
  readonly credentials?: Credentials;
  /** Whether pull requests of the branch are merged by a queue. */
  readonly mergeQueue?: boolean;
  /** Replaces the machine's clock where the forge would read that; tests use it to live through bake times. */
  readonly clock?: () => Date;
}

/** One forge on the shelf. `connect` rejects, with a hint for a person, when the repository cannot be used. */
export interface ForgeFactory<F extends Forge = Forge> {
  /** What a configuration writes to choose it. */
  readonly kind: string;
  /** One line for `meshwright doctor` and the documentation. */
  readonly describe: string;
  /**
   * Variables of the environment that hold a token for it by custom, beside MESHWRIGHT_TOKEN, which goes first. Absent
   * for a forge that asks nobody who they are.
   */
  readonly tokenVariables?: readonly string[];
  connect(options: ForgeOptions): Promise<F>;
}
