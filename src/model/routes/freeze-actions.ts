import { isDnsLabel, isDnsSubdomain } from '../../istio/names.ts';
import { isPort } from '../../istio/ports.ts';
import { regexProblem } from '../../istio/re2.ts';
import { toPermille } from '../rollouts/weight.ts';
import { authorities, freezeRouteHeaders } from './freeze-headers.ts';
import type { Route } from './route.ts';
import type {
  RouteDelegate,
  RouteMirror,
  RouteRedirect,
  RouteResponse,
  RouteRewrite,
  RouteShare,
} from './route-action.ts';
import type {
  DirectResponseSnapshot,
  HeadersSnapshot,
  MirrorToSnapshot,
  RedirectSnapshot,
  RewriteSnapshot,
  RouteActions,
} from './route-snapshot.ts';

type AnyRoute = Route<string, string>;

/** What a route does, its settings aside, and what is wrong with it: ends of "Route 'x' …". What is wrong is left out. */
export function freezeActions({ props }: AnyRoute, problems: string[]): RouteActions {
  const { redirect, directResponse, delegate, rewrite, headers, mirrors, to } = props;
  const answers = redirect ? 'redirect' : directResponse ? 'directResponse' : delegate ? 'delegate' : undefined;
  const beside = ['to', 'toPort', 'rewrite', 'mirrors', 'settings', 'directResponse', 'delegate'] as const;
  for (const name of answers ? beside : [])
    if (props[name] !== undefined && name !== answers)
      problems.push(`has ${answers} and ${name}, which exclude each other`);
  if (redirect) return { redirect: freezeRedirect(redirect, problems), ...withHeaders(headers, problems) };
  if (directResponse)
    return { directResponse: freezeResponse(directResponse, problems), ...withHeaders(headers, problems) };
  if (delegate) return { delegate: freezeDelegate(delegate, headers, problems) };
  const written = rewrite && freezeRewrite(rewrite, problems);
  const edited = withHeaders(headers, problems);
  const copied = mirrors && freezeMirrors(mirrors, problems);
  const own = to && freezeVersionHeaders(to as Readonly<Record<string, unknown>>, problems);
  const hosts = (written?.authority === undefined ? 0 : 1) + (edited.headers ? authorities(edited.headers) : 0);
  if (hosts > 1) problems.push('writes over the host of requests more than once');
  return {
    ...(written && { rewrite: written }),
    ...edited,
    ...(own && { versionHeaders: own }),
    ...(copied && copied.length > 0 && { mirrors: copied }),
  };
}

function freezeDelegate(
  { namespace, name }: RouteDelegate,
  headers: unknown,
  problems: string[],
): NonNullable<RouteActions['delegate']> {
  if (headers !== undefined) problems.push('has delegate and headers, which the routes of the other team decide on');
  if (!isDnsLabel(namespace)) problems.push(`delegates to the namespace '${namespace}', which none can be called`);
  if (!isDnsSubdomain(name)) problems.push(`delegates to '${name}', which no VirtualService can be called`);
  return { namespace, name };
}

function withHeaders(headers: AnyRoute['props']['headers'], problems: string[]): Pick<RouteActions, 'headers'> {
  const frozen = headers && freezeRouteHeaders(headers, problems);
  return frozen ? { headers: frozen } : {};
}

const SCHEMES: readonly unknown[] = ['http', 'https', undefined];

function freezeRedirect(redirect: RouteRedirect, problems: string[]): RedirectSnapshot {
  const { authority, scheme, redirectCode, uri, prefixRewrite, port, derivePort } = redirect;
  const found = { authority, scheme, uri, prefixRewrite, port, derivePort };
  if (Object.values(found).every((value) => value === undefined || value === ''))
    problems.push('redirects to where the request came from');
  if (uri !== undefined && prefixRewrite !== undefined) problems.push('redirects with uri and prefixRewrite');
  if (port !== undefined && derivePort !== undefined) problems.push('redirects with port and derivePort');
  if (!SCHEMES.includes(scheme)) problems.push(`redirects to the scheme '${scheme}', which is neither http nor https`);
  if (port !== undefined && !isPort(port)) problems.push(`redirects to the port ${port}, which is not one`);
  if (redirectCode !== undefined && ![301, 302, 303, 307, 308].includes(redirectCode))
    problems.push(`redirects with the status ${redirectCode}, which is none of 301, 302, 303, 307 and 308`);
  return defined({ ...found, redirectCode });
}

const MOST_BYTES = 1024 * 1024;

function freezeResponse({ status, body }: RouteResponse, problems: string[]): DirectResponseSnapshot {
  if (!Number.isInteger(status) || status < 200 || status > 599)
    problems.push(`answers with the status ${status}, which is not one from 200 to 599`);
  if (body === undefined) return { status };
  const made = typeof body === 'string' ? { string: body } : { bytes: body.bytes };
  if (typeof body !== 'string' && !/^[A-Za-z0-9+/]*={0,2}$/.test(body.bytes))
    problems.push('answers with bytes that are not written in base64');
  const size = typeof body === 'string' ? Buffer.byteLength(body) : Buffer.byteLength(body.bytes, 'base64');
  if (size > MOST_BYTES) problems.push(`answers with ${size} bytes, of which Istio takes ${MOST_BYTES}`);
  return { status, body: made };
}

function freezeRewrite(
  { authority, uri, uriRegexRewrite }: RouteRewrite,
  problems: string[],
): RewriteSnapshot | undefined {
  if (uri !== undefined && uriRegexRewrite !== undefined) problems.push('rewrites with uri and uriRegexRewrite');
  const wrong = uriRegexRewrite && regexProblem(uriRegexRewrite.match);
  if (wrong) problems.push(`rewrites with a regex that Istio refuses: ${wrong}`);
  if (uriRegexRewrite?.rewrite === '') problems.push('rewrites every match of a regex to nothing, which Istio refuses');
  const regex = uriRegexRewrite && { match: uriRegexRewrite.match, rewrite: uriRegexRewrite.rewrite };
  const frozen = defined({ authority: authority || undefined, uri: uri || undefined, uriRegexRewrite: regex });
  if (Object.keys(frozen).length > 0) return frozen;
  problems.push('rewrites nothing');
  return undefined;
}

function freezeMirrors(mirrors: readonly RouteMirror<string>[], problems: string[]): readonly MirrorToSnapshot[] {
  const made = mirrors.map(({ to, percent }) => ({ version: to as string, share: toPermille(percent) }));
  const versions = made.map(({ version }) => version);
  const twice = versions.filter((version, i) => versions.indexOf(version) < i);
  problems.push(...twice.map((version) => `copies requests to version '${version}' twice`));
  for (const { version, share } of made)
    if (!(share > 0)) problems.push(`copies a share to version '${version}' that is not a whole number from 1 to 100`);
  return made
    .filter(({ share }, i) => share > 0 && !twice.includes(versions[i] ?? ''))
    .sort((a, b) => (a.version < b.version ? -1 : 1));
}

function freezeVersionHeaders(
  to: Readonly<Record<string, unknown>>,
  problems: string[],
): Readonly<Record<string, HeadersSnapshot>> | undefined {
  const own = Object.entries(to).flatMap(([version, share]) => {
    const headers = (share as Partial<RouteShare> | undefined)?.headers;
    const frozen = headers && freezeRouteHeaders(headers, problems);
    if (frozen && authorities(frozen) > 1)
      problems.push(`writes over the host of requests for '${version}' more than once`);
    return frozen ? [[version, frozen] as const] : [];
  });
  if (own.length === 0) return undefined;
  return Object.fromEntries(own.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function defined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}
