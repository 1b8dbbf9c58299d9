/**
 * Gitea's shapes of what the hub holds, as far as the forge reads them. Gitea describes itself in Swagger that its own
 * server gives out, and none is at hand; what differs from GitHub is: times carry the server's zone, `head.label` is the
 * branch, `head.ref` is `refs/pull/<n>/head` once the branch is gone, a status has `status` and no `state`, a dismissed
 * review keeps its state, an edit answers 201.
 */
import type { Hub } from '../hosted/hub.ts';
import type { HostedComment, HostedEvent, HostedPull, HostedReview, HostedStatus } from '../hosted/records.ts';

const WEB = 'https://gitea.example';

/** In the zone of the server, two hours ahead. */
function time(date: Date): string {
  return `${new Date(date.getTime() + 7_200_000).toISOString().slice(0, 19)}+02:00`;
}

export function userOf(login: string) {
  return { id: login.length, login, full_name: '', email: `${login}@example.org`, avatar_url: '', is_admin: false };
}

export function repositoryOf(hub: Hub) {
  const { styles, archived } = hub.settings;
  return {
    id: 1,
    name: hub.name,
    full_name: hub.fullName,
    owner: userOf(hub.owner),
    archived,
    permissions: { admin: false, push: true, pull: true },
    allow_merge_commits: styles.includes('merge'),
    allow_squash_merge: styles.includes('squash'),
    allow_rebase: styles.includes('rebase'),
  };
}

export function labelOf(hub: Hub, name: string) {
  return { id: hub.labels.get(name) ?? 0, name, color: 'ededed', description: '' };
}

export function pullOf(hub: Hub, pull: HostedPull) {
  const there = hub.git.head(pull.branch) !== undefined;
  return {
    id: 1000 + pull.number,
    number: pull.number,
    user: userOf(pull.author),
    title: pull.title,
    body: pull.body,
    labels: pull.labels.map((name) => labelOf(hub, name)),
    state: pull.state,
    draft: pull.draft,
    merged: pull.merged !== undefined,
    merged_at: pull.merged ? time(pull.merged.at) : null,
    merge_commit_sha: pull.merged?.commit ?? null,
    html_url: `${WEB}/${hub.fullName}/pulls/${pull.number}`,
    created_at: time(pull.createdAt),
    updated_at: time(pull.updatedAt),
    closed_at: pull.closedAt ? time(pull.closedAt) : null,
    head: {
      label: pull.branch,
      ref: there ? pull.branch : `refs/pull/${pull.number}/head`,
      sha: hub.headOf(pull),
      repo_id: pull.fork === undefined ? 1 : 2,
    },
    base: { label: pull.base, ref: pull.base, sha: hub.git.head(pull.base), repo_id: 1 },
  };
}

export function reviewOf({ id, author, state, commit, at }: HostedReview) {
  const dismissed = state === 'DISMISSED';
  const spelt = {
    APPROVED: 'APPROVED',
    CHANGES_REQUESTED: 'REQUEST_CHANGES',
    COMMENTED: 'COMMENT',
    DISMISSED: 'APPROVED',
  };
  return {
    id,
    user: userOf(author),
    state: spelt[state],
    dismissed,
    stale: false,
    commit_id: commit,
    submitted_at: time(at),
  };
}

export function commentOf({ id, author, body, at, updatedAt }: HostedComment) {
  return { id, user: userOf(author), body, created_at: time(at), updated_at: time(updatedAt) };
}

export function timelineOf(hub: Hub, { id, event, actor, at, label }: HostedEvent) {
  const entry = { id, user: userOf(actor), created_at: time(at), updated_at: time(at) };
  if (label === undefined) return { ...entry, type: event === 'closed' ? 'close' : event, body: '', label: null };
  return { ...entry, type: 'label', body: event === 'labeled' ? '1' : '', label: labelOf(hub, label) };
}

export function statusOf({ id, context, state, description, link, creator, at }: HostedStatus) {
  return {
    id,
    context,
    status: state,
    description: description ?? '',
    target_url: link ?? '',
    creator: userOf(creator),
    created_at: time(at),
    updated_at: time(at),
  };
}
