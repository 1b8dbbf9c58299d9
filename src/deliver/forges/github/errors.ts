import { DeliveryError } from '../../../diagnostics/errors.ts';
import { ForgeError, refused } from '../hosted-errors.ts';
import type { Secrets } from '../hosted-secrets.ts';

/** What Octokit throws, as far as it is of interest. Its `request` holds the token, so it is never passed on. */
interface OctokitError {
  readonly name?: string;
  readonly message?: string;
  readonly status?: number;
  readonly response?: { readonly headers?: Record<string, string>; readonly data?: unknown };
  /** Of GraphQL. */
  readonly errors?: readonly { readonly type?: string; readonly message: string }[];
}

/** `what` completes "GitHub could not …". Errors of ours stay as they are. */
export function toDeliveryError(error: unknown, what: string, secrets: Secrets): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const { message = String(error), status, response, errors, name } = error as OctokitError;
  const headers = response?.headers ?? {};
  const refuse = (code: number | undefined, reason: string) =>
    refused(
      { forge: 'GitHub', status: code, message: reason, headers, permission: permission(headers) },
      what,
      secrets,
    );
  if (errors !== undefined && name === 'GraphqlResponseError') {
    const code = STATUS_OF_GRAPHQL[errors[0]?.type ?? ''] ?? 422;
    return refuse(code, errors.map((each) => each.message).join('; '));
  }
  // The throttling plugin's own word for a refusal of GraphQL, which has no status.
  if (status === undefined && /rate limit exceeded/i.test(message)) return refuse(429, message);
  // Octokit calls it 500 when there was no answer at all.
  return refuse(response === undefined ? undefined : status, message);
}

/** GraphQL refuses with status 200 and a word. */
const STATUS_OF_GRAPHQL: Readonly<Record<string, number>> = { FORBIDDEN: 403, NOT_FOUND: 404, RATE_LIMITED: 429 };

/** GitHub names what would have been enough: `pull_requests=write; contents=read`. */
function permission(headers: Readonly<Record<string, string>>): string | undefined {
  const accepted = headers['x-accepted-github-permissions'] || undefined;
  return accepted?.replaceAll('_', ' ').replaceAll('=', ': ');
}

/** Whether GitHub refused with this status, and (if asked) with this text. */
export function isRefusal(error: unknown, status: number, text?: RegExp): error is ForgeError {
  return error instanceof ForgeError && error.status === status && (text === undefined || text.test(error.message));
}
