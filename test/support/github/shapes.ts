/** GitHub's shapes of what the hub holds. `test/support/openapi/check.ts` holds every one of them against GitHub's own. */
import type { components } from '@octokit/openapi-types';
import type { Hub } from '../hosted/hub.ts';
import type { HostedComment, HostedEvent, HostedPull, HostedReview, HostedStatus } from '../hosted/records.ts';

type Schemas = components['schemas'];

/** Addresses that nobody follows. */
const WEB = 'https://github.example';

/** GitHub's times have no fractions. */
export const time = (date: Date) => `${date.toISOString().slice(0, 19)}Z`;

/** A stable number for a name. */
function numberOf(name: string): number {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 7);
}

const urls = <N extends string>(base: string, names: readonly N[]) =>
  Object.fromEntries(names.map((name) => [name, `${base}/${name.replace(/_url$/, '')}`])) as Record<N, string>;

export function userOf(login: string): Schemas['simple-user'] {
  const base = `${WEB}/users/${login}`;
  const names = ['followers_url', 'following_url', 'gists_url', 'starred_url', 'subscriptions_url'] as const;
  const more = ['organizations_url', 'repos_url', 'events_url', 'received_events_url', 'avatar_url'] as const;
  return {
    login,
    id: numberOf(login),
    node_id: `U_${login}`,
    gravatar_id: '',
    url: base,
    html_url: `${WEB}/${login}`,
    ...urls(base, [...names, ...more]),
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
  };
}

const REPOSITORY_URLS = [
  ...(['archive_url', 'assignees_url', 'blobs_url', 'branches_url', 'collaborators_url', 'comments_url'] as const),
  ...(['commits_url', 'compare_url', 'contents_url', 'contributors_url', 'deployments_url', 'downloads_url'] as const),
  ...(['events_url', 'forks_url', 'git_commits_url', 'git_refs_url', 'git_tags_url', 'hooks_url'] as const),
  ...(['issue_comment_url', 'issue_events_url', 'issues_url', 'keys_url', 'labels_url', 'languages_url'] as const),
  ...(['merges_url', 'milestones_url', 'notifications_url', 'pulls_url', 'releases_url', 'stargazers_url'] as const),
  ...(['statuses_url', 'subscribers_url', 'subscription_url', 'tags_url', 'teams_url', 'trees_url'] as const),
  ...(['svn_url', 'git_url', 'ssh_url', 'clone_url'] as const),
] as const;

/** Of the repository itself, or of a fork of it. */
export function repositoryOf(hub: Hub, owner = hub.owner): Schemas['repository'] {
  const base = `${WEB}/repos/${owner}/${hub.name}`;
  return {
    id: numberOf(`${owner}/${hub.name}`),
    node_id: `R_${owner}_${hub.name}`,
    name: hub.name,
    full_name: `${owner}/${hub.name}`,
    owner: userOf(owner),
    private: hub.settings.private,
    archived: hub.settings.archived,
    fork: owner !== hub.owner,
    url: base,
    html_url: `${WEB}/${owner}/${hub.name}`,
    ...urls(base, REPOSITORY_URLS),
    default_branch: 'main',
    description: null,
    homepage: null,
    language: null,
    license: null,
    mirror_url: null,
    disabled: false,
    forks: 0,
    forks_count: 0,
    has_downloads: true,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    open_issues: 0,
    open_issues_count: 0,
    size: 1,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    pushed_at: time(hub.now()),
    created_at: time(hub.now()),
    updated_at: time(hub.now()),
  };
}

export function labelOf(hub: Hub, name: string): Schemas['label'] {
  const id = hub.labels.get(name) ?? 0;
  return { id, node_id: `L_${id}`, url: `${WEB}/l/${id}`, name, description: '', color: 'ededed', default: false };
}

