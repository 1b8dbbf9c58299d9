import { DeliveryError } from '../../../diagnostics/errors.ts';
import { checkBranch } from '../../git-names.ts';
import type { OpenRequest, PullRequest } from '../contract.ts';
import { isoTime, plainBody, sameText, storedBody } from '../hosted-text.ts';
import { everyPage } from './client.ts';
import { confirmations } from './confirmations.ts';
import { isRefusal, type Repository } from './repository.ts';

export interface GiteaPull {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: 'open' | 'closed';
  readonly merged: boolean;
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
  readonly html_url: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly labels: readonly { readonly id: number; readonly name: string }[] | null;
  /** `label` is the branch; `ref` is that only while the branch exists. */
  readonly head: { readonly label: string; readonly sha: string; readonly repo_id: number };
  readonly base: { readonly label: string; readonly repo_id: number };
}

const OWN = 'meshwright/';

/** Gitea takes a pull request with such a title for a draft. */
const DRAFT = /^(?:WIP:|\[WIP\])\s*/i;

/** Gitea selects by neither branch: one request each fifty pull requests that the repository ever had. */
export async function listPulls(repository: Repository): Promise<readonly PullRequest[]> {
  const own = (await pullsOf(repository, 'all')).filter(
    ({ head, base }) => head.label.startsWith(OWN) && base.label === repository.branch,
  );
  const confirmed = await confirmations(repository, own);
  return own.map((pull) => ({ ...toPull(pull), ...confirmed.get(pull.number) })).sort((a, b) => a.number - b.number);
}

/** Those of this very repository: a fork's branches may have any name. */
async function pullsOf({ client, at }: Repository, state: 'open' | 'all'): Promise<readonly GiteaPull[]> {
  // By age, so that one that is opened between two pages comes after all and moves none.
  const query = { state, sort: 'oldest' };
  const all = await everyPage<GiteaPull>(client, 'list the pull requests', { path: `${at}/pulls`, query });
  return all.filter(({ head, base }) => head.repo_id === base.repo_id);
}

function toPull(pull: GiteaPull): PullRequest {
  const state = pull.merged ? 'merged' : pull.state;
  const { body, closedReason } = plainBody(pull.body ?? '', state === 'closed');
  return {
    number: pull.number,
    branch: pull.head.label,
    base: pull.base.label,
    title: pull.title.replace(DRAFT, ''),
    body,
    state,
    head: pull.head.sha,
    link: pull.html_url,
    openedAt: isoTime(pull.created_at),
    labels: (pull.labels ?? []).map(({ name }) => name),
    ...(pull.merged && pull.merged_at ? { mergedAt: isoTime(pull.merged_at) } : {}),
    ...(pull.merged && pull.merge_commit_sha ? { mergeCommit: pull.merge_commit_sha } : {}),
    ...(closedReason === undefined ? {} : { closedReason }),
  };
}

/** Gitea too allows one open pull request a branch and base, and says 409 to a second. */
export async function openPull(repository: Repository, request: OpenRequest): Promise<PullRequest> {
  const { branch, base, title, body, draft } = request;
  checkBranch(branch);
  checkBranch(base);
  const wanted = { head: branch, base, title: draft ? `WIP: ${title}` : title, body: storedBody(body) };
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { client, at } = repository;
      const what = `open a pull request for ${branch}`;
      return toPull(await client.ask<GiteaPull>(what, { method: 'POST', path: `${at}/pulls`, body: wanted }));
    } catch (error) {
      if (isRefusal(error, 404)) {
        throw new DeliveryError(`There is no branch ${branch} to open a pull request for.`, 'Push it first.');
      }
      if (!isRefusal(error, 409)) throw error;
      const open = await pullsOf(repository, 'open');
      const found = open.find((pull) => pull.head.label === branch && pull.base.label === base);
      if (found !== undefined) return toPull(found);
      // It was closed between the two questions.
      if (attempt === 3) throw error;
    }
  }
}

export function getPull({ client, at }: Repository, number: number): Promise<GiteaPull> {
  return client.ask<GiteaPull>(`find pull request ${number}`, { path: `${at}/pulls/${number}` });
}

/** Asks first: what is there already is not written again, and a draft and the marker of a close stay. */
export async function updatePull(
  repository: Repository,
  number: number,
  text: { readonly title: string; readonly body: string },
): Promise<void> {
  const pull = await getPull(repository, number);
  const { body, closedReason } = plainBody(pull.body ?? '', pull.state === 'closed' && !pull.merged);
  if (pull.title.replace(DRAFT, '') === text.title && sameText(body, text.body)) return;
  const draft = DRAFT.exec(pull.title)?.[0] ?? '';
  await edit(repository, number, { title: draft + text.title, body: storedBody(text.body, closedReason) });
}

/** Closing and saying why are one request, so that one without the other never exists. */
export async function closePull(repository: Repository, number: number, comment: string): Promise<void> {
  const pull = await getPull(repository, number);
  if (pull.state !== 'open') return;
  const { body } = plainBody(pull.body ?? '', false);
  await edit(repository, number, { state: 'closed', body: storedBody(body, comment) });
}

async function edit({ client, at }: Repository, number: number, body: object): Promise<void> {
  await client.ask(`change pull request ${number}`, { method: 'PATCH', path: `${at}/pulls/${number}`, body });
}
