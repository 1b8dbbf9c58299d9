/** What a hosted forge keeps beside git, whichever forge: pull requests and what people say on them. */

export interface HostedEvent {
  readonly id: number;
  readonly event: 'labeled' | 'unlabeled' | 'closed' | 'reopened' | 'merged' | 'head_ref_deleted';
  readonly actor: string;
  readonly at: Date;
  readonly label?: string;
}

export interface HostedComment {
  readonly id: number;
  readonly author: string;
  readonly at: Date;
  body: string;
  updatedAt: Date;
}

export interface HostedReview {
  readonly id: number;
  readonly author: string;
  readonly at: Date;
  readonly commit: string;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
}

export interface HostedStatus {
  readonly id: number;
  readonly context: string;
  readonly state: string;
  readonly description: string | null;
  readonly link: string | null;
  readonly creator: string;
  readonly at: Date;
}

export type MergeStyle = 'merge' | 'squash' | 'rebase';

export interface AutoMerge {
  readonly by: string;
  readonly style: MergeStyle;
  readonly title: string | undefined;
}

export interface HostedPull {
  readonly number: number;
  readonly branch: string;
  readonly author: string;
  readonly createdAt: Date;
  /** Owner of the fork that it comes from; absent for a branch of the repository itself. */
  readonly fork?: string;
  base: string;
  title: string;
  body: string;
  draft: boolean;
  state: 'open' | 'closed';
  /** What the branch held when it was last looked at; stays once it is closed. */
  head: string;
  updatedAt: Date;
  closedAt: Date | undefined;
  merged: { readonly at: Date; readonly commit: string; readonly by: string } | undefined;
  labels: string[];
  autoMerge: AutoMerge | undefined;
  queued: boolean;
  requested: { users: string[]; teams: string[] };
  readonly events: HostedEvent[];
  readonly comments: HostedComment[];
  readonly reviews: HostedReview[];
}

/** Who may call, and what for. */
export interface Identity {
  readonly login: string;
  readonly kind: 'user' | 'app' | 'workflow';
  /** Of a classic token. */
  readonly scopes?: readonly string[];
  /** Of an App: `{ contents: 'write' }`. */
  readonly permissions?: Readonly<Record<string, string>>;
}

/** Rules of the base branch. */
export interface Rules {
  readonly checks: readonly string[];
  readonly reviews: number;
  readonly strict?: boolean;
  readonly signatures?: boolean;
}

/** Settings of the repository that matter to delivery. */
export interface HostedSettings {
  private: boolean;
  archived: boolean;
  drafts: boolean;
  autoMerge: boolean;
  mergeQueue: boolean;
  deleteBranchOnMerge: boolean;
  styles: readonly MergeStyle[];
  collaborators: readonly string[];
  teams: readonly string[];
  rules: Rules | undefined;
  /** Rules of the old kind, which forges tell elsewhere. */
  protection: Rules | undefined;
}
