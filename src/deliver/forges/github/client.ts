/**
 * The one connection to GitHub's API. Octokit's plugins keep the pace that GitHub asks for and try again what may be
 * tried again; everything that comes out of here as an error is one for people, without a secret in it.
 */
import type { Octokit } from '@octokit/rest';
import type { Credentials } from '../contract.ts';
import { Secrets } from '../hosted-secrets.ts';
import type { Addresses } from './addresses.ts';
import { authentication } from './credentials.ts';
import { toDeliveryError } from './errors.ts';

/** How patient a connection is. Tests live faster. */
export interface Pace {
  /** Milliseconds in what a server calls a second. */
  readonly second: number;
  /** Leaves the gaps between writes that GitHub asks for. */
  readonly gaps: boolean;
  /** Milliseconds until a request without an answer is given up. */
  readonly timeout: number;
}

export const POLITE: Pace = { second: 1000, gaps: true, timeout: 30_000 };

/** Longest that a request waits because GitHub asked for it, in seconds, and how often. Then the next tick goes on. */
const LONGEST_WAIT = 120;
const MOST_WAITS = 2;

/** Not worth a second try: asked wrongly, not allowed, or (405, 409) for Meshwright to decide about. */
const DO_NOT_RETRY = [400, 401, 403, 404, 405, 409, 410, 422, 429, 451];

export class GitHubClient {
  readonly octokit: Octokit;
  readonly secrets: Secrets;
  readonly #credentials: Credentials | undefined;
  readonly #seen: { date: Date | undefined; fresh: boolean };

  constructor(octokit: Octokit, secrets: Secrets, credentials: Credentials | undefined, seen: GitHubClient['clock']) {
    this.octokit = octokit;
    this.secrets = secrets;
    this.#credentials = credentials;
    this.#seen = seen;
  }

  /** What the server's clock said last, and whether that has been read since. */
  get clock(): { date: Date | undefined; fresh: boolean } {
    return this.#seen;
  }

  /** Runs requests; `what` completes "GitHub could not …". */
  async ask<T>(what: string, requests: (octokit: Octokit) => Promise<T>): Promise<T> {
    try {
      return await requests(this.octokit);
    } catch (error) {
      throw toDeliveryError(error, what, this.secrets);
    }
  }

  /** What proves who we are, at this moment; undefined without credentials. */
  async token(): Promise<string | undefined> {
    if (this.#credentials === undefined) return undefined;
    if (this.#credentials.kind === 'token') return this.#credentials.token;
    const { token } = await this.ask('give a token for the App', (octokit) => installationToken(octokit));
    this.secrets.add(token);
    return token;
  }
}

/** What callers of `everyPage` ask for. */
const PAGE = 100;

/**
 * Every page, in order. What is left out would be done again, so a page that is not a list is an error, and a full one
 * without a word about the next (GitHub leaves that out, and so may a proxy) is followed by a look.
 */
export async function everyPage<T>(
  page: (number: number) => Promise<{ readonly data: readonly T[]; readonly headers: { readonly link?: string } }>,
): Promise<readonly T[]> {
  const items: T[] = [];
  for (let number = 1; ; number += 1) {
    const { data, headers } = await page(number);
    if (!Array.isArray(data)) throw new Error('the answer is not a list');
    items.push(...data);
    const more = headers.link === undefined ? data.length >= PAGE : /;\s*rel="?next"?/.test(headers.link);
    if (!more) return items;
  }
}

async function installationToken(octokit: Octokit): Promise<{ token: string; permissions: Record<string, string> }> {
  return (await octokit.auth({ type: 'installation' })) as { token: string; permissions: Record<string, string> };
}

/** What the installation of the App may do: `{ contents: 'write' }`. Undefined for another kind of credentials. */
export async function installationPermissions(client: GitHubClient): Promise<Record<string, string> | undefined> {
  const found = (await client.octokit.auth({ type: 'installation' })) as { permissions?: Record<string, string> };
  return found?.permissions;
}

/** Octokit is loaded here and not at the top: compiling a mesh must not wait for it. */
export async function connectClient(
  addresses: Addresses,
  credentials: Credentials | undefined,
  pace: Pace,
): Promise<GitHubClient> {
  const [{ Octokit }, { retry }, { throttling }] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
  ]);
  const secrets = new Secrets(credentials);
  const seen: GitHubClient['clock'] = { date: undefined, fresh: false };
  const options = {
    baseUrl: addresses.api,
    userAgent: 'meshwright',
    log: silent,
    request: { fetch: watchedFetch(secrets, seen, pace), log: silent },
    retry: { doNotRetry: DO_NOT_RETRY, retryAfterBaseValue: pace.second },
    throttle: {
      retryAfterBaseValue: pace.second,
      onRateLimit: worthWaiting,
      onSecondaryRateLimit: worthWaiting,
      ...(pace.gaps ? {} : noGaps),
    },
  };
  const Client = Octokit.plugin(retry, throttling);
  const client = (auth: object) =>
    new GitHubClient(new Client({ ...options, ...auth }) as unknown as Octokit, secrets, credentials, seen);
  if (credentials === undefined) return client({});
  return client(await authentication(credentials, addresses, client));
}

function worthWaiting(seconds: number, _options: object, _octokit: unknown, waited: number): boolean {
  return seconds <= LONGEST_WAIT && waited < MOST_WAITS;
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** In place of Bottleneck groups, with the one part of them that the throttling plugin calls. */
const atOnce = { key: () => ({ schedule: (_options: object, job: () => unknown) => job() }) };
const noGaps: object = { global: atOnce, write: atOnce, notifications: atOnce };

/**
 * Reads the whole answer before anybody judges it: a connection that breaks half way is then an error, which is tried
 * again, and not a shorter list.
 */
function watchedFetch(secrets: Secrets, seen: GitHubClient['clock'], pace: Pace): typeof fetch {
  return async (input, init) => {
    secrets.addHeader(new Headers(init?.headers).get('authorization'));
    const answer = await fetch(input, { ...init, signal: AbortSignal.timeout(pace.timeout) });
    const body = await answer.arrayBuffer();
    const date = Date.parse(answer.headers.get('date') ?? '');
    if (!Number.isNaN(date)) Object.assign(seen, { date: new Date(date), fresh: true });
    const empty = [204, 205, 304].includes(answer.status);
    return new Response(empty ? null : body, { status: answer.status, headers: answer.headers });
  };
}
