import type { Reviewers } from './forges/contract.ts';

/** What the operator asks of pull requests: how they are dressed, and how many there may be. */
export interface DeliverySettings {
  /** Put on every pull request, beside `meshwright:<kind of step>`; the first also tells that one is dressed. */
  readonly labels: readonly string[];
  readonly reviewers: Reviewers;
  readonly draft: boolean;
  /** Hand pull requests over to be merged when their requirements are met. */
  readonly mergeWhenReady: 'merge' | 'squash' | 'rebase' | undefined;
  /** Open at once. A rollback does not count, and is never held back. */
  readonly maxOpen: number;
  /** Opened within any hour. */
  readonly maxPerHour: number;
  /** Who makes commits: git here, or the forge, which signs them. */
  readonly commits: 'git' | 'forge';
}

export const DEFAULT_SETTINGS: DeliverySettings = {
  labels: ['meshwright'],
  reviewers: { users: [], teams: [] },
  draft: false,
  mergeWhenReady: undefined,
  maxOpen: 10,
  maxPerHour: 30,
  commits: 'git',
};
