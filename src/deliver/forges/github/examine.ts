/** What `meshwright doctor` tells of a GitHub repository. Three or four requests, and nothing is changed. */
import type { components } from '@octokit/openapi-types';
import type { Examined } from '../contract.ts';
import { ForgeError } from '../hosted-errors.ts';
import { installationPermissions } from './client.ts';
import { isRefusal } from './errors.ts';
import type { Repository } from './repository.ts';
import { viewer } from './viewer.ts';

type Full = components['schemas']['full-repository'];
type Rule = components['schemas']['repository-rule-detailed'];

const GATE = 'meshwright/gate';

export async function examine(repository: Repository, branch: string): Promise<readonly Examined[]> {
  const lines: Examined[] = [];
  const parts = [
    () => examineToken(repository),
    () => examineRepository(repository),
    () => examineBranch(repository, branch),
  ];
  for (const part of parts) {
    try {
      lines.push(...(await part()));
    } catch (error) {
      lines.push(unanswered(error));
    }
  }
  return lines;
}

function unanswered(error: unknown): Examined {
  const detail = error instanceof ForgeError ? `${error.message} ${error.hint}` : 'GitHub gave no usable answer.';
  return { what: 'GitHub', verdict: 'missing', detail };
}

/** Permissions an App needs, and what for. */
const NEEDED = { contents: 'write', pull_requests: 'write', statuses: 'write', metadata: 'read' };

async function examineToken({ client }: Repository): Promise<readonly Examined[]> {
  const what = 'token';
  const permissions = await installationPermissions(client);
  if (permissions !== undefined) {
    const lacking = Object.entries(NEEDED).filter(([name, level]) => !enough(permissions[name], level));
    const asked = lacking.map(([name, level]) => `${name.replaceAll('_', ' ')}: ${level}`).join(', ');
    return lacking.length === 0
      ? [{ what, verdict: 'ok', detail: 'An App with all permissions that delivery needs.' }]
      : [{ what, verdict: 'missing', detail: `The App lacks ${asked}. Add it, and accept it for the installation.` }];
  }
  const token = await client.token();
  if (token === undefined) {
    return [{ what, verdict: 'missing', detail: 'There is none. Give a token, or an App, to open pull requests.' }];
  }
  const login = await viewer(client);
  if (token.startsWith('github_pat_')) {
    const detail = `A fine-grained token of ${login}. It needs contents, pull requests and commit statuses: read and write.`;
    return [{ what, verdict: 'ok', detail }];
  }
  if (login === 'github-actions[bot]') {
    const detail =
      'The token of a workflow. Its pull requests start checks only after a person approves, and its merges start none. An App has no such limits.';
    return [{ what, verdict: 'advice', detail }];
  }
  return [await classic(client, login)];
}

async function classic(client: Repository['client'], login: string): Promise<Examined> {
  const { headers } = await client.ask('tell what the token may do', ({ rest }) => rest.users.getAuthenticated());
  const scopes = (headers['x-oauth-scopes'] ?? '').split(/,\s*/).filter(Boolean);
  if (!scopes.some((scope) => scope === 'repo' || scope === 'public_repo')) {
    return { what: 'token', verdict: 'missing', detail: `The token of ${login} lacks the scope "repo".` };
  }
  const detail = `A classic token of ${login}, for every repository that ${login} may see. An App is narrower, and lets ${login} approve.`;
  return { what: 'token', verdict: 'advice', detail };
}

function enough(has: string | undefined, needed: string): boolean {
  return has === needed || has === 'write' || has === 'admin';
}

async function examineRepository(repository: Repository): Promise<readonly Examined[]> {
  const { client, at, mergeQueue } = repository;
  const { data } = await client.ask('read the repository', ({ rest }) => rest.repos.get({ ...at }));
  return [access(data), ...merging(data, mergeQueue), drafts(data)];
}

function access({ full_name, permissions }: Full): Examined {
  // An App's own token is told nothing here; what it may do was said before.
  if (permissions === undefined || permissions.push) {
    return { what: 'repository', verdict: 'ok', detail: `${full_name} can be reached.` };
  }
  const detail = `${full_name} can be read, but not written. Give the token's owner the role "Write" there.`;
  return { what: 'repository', verdict: 'missing', detail };
}

