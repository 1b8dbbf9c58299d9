import type { Answer, Incoming, Route } from '../hosted/api.ts';
import type { Hub } from '../hosted/hub.ts';
import type { Identity, Rules } from '../hosted/records.ts';
import { invalid, NOT_FOUND, paged } from './pull-routes.ts';
import { repositoryOf, statusOf, time, userOf } from './shapes.ts';

const REPO = '/repos/{owner}/{repo}';

/** The repository, its branches and rules, commit statuses, and who is calling. */
export function repositoryRoutes(hub: Hub): readonly Route[] {
  return [
    { operation: `GET ${REPO}`, handle: (incoming) => repository(hub, incoming) },
    { operation: `GET ${REPO}/branches/{branch}`, handle: (incoming) => branch(hub, incoming) },
    { operation: `GET ${REPO}/rules/branches/{branch}`, handle: (incoming) => paged(incoming, rules(hub)) },
    { operation: `GET ${REPO}/commits/{ref}/statuses`, handle: (incoming) => statuses(hub, incoming) },
    {
      operation: `POST ${REPO}/statuses/{sha}`,
      needs: 'statuses=write',
      handle: (incoming) => setStatus(hub, incoming),
    },
    { operation: 'GET /user', handle: ({ identity }) => user(hub, identity) },
    { operation: 'GET /rate_limit', handle: () => rateLimit(hub) },
  ];
}

function repository(hub: Hub, { params, identity }: Incoming): Answer {
  // GitHub finds a repository whatever the case, and answers with its own spelling.
  if (`${params.owner}/${params.repo}`.toLowerCase() !== hub.fullName.toLowerCase()) return NOT_FOUND;
  const { styles, autoMerge } = hub.settings;
  const told = {
    ...repositoryOf(hub),
    has_discussions: false,
    network_count: 0,
    subscribers_count: 0,
    allow_merge_commit: styles.includes('merge'),
    allow_squash_merge: styles.includes('squash'),
    allow_rebase_merge: styles.includes('rebase'),
    allow_auto_merge: autoMerge,
    ...(identity.kind === 'user' ? { permissions: permissionsOf(hub, identity) } : {}),
  };
  return { status: 200, body: told, headers: scopesOf(identity) };
}

function permissionsOf(hub: Hub, { login }: Identity) {
  return { admin: false, maintain: false, push: hub.settings.collaborators.includes(login), triage: true, pull: true };
}

function scopesOf({ scopes }: Identity): Readonly<Record<string, string>> {
  return scopes === undefined ? {} : { 'x-oauth-scopes': scopes.join(', ') };
}

function branch(hub: Hub, { params }: Incoming): Answer {
  const name = params.branch ?? '';
  const sha = hub.git.head(name);
  if (sha === undefined) return { status: 404, body: { message: 'Branch not found' } };
  const url = `https://github.example/branches/${name}`;
  const person = { name: 'Ann', email: 'ann@example.org', date: time(hub.now()) };
  const { protection } = hub.settings;
  const checks = protection?.checks ?? [];
  return {
    status: 200,
    body: {
      name,
      commit: {
        ...{ sha, node_id: `C_${sha}`, url, html_url: url, comments_url: url, author: null, committer: null },
        commit: {
          ...{ url, message: 'x', comment_count: 0, author: person, committer: person },
          tree: { sha: hub.git.treeOf(sha), url },
        },
        parents: [],
      },
      _links: { html: url, self: url },
      protected: protection !== undefined || hub.settings.rules !== undefined,
      protection: {
        enabled: protection !== undefined,
        required_status_checks: { contexts: checks, checks: checks.map((context) => ({ context, app_id: null })) },
      },
      protection_url: `${url}/protection`,
    },
  };
}

function rules({ settings, fullName }: Hub): readonly unknown[] {
  const from = { ruleset_source_type: 'Repository', ruleset_source: fullName, ruleset_id: 1 };
  const queue = settings.mergeQueue ? [{ type: 'merge_queue', ...from }] : [];
  return [...(settings.rules === undefined ? [] : rulesOf(settings.rules, from)), ...queue];
}

function rulesOf({ checks, reviews, strict = false, signatures = false }: Rules, from: object): readonly unknown[] {
  const required = {
    strict_required_status_checks_policy: strict,
    required_status_checks: checks.map((context) => ({ context })),
  };
  const pulls = {
    required_approving_review_count: reviews,
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_review_thread_resolution: false,
  };
  return [
    { type: 'required_status_checks', parameters: required, ...from },
    { type: 'pull_request', parameters: pulls, ...from },
    ...(signatures ? [{ type: 'required_signatures', ...from }] : []),
  ];
}

function statuses(hub: Hub, incoming: Incoming): Answer {
  const newestFirst = [...(hub.statuses.get(incoming.params.ref ?? '') ?? [])].reverse();
  return paged(incoming, newestFirst.map(statusOf));
}

function setStatus(hub: Hub, { params, body, identity }: Incoming): Answer {
  const sha = params.sha ?? '';
  if (hub.git.try(['cat-file', '-e', `${sha}^{commit}`]) === undefined) {
    return invalid('Validation Failed', {
      resource: 'Status',
      code: 'custom',
      message: `No commit found for SHA: ${sha}`,
    });
  }
  const {
    state,
    context = 'default',
    description = null,
    target_url: link = null,
  } = body as {
    state: string;
    context?: string;
    description?: string;
    target_url?: string;
  };
  if ((description?.length ?? 0) > 140) {
    return invalid('Validation Failed', { resource: 'Status', code: 'custom', message: 'description is too long' });
  }
  const posted = { id: hub.id(), context, state, description, link, creator: identity.login, at: hub.now() };
  hub.statuses.set(sha, [...(hub.statuses.get(sha) ?? []), posted]);
  return { status: 201, body: statusOf(posted) };
}

function user(hub: Hub, identity: Identity): Answer {
  if (identity.kind !== 'user') return { status: 403, body: { message: 'Resource not accessible by integration' } };
  const more = {
    ...{ name: null, company: null, blog: null, location: null, email: null, hireable: null, bio: null },
    ...{ public_repos: 0, public_gists: 0, followers: 0, following: 0 },
    ...{ created_at: time(hub.now()), updated_at: time(hub.now()) },
  };
  return { status: 200, body: { ...userOf(identity.login), ...more }, headers: scopesOf(identity) };
}

function rateLimit(hub: Hub): Answer {
  const reset = Math.floor(hub.now().getTime() / 1000) + 3600;
  const rate = { limit: 5000, remaining: 4999, reset, used: 1 };
  return { status: 200, body: { resources: { core: rate, search: rate }, rate } };
}
