import type { Answer, Incoming, Route } from '../hosted/api.ts';
import { page } from '../hosted/api.ts';
import { type Hub, Refused } from '../hosted/hub.ts';
import type { HostedPull, MergeStyle } from '../hosted/records.ts';
import { commentOf, labelOf, pullOf, repositoryOf, reviewOf, statusOf, timelineOf, userOf } from './shapes.ts';

const REPO = '/repos/{owner}/{repo}';

export function giteaRoutes(hub: Hub): readonly Route[] {
  const pull = (operation: string, handle: (pull: HostedPull, incoming: Incoming) => Answer): Route => ({
    operation,
    handle: (incoming) => {
      const found = hub.pulls[Number(incoming.params.index) - 1];
      return found === undefined ? NOT_FOUND : handle(found, incoming);
    },
  });
  return [
    { operation: 'GET /version', handle: () => ({ status: 200, body: { version: '1.24.0' } }) },
    { operation: 'GET /user', handle: ({ identity }) => ({ status: 200, body: userOf(identity.login) }) },
    { operation: `GET ${REPO}`, handle: ({ params }) => repository(hub, params) },
    { operation: `GET ${REPO}/branches/{branch}`, handle: ({ params }) => branch(hub, params.branch ?? '') },
    { operation: `GET ${REPO}/pulls`, handle: (incoming) => list(hub, incoming) },
    { operation: `POST ${REPO}/pulls`, handle: (incoming) => create(hub, incoming) },
    pull(`GET ${REPO}/pulls/{index}`, (found) => ({ status: 200, body: pullOf(hub, found) })),
    pull(`PATCH ${REPO}/pulls/{index}`, (found, incoming) => edit(hub, found, incoming)),
    pull(`POST ${REPO}/pulls/{index}/merge`, (found, incoming) => merge(hub, found, incoming)),
    pull(`GET ${REPO}/pulls/{index}/reviews`, ({ reviews }, incoming) => paged(incoming, reviews.map(reviewOf))),
    pull(`POST ${REPO}/pulls/{index}/requested_reviewers`, (found, incoming) => request(hub, found, incoming)),
    pull(`GET ${REPO}/issues/{index}/timeline`, ({ events }, incoming) =>
      paged(
        incoming,
        events.map((event) => timelineOf(hub, event)),
      ),
    ),
    pull(`GET ${REPO}/issues/{index}/comments`, ({ comments }) => ({ status: 200, body: comments.map(commentOf) })),
    pull(`POST ${REPO}/issues/{index}/comments`, (found, incoming) => comment(hub, found, incoming)),
    { operation: `PATCH ${REPO}/issues/comments/{id}`, handle: (incoming) => editComment(hub, incoming) },
    { operation: `DELETE ${REPO}/issues/comments/{id}`, handle: (incoming) => deleteComment(hub, incoming) },
    {
      operation: `GET ${REPO}/labels`,
      handle: (incoming) =>
        paged(
          incoming,
          [...hub.labels.keys()].map((name) => labelOf(hub, name)),
        ),
    },
    { operation: `POST ${REPO}/labels`, handle: ({ body }) => makeLabel(hub, (body as { name: string }).name) },
    pull(`POST ${REPO}/issues/{index}/labels`, (found, incoming) => label(hub, found, incoming)),
    {
      operation: `GET ${REPO}/statuses/{sha}`,
      handle: (incoming) => paged(incoming, (hub.statuses.get(incoming.params.sha ?? '') ?? []).map(statusOf)),
    },
    { operation: `POST ${REPO}/statuses/{sha}`, handle: (incoming) => setStatus(hub, incoming) },
  ];
}

const NOT_FOUND: Answer = {
  status: 404,
  body: { message: "The target couldn't be found.", url: 'https://gitea.example/api/swagger' },
};

function refuse(status: number, message: string): Answer {
  return { status, body: { message, url: 'https://gitea.example/api/swagger' } };
}

/** Gitea gives at most fifty at once, whatever it is asked for. */
function paged(incoming: Incoming, all: readonly unknown[]): Answer {
  const { items, headers } = page(all, incoming.query, 'https://gitea.example', 'limit', 50);
  return { status: 200, body: items, headers };
}

function repository(hub: Hub, { owner, repo }: Incoming['params']): Answer {
  return `${owner}/${repo}`.toLowerCase() === hub.fullName.toLowerCase()
    ? { status: 200, body: repositoryOf(hub) }
    : NOT_FOUND;
}

function branch(hub: Hub, name: string): Answer {
  const id = hub.git.head(name);
  if (id === undefined) return NOT_FOUND;
  const rules = hub.settings.protection;
  return {
    status: 200,
    body: {
      name,
      commit: { id },
      protected: rules !== undefined,
      required_approvals: rules?.reviews ?? 0,
      enable_status_check: (rules?.checks.length ?? 0) > 0,
      status_check_contexts: rules?.checks ?? null,
    },
  };
}

function list(hub: Hub, incoming: Incoming): Answer {
  const state = incoming.query.get('state') ?? 'open';
  const found = hub.pulls.filter((pull) => state === 'all' || pull.state === state);
  const sorted = incoming.query.get('sort') === 'oldest' ? found : [...found].reverse();
  const { items, headers } = page(sorted, incoming.query, 'https://gitea.example', 'limit', 50);
  return { status: 200, body: items.map((pull) => pullOf(hub, pull)), headers };
}

