import { DeliveryError } from '../../../diagnostics/errors.ts';
import { ForgeError, refused, SAFE_AGAIN } from '../hosted-errors.ts';
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
  if (errors !== undefined && name === 'GraphqlResponseError') {
    const reason = secrets.redact(errors.map((each) => each.message).join('; '));
    const [hint, code] = errors.some(({ type }) => type === 'FORBIDDEN')
      ? ['The token may not do this; meshwright doctor shows what it may do.', 403]
      : [SAFE_AGAIN, 422];
    return new ForgeError(`GitHub could not ${what}: ${reason}`, hint, code);
  }
  // Octokit calls it 500 when there was no answer at all.
  const answered = response !== undefined ? status : undefined;
  return refused(
    { forge: 'GitHub', status: answered, message, headers, permission: permission(headers) },
    what,
    secrets,
  );
}

/** GitHub names what would have been enough: `pull_requests=write; contents=read`. */
function permission(headers: Readonly<Record<string, string>>): string | undefined {
  const accepted = headers['x-accepted-github-permissions'] || undefined;
  return accepted?.replaceAll('_', ' ').replaceAll('=', ': ');
}

/** Whether GitHub refused with this status, and (if asked) with this text. */
export function isRefusal(error: unknown, status: number, text?: RegExp): error is ForgeError {
  return error instanceof ForgeError && error.status === status && (text === undefined || text.test(error.message));
}
