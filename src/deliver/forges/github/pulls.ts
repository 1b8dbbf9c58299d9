import type { components } from '@octokit/openapi-types';
import { DeliveryError } from '../../../diagnostics/errors.ts';
import { checkBranch } from '../../git-names.ts';
import type { OpenRequest, PullRequest } from '../contract.ts';
import { isoTime, plainBody, sameText, storedBody } from '../hosted-text.ts';
import { everyPage } from './client.ts';
import { confirmations } from './confirmations.ts';
import { isRefusal } from './errors.ts';
import { queuedNumbers } from './merging.ts';
import type { Repository } from './repository.ts';

type Listed = components['schemas']['pull-request-simple'];
type Shown = Pick<
  Listed,
  'number' | 'title' | 'body' | 'state' | 'head' | 'base' | 'html_url' | 'created_at' | 'merged_at' | 'merge_commit_sha'
> & { readonly labels: readonly { readonly name?: string | undefined }[] };

const OWN = 'meshwright/';

/** One request a hundred pull requests that the branch ever had, and what `confirmations` and the queue cost. */
export async function listPulls(repository: Repository): Promise<readonly PullRequest[]> {
  const { client, at, branch } = repository;
  const items = await client.ask('list the pull requests', ({ rest }) =>
    // By creation, so that one that is opened between two pages comes after all and moves none.
    everyPage((page) =>
      rest.pulls.list({ ...at, state: 'all', base: branch, sort: 'created', direction: 'asc', per_page: 100, page }),
    ),
  );
  const own = items.filter((item) => isOwn(item) && item.head.ref.startsWith(OWN));
  const confirmed = await confirmations(repository, own);
  const open = own.some(({ state }) => state === 'open');
  const queued = repository.mergeQueue && open ? await queuedNumbers(repository) : new Set<number>();
  return own
    .map((item) => ({
      ...toPull(item),
      ...confirmed.get(item.number),
      ...(queued.has(item.number) ? { queued: true as const } : {}),
    }))
    .sort((a, b) => a.number - b.number);
}

/** A branch of a fork may have any name: only those of this very repository are ours. */
function isOwn({ head, base }: Pick<Listed, 'head' | 'base'>): boolean {
  return (head.repo as { id: number } | null)?.id === base.repo.id;
}

function toPull(item: Shown): PullRequest {
  const merged = item.merged_at !== null;
  const state = merged ? 'merged' : item.state === 'open' ? 'open' : 'closed';
  const { body, closedReason } = plainBody(item.body ?? '', state === 'closed');
  return {
    number: item.number,
    branch: item.head.ref,
    base: item.base.ref,
    title: item.title,
    body,
    state,
    head: item.head.sha,
    link: item.html_url,
    openedAt: isoTime(item.created_at),
    labels: item.labels.flatMap(({ name }) => (name === undefined ? [] : [name])),
    // Before a merge this field holds a commit that GitHub made to try it.
    ...(merged ? { mergedAt: isoTime(item.merged_at!) } : {}),
    ...(merged && item.merge_commit_sha !== null ? { mergeCommit: item.merge_commit_sha } : {}),
    ...(closedReason === undefined ? {} : { closedReason }),
  };
}

/**
 * GitHub itself allows one open pull request a branch and base. So a second attempt, also one after an answer that got
 * lost on its way, is told that it exists; and that one is taken.
 */
export async function openPull(repository: Repository, request: OpenRequest): Promise<PullRequest> {
  checkBranch(request.branch);
  checkBranch(request.base);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return toPull(await create(repository, request));
    } catch (error) {
      if (isRefusal(error, 422, /No commits between/i)) throw nothingToMerge(request);
      if (isRefusal(error, 422, /"field":\s*"head"/i)) throw missingBranch(request);
      if (!isRefusal(error, 422, /already exists/i)) throw error;
      const found = await openOf(repository, request);
      if (found !== undefined) return toPull(found);
      // It was closed between the two questions.
      if (attempt === 3) throw error;
    }
  }
}

async function create({ client, at }: Repository, request: OpenRequest): Promise<Shown> {
  const { branch: head, base, title, body, draft = false } = request;
  const post = (asDraft: boolean) =>
    client.ask(`open a pull request for ${head}`, ({ rest }) =>
      rest.pulls.create({ ...at, head, base, title, body: storedBody(body), draft: asDraft }),
    );
  try {
    return (await post(draft)).data;
  } catch (error) {
    // Private repositories of the free plan have no drafts.
    if (draft && isRefusal(error, 422, /draft/i)) return (await post(false)).data;
    throw error;
  }
}

async function openOf({ client, at }: Repository, { branch, base }: OpenRequest): Promise<Shown | undefined> {
  const { data } = await client.ask(`find the pull request of ${branch}`, ({ rest }) =>
    rest.pulls.list({ ...at, state: 'open', head: `${at.owner}:${branch}`, base, per_page: 100 }),
  );
  return data.find((item) => isOwn(item) && item.head.ref === branch && item.base.ref === base);
}

/** Asks first: what is there already is not written again, and the marker of a close is kept. */
export async function updatePull(
  { client, at }: Repository,
  number: number,
  text: { readonly title: string; readonly body: string },
): Promise<void> {
  const pull_number = number;
  await client.ask(`change pull request ${number}`, async ({ rest }) => {
    const { data } = await rest.pulls.get({ ...at, pull_number });
    const { body, closedReason } = plainBody(data.body ?? '', data.state === 'closed' && data.merged_at === null);
    if (data.title === text.title && sameText(body, text.body)) return;
    await rest.pulls.update({ ...at, pull_number, title: text.title, body: storedBody(text.body, closedReason) });
  });
}

/** Closing and saying why are one request, so that one without the other never exists. */
export async function closePull({ client, at }: Repository, number: number, comment: string): Promise<void> {
  const pull_number = number;
  await client.ask(`close pull request ${number}`, async ({ rest }) => {
    const { data } = await rest.pulls.get({ ...at, pull_number });
    if (data.state !== 'open') return;
    const { body } = plainBody(data.body ?? '', false);
    await rest.pulls.update({ ...at, pull_number, state: 'closed', body: storedBody(body, comment) });
  });
}

function nothingToMerge({ branch, base }: OpenRequest): DeliveryError {
  return new DeliveryError(
    `${branch} holds nothing that ${base} lacks, so there is nothing to open a pull request for.`,
    'Run meshwright tick again: it looks at both branches anew.',
  );
}

function missingBranch({ branch }: OpenRequest): DeliveryError {
  return new DeliveryError(`There is no branch ${branch} to open a pull request for.`, 'Push it first.');
}
