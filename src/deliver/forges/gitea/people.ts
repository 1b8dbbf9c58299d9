/** What people see and say on a pull request: labels, requests for a review, reviews, comments. */
import type { Approval, Reviewers } from '../contract.ts';
import { latestApprovals } from '../hosted-approvals.ts';
import { type Comment, keepOneComment } from '../hosted-comment.ts';
import { everyPage } from './client.ts';
import { isRefusal, type Repository } from './repository.ts';

interface Label {
  readonly id: number;
  readonly name: string;
}

/** Gitea wants the numbers of labels, so those are looked up, and made where the repository lacks one. */
export async function addLabels({ client, at }: Repository, number: number, labels: readonly string[]): Promise<void> {
  if (labels.length === 0) return;
  const known = await everyPage<Label>(client, 'read the labels', { path: `${at}/labels` });
  const ids: number[] = [];
  for (const name of new Set(labels)) {
    const found = known.find((label) => label.name === name);
    const made = () =>
      client.ask<Label>(`make the label ${name}`, {
        method: 'POST',
        path: `${at}/labels`,
        body: { name, color: '#ededed' },
        // Gitea would make a second of the same name.
        once: true,
      });
    ids.push((found ?? (await made())).id);
  }
  const path = `${at}/issues/${number}/labels`;
  await client.ask(`label pull request ${number}`, { method: 'POST', path, body: { labels: ids } });
}

/** One by one: Gitea refuses all of them for one that cannot be asked, and does not say whom. */
export async function requestReviews(
  { client, at }: Repository,
  number: number,
  { users, teams }: Reviewers,
): Promise<readonly string[]> {
  const refused: string[] = [];
  const everybody = [
    ...users.map((name) => ({ name, body: { reviewers: [name] } })),
    ...teams.map((name) => ({ name, body: { team_reviewers: [name] } })),
  ];
  for (const { name, body } of everybody) {
    const path = `${at}/pulls/${number}/requested_reviewers`;
    try {
      await client.ask(`ask ${name} to review pull request ${number}`, { method: 'POST', path, body });
    } catch (error) {
      if (!isRefusal(error, 404, 422)) throw error;
      refused.push(name);
    }
  }
  return refused;
}

interface Review {
  readonly user: { readonly login: string } | null;
  readonly state: string;
  readonly dismissed: boolean;
  readonly submitted_at: string;
}

export async function approvals({ client, at }: Repository, number: number): Promise<readonly Approval[]> {
  const path = `${at}/pulls/${number}/reviews`;
  const reviews = await everyPage<Review>(client, `read the reviews of pull request ${number}`, { path });
  return latestApprovals(
    reviews.map(({ user, state, dismissed, submitted_at }) => ({
      by: user?.login,
      approves: opinion(state, dismissed),
      at: submitted_at,
    })),
  );
}

function opinion(state: string, dismissed: boolean): boolean | undefined {
  if (state === 'APPROVED') return !dismissed;
  return state === 'REQUEST_CHANGES' ? false : undefined;
}

interface GiteaComment {
  readonly id: number;
  readonly body: string;
  readonly user: { readonly login: string } | null;
}

export async function comment(repository: Repository, number: number, key: string, text: string): Promise<void> {
  const { client, at } = repository;
  const what = `comment on pull request ${number}`;
  const path = `${at}/issues/${number}/comments`;
  await keepOneComment(key, text, {
    list: async () => (await client.ask<readonly GiteaComment[] | undefined>(what, { path }))?.map(toComment) ?? [],
    me: () => viewer(repository),
    post: async (body) => void (await client.ask(what, { method: 'POST', path, body: { body }, once: true })),
    edit: async (id, body) => {
      await client.ask(what, { method: 'PATCH', path: `${at}/issues/comments/${id}`, body: { body } });
    },
    remove: async (id) => void (await client.ask(what, { method: 'DELETE', path: `${at}/issues/comments/${id}` })),
  });
}

function toComment({ id, body, user }: GiteaComment): Comment {
  return { id, body, by: user?.login };
}

export async function viewer({ client }: Repository): Promise<string> {
  return (await client.ask<{ readonly login: string }>('tell whose token this is', { path: '/user' })).login;
}
