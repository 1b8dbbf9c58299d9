import type { Answer, Incoming, Route } from '../hosted/api.ts';
import { page } from '../hosted/api.ts';
import { type Hub, Refused } from '../hosted/hub.ts';
import type { HostedPull, MergeStyle } from '../hosted/records.ts';
import { commentOf, eventOf, fullPullOf, labelOf, pullOf, reviewOf } from './shapes.ts';

const PULLS = '/repos/{owner}/{repo}/pulls';
const ISSUES = '/repos/{owner}/{repo}/issues';

export function pullRoutes(hub: Hub): readonly Route[] {
  const needs = 'pull_requests=write';
  return [
    { operation: `GET ${PULLS}`, handle: (incoming) => list(hub, incoming) },
    { operation: `POST ${PULLS}`, needs, handle: (incoming) => create(hub, incoming) },
    one(hub, `GET ${PULLS}/{pull_number}`, (pull) => ({ status: 200, body: fullPullOf(hub, pull) })),
    { ...one(hub, `PATCH ${PULLS}/{pull_number}`, (pull, incoming) => edit(hub, pull, incoming)), needs },
    {
      ...one(hub, `PUT ${PULLS}/{pull_number}/merge`, (pull, incoming) => merge(hub, pull, incoming)),
      needs: 'contents=write',
    },
    one(hub, `GET ${PULLS}/{pull_number}/reviews`, (pull, incoming) =>
      paged(
        incoming,
        pull.reviews.map((review) => reviewOf(pull, review)),
      ),
    ),
    {
      ...one(hub, `POST ${PULLS}/{pull_number}/requested_reviewers`, (pull, incoming) => request(hub, pull, incoming)),
      needs,
    },
    { ...one(hub, `POST ${ISSUES}/{issue_number}/labels`, (pull, incoming) => label(hub, pull, incoming)), needs },
    one(hub, `GET ${ISSUES}/{issue_number}/events`, (pull, incoming) =>
      paged(incoming, pull.events.filter(({ label }) => label !== undefined).map(eventOf)),
    ),
    one(hub, `GET ${ISSUES}/{issue_number}/comments`, (pull, incoming) =>
      paged(
        incoming,
        pull.comments.map((comment) => commentOf(pull, comment)),
      ),
    ),
    { ...one(hub, `POST ${ISSUES}/{issue_number}/comments`, (pull, incoming) => comment(hub, pull, incoming)), needs },
    { operation: `PATCH ${ISSUES}/comments/{comment_id}`, needs, handle: (incoming) => editComment(hub, incoming) },
    { operation: `DELETE ${ISSUES}/comments/{comment_id}`, needs, handle: (incoming) => deleteComment(hub, incoming) },
  ];
}

/** A route about one pull request; the number may be called by either name. */
function one(hub: Hub, operation: string, handle: (pull: HostedPull, incoming: Incoming) => Answer): Route {
  return {
    operation,
    handle: (incoming) => {
      const number = Number(incoming.params.pull_number ?? incoming.params.issue_number);
      const pull = hub.pulls[number - 1];
      return pull === undefined ? NOT_FOUND : handle(pull, incoming);
    },
  };
}

export const NOT_FOUND: Answer = {
  status: 404,
  body: { message: 'Not Found', documentation_url: 'https://docs.github.example', status: '404' },
};

/** GitHub's way to refuse what it understood. */
export function invalid(message: string, error: Readonly<Record<string, string>>): Answer {
  return { status: 422, body: { message, errors: [error], documentation_url: 'https://docs.github.example' } };
}

export function paged(incoming: Incoming, all: readonly unknown[]): Answer {
  const { items, headers } = page(all, incoming.query, 'https://api.github.example', 'per_page', 100);
  return { status: 200, body: items, headers };
}

function list(hub: Hub, incoming: Incoming): Answer {
  const { query } = incoming;
  const state = query.get('state') ?? 'open';
  const [head, base] = [query.get('head'), query.get('base')];
  const found = hub.pulls
    .filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => base === null || pull.base === base)
    .filter((pull) => head === null || head === `${pull.fork ?? hub.owner}:${pull.branch}`);
  const sorted = query.get('direction') === 'asc' ? found : [...found].reverse();
  const { items, headers } = page(sorted, query, 'https://api.github.example', 'per_page', 100);
  return { status: 200, body: items.map((pull) => pullOf(hub, pull)), headers };
}

