import { DeliveryError } from '../../../diagnostics/errors.ts';
import { ForgeError } from '../hosted-errors.ts';
import type { GiteaClient } from './client.ts';

export interface Repository {
  readonly client: GiteaClient;
  /** Path of its API: `/repos/owner/name`. */
  readonly at: string;
  /** As Gitea spells it: `owner/name`. */
  readonly fullName: string;
  /** Pull requests for this branch are ours to see. */
  readonly branch: string;
}

export interface GiteaRepository {
  readonly full_name: string;
  readonly archived: boolean;
  readonly permissions?: { readonly push: boolean };
  readonly allow_merge_commits?: boolean;
  readonly allow_squash_merge?: boolean;
  readonly allow_rebase?: boolean;
}

export async function findRepository(client: GiteaClient, name: string, branch: string): Promise<Repository> {
  const found = await client
    .ask<GiteaRepository>(`find the repository ${name}`, { path: `/repos/${name}` })
    .catch((error) => {
      throw isRefusal(error, 404) ? unknown(name) : error;
    });
  if (found.archived) {
    throw new DeliveryError(
      `${found.full_name} is archived: nothing can be proposed there.`,
      'Unarchive it in its settings, or name another repository.',
    );
  }
  return { client, at: `/repos/${found.full_name}`, fullName: found.full_name, branch };
}

function unknown(name: string): DeliveryError {
  return new DeliveryError(
    `There is no repository ${name} on this Gitea, or the token may not see it.`,
    'Check the name, and that the token has the scope repository: read and write.',
  );
}

export function isRefusal(error: unknown, ...statuses: readonly number[]): error is ForgeError {
  return error instanceof ForgeError && error.status !== undefined && statuses.includes(error.status);
}
