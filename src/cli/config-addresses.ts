/** Addresses that an operator may write down. None of these sentences repeats the address: it may hold a secret. */

/** Why it is not an address that requests may be sent to; undefined when it is. */
export function whyNoAddress(value: string): string | undefined {
  const url = parsed(value);
  if (url === undefined || !/^https?:$/.test(url.protocol)) return 'must be an http:// or https:// address';
  if (url.username !== '' || url.password !== '') return `must hold no user and no password; ${BY_NAME}`;
  if ([...url.searchParams.keys()].some((key) => SECRET_KEY.test(key))) return `must hold no token; ${BY_NAME}`;
  return url.hash === '' ? undefined : 'must hold no #';
}

/** As `whyNoAddress`, for what git fetches from: https, ssh, `git@host:path`, or an absolute path. */
export function whyNoGitAddress(value: string): string | undefined {
  if (/^[\w.-]+@[\w.-]+:[^-/\s][^\s]*$/.test(value) || /^\/[^\p{Cc}]*$/u.test(value)) return undefined;
  const url = parsed(value);
  if (url === undefined || !/^(https?|ssh|file):$/.test(url.protocol))
    return 'must be an https:// or ssh:// address, git@host:owner/name.git, or an absolute path';
  if (url.protocol === 'ssh:') return url.password === '' ? undefined : `must hold no password; ${BY_NAME}`;
  return url.protocol === 'file:' ? undefined : whyNoAddress(value);
}

/** Whether a text is itself a credential, as far as its form tells: those of forges, chats, clouds and keys. */
export function looksLikeSecret(value: string): boolean {
  return SECRET_FORMS.some((form) => form.test(value.trim()));
}

const BY_NAME = 'secrets are given as the name of an environment variable';

const SECRET_KEY = /token|secret|password|passwd|api[-_]?key|access[-_]?key|^key$|^sig(nature)?$|^auth$/i;

const SECRET_FORMS = [
  /-----BEGIN/,
  /\b(gh[a-z]_|github_pat_|glpat-|glsa_|xox[a-z]-|sk-|dop_v1_|hv[sb]\.)[\w-]{8}/,
  /\b(AKIA|ASIA)[A-Z0-9]{12}/,
  // JSON Web Tokens, as Kubernetes and Argo CD give them out; and Gitea's tokens, which are 40 hexadecimal digits.
  /\beyJ[\w-]{8,}\.[\w-]{8,}/,
  /^[0-9a-f]{32,}$/i,
  /^(bearer|basic|token)\s+\S/i,
  // Long, of all three kinds of characters and without a separator: no name that a person chose.
  /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9+=_]{28,}$/,
];

function parsed(value: string): URL | undefined {
  try {
    return new URL(value);
  } catch {
    return undefined;
  }
}