function merging(data: Full, mergeQueue: boolean): readonly Examined[] {
  const methods = (['merge_commit', 'squash_merge', 'rebase_merge'] as const)
    .filter((method) => data[`allow_${method}`])
    .map((method) => method.replace(/_.*/, ''));
  const allowed: Examined[] =
    methods.length === 0 ? [] : [{ what: 'merge methods', verdict: 'ok', detail: `${methods.join(', ')}.` }];
  // GitHub shows these settings only to those who may change something.
  if (data.allow_auto_merge === undefined || mergeQueue) return allowed;
  const detail = data.allow_auto_merge
    ? 'Allowed.'
    : 'Not allowed. Only needed for mergeWhenReady: switch on "Allow auto-merge" in the settings of the repository.';
  return [...allowed, { what: 'auto-merge', verdict: data.allow_auto_merge ? 'ok' : 'advice', detail }];
}

function drafts(data: Full): Examined {
  return data.private
    ? {
        what: 'drafts',
        verdict: 'advice',
        detail: 'Private repositories of GitHub Free have none; pull requests are then opened ready for review.',
      }
    : { what: 'drafts', verdict: 'ok', detail: 'Available.' };
}

async function examineBranch(repository: Repository, branch: string): Promise<readonly Examined[]> {
  const { client, at } = repository;
  const what = `branch ${branch}`;
  try {
    const { data } = await client.ask(`read the branch ${branch}`, ({ rest }) =>
      rest.repos.getBranch({ ...at, branch }),
    );
    const required = data.protection?.required_status_checks?.contexts ?? [];
    const found: Examined = { what, verdict: 'ok', detail: 'It is there.' };
    return [found, ...(await examineRules(repository, branch, required.includes(GATE)))];
  } catch (error) {
    if (!isRefusal(error, 404)) throw error;
    const detail = `It does not exist. Push a first commit to it, for example a README: a pull request needs a base.`;
    return [{ what, verdict: 'missing', detail }];
  }
}

/** Rules are of two kinds: rulesets, and the older protection, of which the branch itself told. */
async function examineRules(
  { client, at, mergeQueue }: Repository,
  branch: string,
  old: boolean,
): Promise<readonly Examined[]> {
  const { data: rules } = await client.ask(`read the rules of ${branch}`, ({ rest }) =>
    rest.repos.getBranchRules({ ...at, branch, per_page: 100 }),
  );
  return [...requiredCheck(rules, old), ...reviews(rules), ...signatures(rules), queue(rules, mergeQueue)];
}

function requiredCheck(rules: readonly Rule[], old: boolean): readonly Examined[] {
  const checks = rules.flatMap((rule) => (rule.type === 'required_status_checks' ? [rule.parameters] : []));
  const required = checks.flatMap((each) => each?.required_status_checks ?? []).map(({ context }) => context);
  const lines: Examined[] = [
    required.includes(GATE) || old
      ? {
          what: 'required check',
          verdict: 'ok',
          detail: `${GATE} is required by ${old ? 'its protection' : 'a rule'}.`,
        }
      : {
          what: 'required check',
          verdict: 'advice',
          detail: `No rule requires ${GATE}: a person could merge although a gate says no. Require it in a ruleset.`,
        },
  ];
  if (checks.some((each) => each?.strict_required_status_checks_policy)) {
    const detail =
      'Branches must be up to date before merging: each merge makes the other pull requests wait for an update.';
    lines.push({ what: 'up to date', verdict: 'advice', detail });
  }
  return lines;
}

function reviews(rules: readonly Rule[]): readonly Examined[] {
  const counts = rules.map((rule) =>
    rule.type === 'pull_request' ? (rule.parameters?.required_approving_review_count ?? 0) : 0,
  );
  const most = Math.max(0, ...counts);
  return most > 0
    ? [{ what: 'reviews', verdict: 'ok', detail: `${most} required. Who owns the token cannot be one of them.` }]
    : [{ what: 'reviews', verdict: 'advice', detail: 'None is required: whoever may write may merge.' }];
}

function signatures(rules: readonly Rule[]): readonly Examined[] {
  if (!rules.some(({ type }) => type === 'required_signatures')) return [];
  const detail = 'Commits must be signed: let GitHub make them (commits: forge), with an App.';
  return [{ what: 'signatures', verdict: 'advice', detail }];
}

function queue(rules: readonly Rule[], expected: boolean): Examined {
  const there = rules.some(({ type }) => type === 'merge_queue');
  if (there === expected) {
    return { what: 'merge queue', verdict: 'ok', detail: there ? 'There is one.' : 'There is none.' };
  }
  const detail = there
    ? 'The branch has one, but delivery was not told: a push would throw a pull request out of it. Say so with mergeQueue.'
    : 'Delivery was told of one, but the branch has none. Leave mergeQueue out, or add the rule.';
  return { what: 'merge queue', verdict: there ? 'missing' : 'advice', detail };
}
