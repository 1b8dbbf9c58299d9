import { DeliveryError } from '../../../diagnostics/errors.ts';
import { isRefusal } from './errors.ts';
import type { Repository } from './repository.ts';

export type MergeMethod = 'merge' | 'squash' | 'rebase';

interface Queue {
  readonly repository: {
    readonly mergeQueue: {
      readonly entries: {
        readonly nodes: readonly { readonly pullRequest: { readonly number: number } | null }[];
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      };
    } | null;
  };
}

const QUEUE = `query queue($owner: String!, $repo: String!, $branch: String!, $after: String) {
  repository(owner: $owner, name: $repo) {
    mergeQueue(branch: $branch) {
      entries(first: 100, after: $after) { nodes { pullRequest { number } } pageInfo { hasNextPage endCursor } }
    }
  }
}`;

const AUTO_MERGE = `mutation autoMerge($input: EnablePullRequestAutoMergeInput!) {
  enablePullRequestAutoMerge(input: $input) { pullRequest { number } }
}`;

const ENQUEUE = `mutation enqueue($input: EnqueuePullRequestInput!) {
  enqueuePullRequest(input: $input) { mergeQueueEntry { position } }
}`;

/** Which pull requests wait in the branch's queue. One request a hundred of them. */
export async function queuedNumbers({ client, at, branch }: Repository): Promise<ReadonlySet<number>> {
  const numbers = new Set<number>();
  let after: string | null = null;
  do {
    const page: Queue = await client.ask(`read the merge queue of ${branch}`, ({ graphql }) =>
      graphql<Queue>(QUEUE, { ...at, branch, after }),
    );
    const entries = page.repository.mergeQueue?.entries;
    for (const { pullRequest } of entries?.nodes ?? []) if (pullRequest) numbers.add(pullRequest.number);
    after = entries?.pageInfo.hasNextPage ? entries.pageInfo.endCursor : null;
  } while (after !== null);
  return numbers;
}

/**
 * GitHub merges it when its requirements are met, or puts it into the queue then. Where they are met already GitHub
 * refuses to wait, so it is merged (or put into the queue) at once; only ever the head that was looked at.
 */
export async function mergeWhenReady(
  repository: Repository,
  number: number,
  method: MergeMethod,
  title: string,
): Promise<void> {
  const { client, at, mergeQueue } = repository;
  const { data } = await client.ask(`find pull request ${number}`, ({ rest }) =>
    rest.pulls.get({ ...at, pull_number: number }),
  );
  if (data.state !== 'open' || data.auto_merge) return;
  const wanted = { pullRequestId: data.node_id, expectedHeadOid: data.head.sha };
  const commit = method === 'rebase' ? {} : { commitHeadline: title, commitBody: '' };
  // A queue merges in its own way.
  const input = mergeQueue ? wanted : { ...wanted, mergeMethod: method.toUpperCase(), ...commit };
  try {
    await client.ask(`merge pull request ${number} by itself`, ({ graphql }) => graphql(AUTO_MERGE, { input }));
  } catch (error) {
    if (isRefusal(error, 422, /already enabled|already (queued|in the (merge )?queue)/i)) return;
    if (isRefusal(error, 422, /not allowed|unstable status/i)) throw refusedToWait(error, at.repo);
    if (!isRefusal(error, 422, /clean status/i)) throw error;
    if (mergeQueue) await enqueue(repository, number, wanted);
    else await mergeNow(repository, { number, method, title, head: data.head.sha });
  }
}

async function enqueue({ client }: Repository, number: number, input: object): Promise<void> {
  try {
    await client.ask(`put pull request ${number} into the merge queue`, ({ graphql }) => graphql(ENQUEUE, { input }));
  } catch (error) {
    if (!isRefusal(error, 422, /already (queued|in the (merge )?queue)/i)) throw error;
  }
}

interface Merge {
  readonly number: number;
  readonly method: MergeMethod;
  readonly title: string;
  readonly head: string;
}

async function mergeNow({ client, at }: Repository, { number, method, title, head }: Merge): Promise<void> {
  const pull_number = number;
  const commit = method === 'rebase' ? {} : { commit_title: title, commit_message: '' };
  try {
    await client.ask(`merge pull request ${number}`, ({ rest }) =>
      rest.pulls.merge({ ...at, pull_number, sha: head, merge_method: method, ...commit }),
    );
  } catch (error) {
    if (!isRefusal(error, 405) && !isRefusal(error, 409)) throw error;
    // An answer that got lost on its way leaves a merged one behind.
    const { data } = await client.ask(`find pull request ${number}`, ({ rest }) =>
      rest.pulls.get({ ...at, pull_number }),
    );
    if (!data.merged) throw error;
  }
}

function refusedToWait(error: DeliveryError, repo: string): DeliveryError {
  return new DeliveryError(
    error.message,
    `GitHub waits only for checks that are required: require meshwright/gate in the rules of the branch, and switch on "Allow auto-merge" in the settings of ${repo}. Or merge it by hand.`,
  );
}