function create(hub: Hub, { body, identity }: Incoming): Answer {
  const { head, base, title, body: text = '' } = body as { head: string; base: string; title: string; body?: string };
  if (hub.git.head(head) === undefined || hub.git.head(base) === undefined) return NOT_FOUND;
  const twin = hub.pulls.find((pull) => pull.state === 'open' && pull.branch === head && pull.base === base);
  if (twin)
    return refuse(409, `pull request already exists for these targets [id: ${twin.number}, issue_id: ${twin.number}]`);
  const draft = title.startsWith('WIP:');
  const pull = hub.open({ branch: head, base, title, body: text, draft, author: identity.login });
  return { status: 201, body: pullOf(hub, pull) };
}

function edit(hub: Hub, pull: HostedPull, { body, identity }: Incoming): Answer {
  const {
    title = pull.title,
    body: text = pull.body,
    state,
  } = body as Partial<Record<'title' | 'body' | 'state', string>>;
  if (state !== undefined && pull.merged)
    return refuse(412, 'cannot change state of this pull request, it was already merged');
  if (title !== pull.title || text !== pull.body) hub.touch(pull);
  Object.assign(pull, { title, body: text });
  if (state === 'closed') hub.close(pull, identity.login);
  return { status: 201, body: pullOf(hub, pull) };
}

function merge(hub: Hub, pull: HostedPull, { body, identity }: Incoming): Answer {
  const {
    Do: style,
    MergeTitleField: title,
    merge_when_checks_succeed: later,
    head_commit_id: head,
  } = body as {
    Do: MergeStyle;
    MergeTitleField?: string;
    merge_when_checks_succeed?: boolean;
    head_commit_id?: string;
  };
  if (pull.state !== 'open') return refuse(405, 'Please try again later');
  if (!hub.settings.styles.includes(style)) return refuse(405, `${style} is not allowed`);
  if (head !== undefined && head !== hub.headOf(pull)) return refuse(409, 'head out of date');
  if (later && hub.missing(pull).length > 0) {
    if (pull.autoMerge) return refuse(409, 'The pull request is already scheduled to auto merge');
    pull.autoMerge = { by: identity.login, style, title };
    return { status: 201 };
  }
  try {
    hub.merge(pull, identity.login, style, title);
  } catch (error) {
    if (error instanceof Refused) return refuse(405, error.message);
    throw error;
  }
  return { status: 200 };
}

function request(hub: Hub, pull: HostedPull, { body }: Incoming): Answer {
  const { reviewers = [], team_reviewers: teams = [] } = body as { reviewers?: string[]; team_reviewers?: string[] };
  if (reviewers.includes(pull.author)) return refuse(422, "poster of pr can't be reviewer");
  const { collaborators, teams: known } = hub.settings;
  if (reviewers.some((user) => !collaborators.includes(user)) || teams.some((team) => !known.includes(team)))
    return NOT_FOUND;
  pull.requested.users.push(...reviewers);
  pull.requested.teams.push(...teams);
  return { status: 201, body: [] };
}

function makeLabel(hub: Hub, name: string): Answer {
  hub.labels.set(name, hub.id());
  return { status: 201, body: labelOf(hub, name) };
}

function label(hub: Hub, pull: HostedPull, { body, identity }: Incoming): Answer {
  for (const id of (body as { labels: number[] }).labels) {
    const name = [...hub.labels].find(([, number]) => number === id)?.[0];
    if (name === undefined) return NOT_FOUND;
    hub.label(pull, name, identity.login);
  }
  return { status: 200, body: pull.labels.map((name) => labelOf(hub, name)) };
}

function comment(hub: Hub, pull: HostedPull, { body, identity }: Incoming): Answer {
  const at = hub.now();
  const made = { id: hub.id(), author: identity.login, at, updatedAt: at, body: (body as { body: string }).body };
  pull.comments.push(made);
  hub.touch(pull);
  return { status: 201, body: commentOf(made) };
}

function editComment(hub: Hub, { params, body }: Incoming): Answer {
  const found = hub.pulls.flatMap(({ comments }) => comments).find(({ id }) => id === Number(params.id));
  if (found === undefined) return NOT_FOUND;
  Object.assign(found, { body: (body as { body: string }).body, updatedAt: hub.now() });
  return { status: 200, body: commentOf(found) };
}

function deleteComment(hub: Hub, { params }: Incoming): Answer {
  for (const { comments } of hub.pulls) {
    const index = comments.findIndex(({ id }) => id === Number(params.id));
    if (index < 0) continue;
    comments.splice(index, 1);
    return { status: 204 };
  }
  return NOT_FOUND;
}

function setStatus(hub: Hub, { params, body, identity }: Incoming): Answer {
  const sha = params.sha ?? '';
  const { state, context, description, target_url } = body as Record<string, string>;
  const posted = {
    ...{ id: hub.id(), context: context ?? 'default', state: state ?? 'pending', at: hub.now() },
    ...{ description: description ?? '', link: target_url || null, creator: identity.login },
  };
  hub.statuses.set(sha, [...(hub.statuses.get(sha) ?? []), posted]);
  return { status: 201, body: statusOf(posted) };
}
