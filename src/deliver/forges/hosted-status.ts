import type { CommitStatus, PostedStatus } from './contract.ts';
import { isUnclear } from './hosted-errors.ts';
import { cut } from './hosted-text.ts';

/** Longest description that GitHub takes, and that Gitea shows. */
const LONGEST = 140;
const MOST_TRIES = 3;

export interface Statuses {
  /** Newest first. */
  list(): Promise<readonly PostedStatus[]>;
  /** Not tried again by itself. */
  post(status: CommitStatus): Promise<void>;
}

/** A forge holds so many statuses of a commit and no more, so what was said last is not said again. */
export async function sayOnce(status: CommitStatus, statuses: Statuses): Promise<void> {
  const cutStatus = { ...status, description: cut(status.description, LONGEST) };
  for (let attempt = 1; ; attempt += 1) {
    const said = (await statuses.list()).find(({ context }) => context === status.context);
    if (said !== undefined && same(said, cutStatus)) return;
    try {
      await statuses.post(cutStatus);
      return;
    } catch (error) {
      // When the answer got lost, looking again tells whether the status did.
      if (!isUnclear(error) || attempt === MOST_TRIES) throw error;
    }
  }
}

function same(said: CommitStatus, status: CommitStatus): boolean {
  return said.state === status.state && said.description === status.description && said.link === status.link;
}
