/** Requests to Gitea's API: what may be tried again is, and what goes wrong becomes an error for people. */
import { setTimeout as wait } from 'node:timers/promises';
import { DeliveryError } from '../../../diagnostics/errors.ts';
import type { Credentials } from '../contract.ts';
import { isRateLimit, type Refusal, refused } from '../hosted-errors.ts';
import { Secrets } from '../hosted-secrets.ts';

/** How patient a connection is. Tests live faster. */
export interface Pace {
  /** Milliseconds in what a server calls a second. */
  readonly second: number;
  /** Milliseconds until a request without an answer is given up. */
  readonly timeout: number;
}

export const POLITE: Pace = { second: 1000, timeout: 30_000 };

const MOST_TRIES = 4;
/** In seconds. */
const LONGEST_WAIT = 120;

export interface Request {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: object;
  /** Not to be tried again when it is unclear whether it was heard. */
  readonly once?: true;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export class GiteaClient {
  readonly api: string;
  readonly token: string | undefined;
  readonly #secrets: Secrets;
  readonly #pace: Pace;
  /** What the server's clock said last, and whether that has been read since. */
  readonly clock: { date: Date | undefined; fresh: boolean } = { date: undefined, fresh: false };

  constructor(api: string, credentials: Credentials | undefined, pace: Pace) {
    if (credentials?.kind === 'app') {
      throw new DeliveryError(
        'Gitea knows no GitHub Apps.',
        'Give a token: Gitea makes one under Settings, Applications.',
      );
    }
    this.api = api;
    this.token = credentials?.token;
    this.#secrets = new Secrets(credentials);
    this.#pace = pace;
  }

  /** `what` completes "Gitea could not …". */
  async ask<T>(what: string, request: Request): Promise<T> {
    return (await this.reply(what, request)).body as T;
  }

  async reply(what: string, request: Request): Promise<Reply> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#try(request);
      if (!('forge' in outcome)) return outcome;
      const seconds = secondsUntilNext(outcome, attempt, request.once === true);
      if (seconds === undefined) throw refused(outcome, what, this.#secrets);
      await wait(seconds * this.#pace.second);
    }
  }

  async #try({ method = 'GET', path, query = {}, body }: Request): Promise<Reply | Refusal> {
    const url = new URL(`${this.api}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    try {
      const answer = await fetch(url, {
        method,
        headers: {
          accept: 'application/json',
          'user-agent': 'meshwright',
          ...(this.token === undefined ? {} : { authorization: `token ${this.token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(this.#pace.timeout),
      });
      const text = await answer.text();
      this.#see(answer.headers);
      if (answer.ok) return { status: answer.status, headers: answer.headers, body: parsed(text) };
      return refusal(answer, text);
    } catch (error) {
      const { cause, message } = error as Error;
      const reason = cause instanceof Error ? cause.message : message;
      return { forge: 'Gitea', status: undefined, message: reason, headers: {} };
    }
  }

  #see(headers: Headers): void {
    const date = Date.parse(headers.get('date') ?? '');
    if (!Number.isNaN(date)) Object.assign(this.clock, { date: new Date(date), fresh: true });
  }
}

/** Undefined: not again. A 405 or 409 is for whoever asked to decide about. */
function secondsUntilNext(refusal: Refusal, attempt: number, once: boolean): number | undefined {
  if (attempt === MOST_TRIES) return undefined;
  if (isRateLimit(refusal)) {
    const asked = Number(refusal.headers['retry-after']);
    return asked > 0 && asked <= LONGEST_WAIT ? asked : undefined;
  }
  const unclear = refusal.status === undefined || refusal.status >= 500;
  return unclear && !once ? attempt ** 2 : undefined;
}

function refusal(answer: Response, text: string): Refusal {
  const body = parsed(text, true) as { message?: unknown } | string | undefined;
  const message = typeof body === 'object' ? String(body.message ?? '') : (body ?? '');
  return { forge: 'Gitea', status: answer.status, message, headers: Object.fromEntries(answer.headers) };
}

/** An answer that is no JSON is as good as none: a proxy's page, or one that broke off. */
function parsed(text: string, lenient = false): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (lenient) return text.slice(0, 200);
    throw error;
  }
}

const PAGE = 50;

/**
 * Every page, in order. The server may give fewer at once than it is asked for; how many there are its header tells,
 * except that some lists name just what they gave. So a full page that claims to be all is followed by a look.
 */
export async function everyPage<T>(client: GiteaClient, what: string, request: Request): Promise<readonly T[]> {
  const items: T[] = [];
  let first: string | undefined;
  for (let page = 1; ; page += 1) {
    const { headers, body } = await client.reply(what, { ...request, query: { ...request.query, page, limit: PAGE } });
    if (!Array.isArray(body)) {
      throw new DeliveryError(`Gitea could not ${what}: its answer is not a list.`, 'Is the address that of its API?');
    }
    // A server that does not know pages gives the same again.
    const again = JSON.stringify(body[0]);
    if (body.length === 0 || again === first) return items;
    first = again;
    items.push(...body);
    const total = Number(headers.get('x-total-count') ?? Number.NaN);
    const honest = total !== body.length || body.length < PAGE;
    if (honest && items.length >= total) return items;
  }
}
