import type { ProxyAnswer } from '../outcome.ts';
import { type Fields, number, text } from '../shape.ts';
import { type Asked, hostOf } from './asked.ts';
import { inPlaceOfPrefix } from './rewrite.ts';
import type { StringMatch } from './string-match.ts';

const MOVED_PERMANENTLY = 301;

/**
 * The answer of a route that redirects.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRedirect
 */
export function redirectAnswer(
  redirect: Fields,
  matched: StringMatch | undefined,
  asked: Asked,
  listenerPort: number,
): ProxyAnswer {
  const scheme = text(redirect.scheme) ?? asked.scheme;
  const port = redirectPort(redirect, scheme, listenerPort);
  const host = text(redirect.authority) ?? (port === undefined ? asked.authority : hostOf(asked.authority));
  const location = `${scheme}://${host}${port === undefined ? '' : `:${port}`}${redirectPath(redirect, matched, asked)}`;
  return { kind: 'redirect', status: number(redirect.redirectCode) || MOVED_PERMANENTLY, location };
}

/** What a server says that takes HTTP only to send it on to HTTPS. */
export function httpsRedirect({ authority, path, query }: Asked): ProxyAnswer {
  return {
    kind: 'redirect',
    status: MOVED_PERMANENTLY,
    location: `https://${authority.replace(/:80$/, '')}${path}${query}`,
  };
}

function redirectPath(redirect: Fields, matched: StringMatch | undefined, { path, query }: Asked): string {
  const prefix = text(redirect.prefixRewrite);
  if (prefix !== undefined) return inPlaceOfPrefix(prefix, matched, path) + query;
  const uri = text(redirect.uri);
  if (uri === undefined) return path + query;
  return uri.includes('?') ? uri : uri + query;
}

/** Undefined: none is named, as the scheme's own port never is. */
function redirectPort(redirect: Fields, scheme: string, listenerPort: number): number | undefined {
  const derived = redirect.derivePort === 'FROM_REQUEST_PORT' ? listenerPort : undefined;
  const port = number(redirect.port) || derived;
  return port === (scheme === 'https' ? 443 : 80) ? undefined : port;
}
