import type { CommitStatus, PostedStatus } from '../contract.ts';
import { sayOnce } from '../hosted-status.ts';
import { isoTime } from '../hosted-text.ts';
import { everyPage } from './client.ts';
import type { Repository } from './repository.ts';

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

/** One request when it is said already, otherwise two. */
export async function setStatus(repository: Repository, commit: string, status: CommitStatus): Promise<void> {
  const { client, at } = repository;
  await sayOnce(status, {
    list: () => statuses(repository, commit),
    post: async ({ context, state, description, link }) => {
      const target = link === undefined ? {} : { target_url: link };
      const said = { context, state, description, ...target, request: { retries: 0 } };
      await client.ask(`set the status ${context} of ${commit}`, ({ rest }) =>
        rest.repos.createCommitStatus({ ...at, sha: commit, ...said }),
      );
    },
  });
}