function create(hub: Hub, { body, identity }: Incoming): Answer {
  const wanted = body as { title: string; head: string; base: string; body?: string; draft?: boolean };
  const fails = (error: Readonly<Record<string, string>>) =>
    invalid('Validation Failed', { resource: 'PullRequest', ...error });
  const head = hub.git.head(wanted.head);
  if (head === undefined) return fails({ field: 'head', code: 'invalid' });
  const base = hub.git.head(wanted.base);
  if (base === undefined) return fails({ field: 'base', code: 'invalid' });
  const twin = hub.pulls.find(
    (pull) => pull.state === 'open' && !pull.fork && pull.branch === wanted.head && pull.base === wanted.base,
  );
  if (twin !== undefined) {
    return fails({ code: 'custom', message: `A pull request already exists for ${hub.owner}:${wanted.head}.` });
  }
  if (hub.git.isAncestor(head, base)) {
    return fails({ code: 'custom', message: `No commits between ${wanted.base} and ${wanted.head}` });
  }
  if (wanted.draft && !hub.settings.drafts) {
    return fails({ code: 'custom', message: 'Draft pull requests are not supported in this repository.' });
  }
  const { title, base: onto, body: text = '', draft = false } = wanted;
  const pull = hub.open({ branch: wanted.head, base: onto, title, body: text, draft, author: identity.login });
  return { status: 201, body: fullPullOf(hub, pull) };
}

function edit(hub: Hub, pull: HostedPull, { body, identity }: Incoming): Answer {
  const {
    title = pull.title,
    body: text = pull.body,
    state,
  } = body as Partial<Record<'title' | 'body' | 'state', string>>;
  const changed = title !== pull.title || text !== pull.body;
  Object.assign(pull, { title, body: text });
  if (changed) hub.touch(pull);
  if (state === 'closed') hub.close(pull, identity.login);
  return { status: 200, body: fullPullOf(hub, pull) };
}

function merge(hub: Hub, pull: HostedPull, { body, identity }: Incoming): Answer {
  const wanted = (body ?? {}) as { merge_method?: MergeStyle; sha?: string; commit_title?: string };
  const { merge_method: style = 'merge', sha, commit_title } = wanted;
  const refuse = (status: number, message: string) => ({ status, body: { message } });
  if (!hub.settings.styles.includes(style)) return refuse(405, `${style} merges are not allowed on this repository.`);
  if (sha !== undefined && sha !== hub.headOf(pull))
    return refuse(409, 'Head branch was modified. Review and try the merge again.');
  try {
    hub.merge(pull, identity.login, style, commit_title);
  } catch (error) {
    if (error instanceof Refused) return refuse(405, error.message);
    throw error;
  }
  return { status: 200, body: { sha: pull.merged!.commit, merged: true, message: 'Pull Request successfully merged' } };
}

function request(hub: Hub, pull: HostedPull, { body }: Incoming): Answer {
  const { reviewers = [], team_reviewers: teams = [] } = body as { reviewers?: string[]; team_reviewers?: string[] };
  if (reviewers.includes(pull.author)) return refused('Review cannot be requested from pull request author.');
  const strangers = [
    ...reviewers.filter((user) => !hub.settings.collaborators.includes(user)),
    ...teams.filter((team) => !hub.settings.teams.includes(team)),
  ];
  if (strangers.length > 0) return refused('Reviews may only be requested from collaborators.');
  pull.requested.users.push(...reviewers.filter((user) => !pull.requested.users.includes(user)));
  pull.requested.teams.push(...teams.filter((team) => !pull.requested.teams.includes(team)));
  hub.touch(pull);
  return { status: 201, body: pullOf(hub, pull) };
}

function refused(message: string): Answer {
  return { status: 422, body: { message, documentation_url: 'https://docs.github.example' } };
}

function label(hub: Hub, pull: HostedPull, { body, identity }: Incoming): Answer {
  for (const name of (body as { labels: string[] }).labels) hub.label(pull, name, identity.login);
  return { status: 200, body: pull.labels.map((name) => labelOf(hub, name)) };
}

function comment(hub: Hub, pull: HostedPull, { body, identity }: Incoming): Answer {
  const at = hub.now();
  const made = { id: hub.id(), author: identity.login, at, updatedAt: at, body: (body as { body: string }).body };
  pull.comments.push(made);
  hub.touch(pull);
  return { status: 201, body: commentOf(pull, made) };
}

function editComment(hub: Hub, { params, body }: Incoming): Answer {
  const [pull, found] = commentBy(hub, params);
  if (!pull || !found) return NOT_FOUND;
  Object.assign(found, { body: (body as { body: string }).body, updatedAt: hub.now() });
  hub.touch(pull);
  return { status: 200, body: commentOf(pull, found) };
}

function deleteComment(hub: Hub, { params }: Incoming): Answer {
  const [pull, found] = commentBy(hub, params);
  if (!pull || !found) return NOT_FOUND;
  pull.comments.splice(pull.comments.indexOf(found), 1);
  return { status: 204 };
}

function commentBy(hub: Hub, { comment_id }: Incoming['params']) {
  const pull = hub.pulls.find(({ comments }) => comments.some(({ id }) => id === Number(comment_id)));
  return [pull, pull?.comments.find(({ id }) => id === Number(comment_id))] as const;
}
