import type { CommitStatus, PostedStatus } from '../contract.ts';
import { sayOnce } from '../hosted-status.ts';
import { isoTime } from '../hosted-text.ts';
import { everyPage } from './client.ts';
import type { Repository } from './repository.ts';

interface GiteaStatus {
  readonly id: number;
  readonly context: string;
  readonly status: string;
  readonly description: string;
  readonly target_url: string;
  readonly creator: { readonly login: string } | null;
  readonly created_at: string;
}

/** Gitea's `warning` stops a merge, so it is a failure. */
const STATES: Readonly<Record<string, CommitStatus['state']>> = {
  success: 'success',
  pending: 'pending',
  failure: 'failure',
  warning: 'failure',
};

export async function statuses({ client, at }: Repository, commit: string): Promise<readonly PostedStatus[]> {
  const path = `${at}/statuses/${commit}`;
  const found = await everyPage<GiteaStatus>(client, `read the statuses of ${commit}`, { path });
  return [...found]
    .sort((a, b) => b.id - a.id)
    .map(({ context, status, description, target_url, creator, created_at }) => ({
      context,
      state: STATES[status] ?? 'error',
      description,
      ...(target_url ? { link: target_url } : {}),
      creator: creator?.login ?? '',
      at: isoTime(created_at),
    }));
}

export async function setStatus(repository: Repository, commit: string, status: CommitStatus): Promise<void> {
  const { client, at } = repository;
  await sayOnce(status, {
    list: () => statuses(repository, commit),
    post: async ({ context, state, description, link = '' }) => {
      const body = { context, state, description, target_url: link };
      const path = `${at}/statuses/${commit}`;
      await client.ask(`set the status ${context} of ${commit}`, { method: 'POST', path, body, once: true });
    },
  });
}
