/** What a forge's refusal means to a person, whichever forge: message and hint by HTTP status. */
import { DeliveryError } from '../../diagnostics/errors.ts';
import type { Secrets } from './hosted-secrets.ts';

/** An answer that is a refusal, or the lack of an answer (then without a status). */
export interface Refusal {
  /** Name of the forge, for the text alone. */
  readonly forge: string;
  readonly status: number | undefined;
  readonly message: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Which permission the request needs, in the forge's own words, where that is known. */
  readonly permission?: string | undefined;
}

export const SAFE_AGAIN = 'Nothing is half done: running the command again is safe.';

/** The HTTP status of a refusal, for those few that decide something; absent when there was no answer. */
export class ForgeError extends DeliveryError {
  readonly status: number | undefined;

  constructor(message: string, hint: string, status: number | undefined) {
    super(message, hint);
    this.name = 'ForgeError';
    this.status = status;
  }
}

/** Nobody can say whether it was done: the answer got lost, or the server stumbled. */
export function isUnclear(error: unknown): boolean {
  return error instanceof ForgeError && (error.status === undefined || error.status >= 500);
}

/** `what` completes "GitHub could not …". */
export function refused(refusal: Refusal, what: string, secrets: Secrets): ForgeError {
  const { forge, status, message } = refusal;
  const reason = secrets.redact(message.replace(/ - https?:\/\/docs\S+/, '').trim()) || 'it gave no reason';
  const code = status === undefined ? '' : ` (${status})`;
  return new ForgeError(`${forge} could not ${what}${code}: ${reason}`, secrets.redact(hintFor(refusal)), status);
}

function hintFor(refusal: Refusal): string {
  const { forge, status, message, permission } = refusal;
  if (status === undefined) return `Check the network and ${forge}'s own status page. ${SAFE_AGAIN}`;
  if (isRateLimit(refusal)) return `${forge} asks for patience${until(refusal)}; the next run goes on. ${SAFE_AGAIN}`;
  if (status === 401) {
    return 'The token is wrong, expired or revoked. Give a valid one; meshwright doctor shows what it may do.';
  }
  if (/SAML|SSO/.test(message)) return 'Open the settings of the token and authorise it for the organisation (SSO).';
  if (status === 403) {
    const missing = permission === undefined ? 'what this needs' : `"${permission}"`;
    return `The token may not do this. Give it ${missing}; meshwright doctor shows what it may do.`;
  }
  if (status === 404) {
    return 'It does not exist, or the token may not see it: check the name, and that the token is for this repository.';
  }
  if (status === 405 || status === 409) return `Something changed meanwhile, or a rule forbids it. ${SAFE_AGAIN}`;
  if (status >= 500) return `${forge} has trouble at the moment. ${SAFE_AGAIN}`;
  return SAFE_AGAIN;
}

export function isRateLimit({ status, message, headers }: Refusal): boolean {
  if (status === 429) return true;
  return status === 403 && (headers['x-ratelimit-remaining'] === '0' || /rate limit|abuse detection/i.test(message));
}

function until({ headers }: Refusal): string {
  const seconds = Number(headers['retry-after']);
  if (seconds > 0) return ` for ${seconds} s`;
  const reset = Number(headers['x-ratelimit-reset']);
  return reset > 0 ? ` until ${new Date(reset * 1000).toISOString()}` : '';
}