export function pullOf(hub: Hub, pull: HostedPull): Schemas['pull-request-simple'] {
  const base = `${WEB}/repos/${hub.fullName}/pulls/${pull.number}`;
  const owner = pull.fork ?? hub.owner;
  const links = ['comments', 'commits', 'statuses', 'html', 'issue', 'review_comments', 'review_comment', 'self'];
  const user = userOf(pull.author);
  const end = (ref: string, sha: string, of: string) => ({
    ...{ label: `${of}:${ref}`, ref, sha, user: userOf(of), repo: repositoryOf(hub, of) },
  });
  return {
    ...urls(base, ['diff_url', 'patch_url', 'issue_url', 'commits_url', 'comments_url', 'statuses_url']),
    ...urls(base, ['review_comment_url', 'review_comments_url']),
    url: base,
    id: 1000 + pull.number,
    node_id: `PR_${pull.number}`,
    number: pull.number,
    html_url: `${WEB}/${hub.fullName}/pull/${pull.number}`,
    title: pull.title,
    body: pull.body === '' ? null : pull.body,
    state: pull.state,
    draft: pull.draft,
    locked: false,
    labels: pull.labels.map((name) => labelOf(hub, name)) as Schemas['pull-request-simple']['labels'],
    user,
    assignee: null,
    milestone: null,
    author_association: 'COLLABORATOR',
    created_at: time(pull.createdAt),
    updated_at: time(pull.updatedAt),
    closed_at: pull.closedAt ? time(pull.closedAt) : null,
    merged_at: pull.merged ? time(pull.merged.at) : null,
    // An open one has a commit here too, by which GitHub tries the merge.
    merge_commit_sha: pull.merged?.commit ?? 'f'.repeat(40),
    auto_merge: autoMergeOf(pull),
    requested_reviewers: pull.requested.users.map(userOf),
    head: end(pull.branch, hub.headOf(pull), owner),
    base: end(pull.base, hub.git.head(pull.base) ?? '', hub.owner),
    _links: Object.fromEntries(
      links.map((name) => [name, { href: `${base}/${name}` }]),
    ) as Schemas['pull-request-simple']['_links'],
  };
}

function autoMergeOf({ autoMerge }: HostedPull): Schemas['auto-merge'] {
  if (autoMerge === undefined) return null;
  const { by, style, title = '' } = autoMerge;
  return { enabled_by: userOf(by), merge_method: style, commit_title: title, commit_message: '' };
}

/** What one pull request by itself says beyond the list. */
export function fullPullOf(hub: Hub, pull: HostedPull): Schemas['pull-request'] {
  const more = {
    merged: pull.merged !== undefined,
    merged_by: pull.merged ? userOf(pull.merged.by) : null,
    mergeable: true,
    mergeable_state: hub.missing(pull).length > 0 ? 'blocked' : 'clean',
    rebaseable: true,
    maintainer_can_modify: false,
    comments: pull.comments.length,
    review_comments: 0,
    commits: 1,
    additions: 1,
    deletions: 0,
    changed_files: 1,
  };
  return { ...pullOf(hub, pull), ...more } as Schemas['pull-request'];
}

export function commentOf(pull: HostedPull, comment: HostedComment): Schemas['issue-comment'] {
  const url = `${WEB}/comments/${comment.id}`;
  return {
    id: comment.id,
    node_id: `IC_${comment.id}`,
    url,
    html_url: url,
    issue_url: `${WEB}/issues/${pull.number}`,
    body: comment.body,
    user: userOf(comment.author),
    author_association: 'COLLABORATOR',
    created_at: time(comment.at),
    updated_at: time(comment.updatedAt),
  };
}

export function reviewOf(pull: HostedPull, review: HostedReview): Schemas['pull-request-review'] {
  const url = `${WEB}/reviews/${review.id}`;
  return {
    id: review.id,
    node_id: `PRR_${review.id}`,
    user: userOf(review.author),
    body: '',
    state: review.state,
    commit_id: review.commit,
    html_url: url,
    pull_request_url: `${WEB}/pulls/${pull.number}`,
    _links: { html: { href: url }, pull_request: { href: url } },
    submitted_at: time(review.at),
    author_association: 'COLLABORATOR',
  };
}

export function eventOf(event: HostedEvent): Schemas['labeled-issue-event'] {
  const url = `${WEB}/events/${event.id}`;
  const label = { name: event.label ?? '', color: 'ededed' };
  return {
    id: event.id,
    node_id: `E_${event.id}`,
    url,
    actor: userOf(event.actor),
    event: event.event,
    commit_id: null,
    commit_url: null,
    created_at: time(event.at),
    performed_via_github_app: null,
    label,
  };
}

export function statusOf(status: HostedStatus): Schemas['status'] {
  return {
    id: status.id,
    node_id: `SC_${status.id}`,
    url: `${WEB}/statuses/${status.id}`,
    avatar_url: null,
    state: status.state,
    description: status.description,
    target_url: status.link,
    context: status.context,
    created_at: time(status.at),
    updated_at: time(status.at),
    creator: userOf(status.creator),
  };
}
