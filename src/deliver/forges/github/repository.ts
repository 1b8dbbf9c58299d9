import { DeliveryError } from '../../../diagnostics/errors.ts';
import type { Addresses } from './addresses.ts';
import type { GitHubClient } from './client.ts';
import { isRefusal } from './errors.ts';

/** One repository, as its own requests need it. */
export interface Repository {
  readonly client: GitHubClient;
  /** As GitHub spells it now: a request to an old name would be redirected, and a redirected write is lost. */
  readonly at: { readonly owner: string; readonly repo: string };
  /** Pull requests for this branch are ours to see. */
  readonly branch: string;
  readonly mergeQueue: boolean;
}

/** Asks GitHub for the repository: rejects when there is none to work with. One request. */
export async function findRepository(
  client: GitHubClient,
  { owner, name }: Addresses,
  { branch, mergeQueue }: Pick<Repository, 'branch' | 'mergeQueue'>,
): Promise<Repository> {
  const { data } = await client
    .ask(`find the repository ${owner}/${name}`, ({ rest }) => rest.repos.get({ owner, repo: name }))
    .catch((error) => {
      throw isRefusal(error, 404) ? unknown(owner, name) : error;
    });
  if (data.archived) {
    throw new DeliveryError(
      `${data.full_name} is archived: nothing can be proposed there.`,
      'Unarchive it in its settings, or name another repository.',
    );
  }
  return { client, at: { owner: data.owner.login, repo: data.name }, branch, mergeQueue };
}

function unknown(owner: string, name: string): DeliveryError {
  return new DeliveryError(
    `There is no repository ${owner}/${name} on GitHub, or the token may not see it.`,
    'Check the name. A fine-grained token and an App see only the repositories that were chosen for them.',
  );
}
