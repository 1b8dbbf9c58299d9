/** What `meshwright doctor` tells of a repository on Gitea. Three requests, and nothing is changed. */
import type { Examined } from '../contract.ts';
import { ForgeError } from '../hosted-errors.ts';
import { viewer } from './people.ts';
import { type GiteaRepository, isRefusal, type Repository } from './repository.ts';

const GATE = 'meshwright/gate';

interface Branch {
  readonly protected: boolean;
  readonly required_approvals: number;
  readonly enable_status_check: boolean;
  readonly status_check_contexts: readonly string[] | null;
}

export async function examine(repository: Repository, branch: string): Promise<readonly Examined[]> {
  const lines: Examined[] = [];
  for (const part of [token, access, (of: Repository) => protection(of, branch)]) {
    try {
      lines.push(...(await part(repository)));
    } catch (error) {
      const detail = error instanceof ForgeError ? `${error.message} ${error.hint}` : 'Gitea gave no usable answer.';
      lines.push({ what: 'Gitea', verdict: 'missing', detail });
    }
  }
  return lines;
}

async function token(repository: Repository): Promise<readonly Examined[]> {
  if (repository.client.token === undefined) {
    return [{ what: 'token', verdict: 'missing', detail: 'There is none. Give one, to open pull requests.' }];
  }
  const detail = `It is ${await viewer(repository)}'s. It needs the scopes repository and issue: read and write.`;
  return [{ what: 'token', verdict: 'ok', detail }];
}

async function access({ client, at }: Repository): Promise<readonly Examined[]> {
  const found = await client.ask<GiteaRepository>('read the repository', { path: at });
  const methods = [
    ...(found.allow_merge_commits ? ['merge'] : []),
    ...(found.allow_squash_merge ? ['squash'] : []),
    ...(found.allow_rebase ? ['rebase'] : []),
  ];
  const reach: Examined = found.permissions?.push
    ? { what: 'repository', verdict: 'ok', detail: `${found.full_name} can be reached and written.` }
    : {
        what: 'repository',
        verdict: 'missing',
        detail: `${found.full_name} cannot be written. Give the role "Write".`,
      };
  return [reach, { what: 'merge methods', verdict: 'ok', detail: `${methods.join(', ') || 'unknown'}.` }];
}

async function protection({ client, at }: Repository, branch: string): Promise<readonly Examined[]> {
  const what = `branch ${branch}`;
  try {
    const path = `${at}/branches/${branch.split('/').map(encodeURIComponent).join('/')}`;
    return [
      { what, verdict: 'ok', detail: 'It is there.' },
      ...rules(await client.ask<Branch>('read the branch', { path })),
    ];
  } catch (error) {
    if (!isRefusal(error, 404)) throw error;
    const detail = 'It does not exist. Push a first commit to it, for example a README: a pull request needs a base.';
    return [{ what, verdict: 'missing', detail }];
  }
}

function rules({ required_approvals: reviews, enable_status_check: on, status_check_contexts: contexts }: Branch) {
  const required = on && (contexts ?? []).includes(GATE);
  const check: Examined = required
    ? { what: 'required check', verdict: 'ok', detail: `${GATE} is required by the branch's protection.` }
    : {
        what: 'required check',
        verdict: 'advice',
        detail: `${GATE} is not required: a person could merge although a gate says no. Require it in the branch's protection.`,
      };
  const review: Examined =
    reviews > 0
      ? { what: 'reviews', verdict: 'ok', detail: `${reviews} required. Who owns the token cannot be one of them.` }
      : { what: 'reviews', verdict: 'advice', detail: 'None is required: whoever may write may merge.' };
  return [check, review];
}
