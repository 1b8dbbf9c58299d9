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
  readonly mergedAt?: string;
  /** The commit by which the base branch got the change. */
  readonly mergeCommit?: string;
  /** ISO with milliseconds; an approval given on the *merged* pull request says "applied everywhere". */
  readonly confirmedAt?: string;
  readonly confirmedBy?: string;
  /** What Meshwright said when it closed it. Absent when a person closed it: that is a veto. */
  readonly closedReason?: string;
}

export interface OpenRequest {
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
  readonly head: string;
}

/** What a forge can do beyond the six methods. Absent means: it cannot, and nobody may ask it to. */
export interface ForgeAbilities {
  /** Time may be scaled, so that a demo lives through its bake times. Only for a forge that no cluster reads. */
  readonly scaledClock?: true;
}

/**
 * Where proposals are reviewed and merged. A forge decides nothing: it answers what is, and does what it is told.
 * Every method may be called again after a crash and by two processes at once. A method that rejects has changed
 * nothing, or has done what calling it again will find done. `test/deliver/forges/contract.ts` checks all of this.
 */
export interface Forge {
  /** Where git fetches from and pushes to: a URL, or an absolute path. Holds no credentials. */
  readonly remote: string;

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

export interface ForgeOptions {
  /** Which repository: what this means (a folder, `owner/name`) is for the forge to say in `describe`. */
  readonly repository: string;
  /** Replaces the machine's clock where the forge would read that; tests use it to live through bake times. */
  readonly clock?: () => Date;
}

/** One forge on the shelf. `connect` rejects, with a hint for a person, when the repository cannot be used. */
export interface ForgeFactory<F extends Forge = Forge> {
  /** What a configuration writes to choose it. */
  readonly kind: string;
  /** One line for `meshwright doctor` and the documentation. */
  readonly describe: string;
  connect(options: ForgeOptions): Promise<F>;
}
