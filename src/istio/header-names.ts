/** Names of HTTP headers in Istio's objects. */

/** Characters of a token (RFC 9110), and the comma, which Istio lets pass. */
const TOKEN = /^[!#$%&'*+,\-.^_`|~A-Za-z0-9]+$/;
const STRICT = /^[-_A-Za-z0-9]+$/;
const PROBE = /^[-A-Za-z0-9]+$/;
const PSEUDO = new Set([':method', ':scheme', ':authority', ':path', ':status']);

/** What routes may match and CORS policies may name. */
export function isHeaderName(name: string): boolean {
  return TOKEN.test(name);
}

/** The narrower set that settings of JWTs and others take: letters, digits, `-`, `_`. */
export function isStrictHeaderName(name: string): boolean {
  return STRICT.test(name);
}

/** The set that probes take, as Kubernetes does: letters, digits, `-`. */
export function isProbeHeaderName(name: string): boolean {
  return PROBE.test(name);
}

export function isPseudoHeader(name: string): boolean {
  return PSEUDO.has(name);
}

/** `:authority` or `host`, in letters of either case: the same thing to Envoy. */
export function isAuthorityHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return lower === ':authority' || lower === 'host';
}

const CLAIMS = '@request.auth.claims';

/**
 * The claim that a route matches in place of a header: `@request.auth.claims.group` or `@request.auth.claims[group]`, as
 * the path into the token's payload; undefined for anything else.
 * @see https://istio.io/latest/docs/tasks/security/authentication/jwt-route/
 */
export function claimOfHeaderName(name: string): readonly string[] | undefined {
  if (!name.startsWith('@') || !name.toLowerCase().startsWith(CLAIMS)) return undefined;
  const rest = name.slice(CLAIMS.length);
  if (rest.startsWith('.') && rest.length > 1) return rest.slice(1).split('.');
  if (rest.startsWith('[') && rest.endsWith(']') && rest.length > 2) return rest.slice(1, -1).split('][');
  return undefined;
}
