import type { CommitStatus, PostedStatus } from '../contract.ts';
import { cut, isoTime } from '../hosted-text.ts';
import { everyPage } from './client.ts';
import type { Repository } from './repository.ts';

/** Longest description that GitHub takes. */
const LONGEST = 140;

const STATES = ['success', 'pending', 'failure', 'error'] as const;

/** GitHub answers with the newest first. */
export async function statuses({ client, at }: Repository, commit: string): Promise<readonly PostedStatus[]> {
  const found = await client.ask(`read the statuses of ${commit}`, ({ rest }) =>
    everyPage((page) => rest.repos.listCommitStatusesForRef({ ...at, ref: commit, per_page: 100, page })),
  );
  return found.map(({ context, state, description, target_url, creator, created_at }) => ({
    context,
    state: STATES.find((known) => known === state) ?? 'error',
    description: description ?? '',
    ...(target_url ? { link: target_url } : {}),
    creator: creator?.login ?? '',
    at: isoTime(created_at),
  }));
}

/** A commit holds a thousand of one context, so what it says already is not said again. */
export async function setStatus(repository: Repository, commit: string, status: CommitStatus): Promise<void> {
  const { client, at } = repository;
  const { context, state, link } = status;
  const description = cut(status.description, LONGEST);
  const said = (await statuses(repository, commit)).find((each) => each.context === context);
  if (said?.state === state && said.description === description && said.link === link) return;
  await client.ask(`set the status ${context} of ${commit}`, ({ rest }) =>
    rest.repos.createCommitStatus({
      ...at,
      sha: commit,
      context,
      state,
      description,
      ...(link === undefined ? {} : { target_url: link }),
    }),
  );
}
