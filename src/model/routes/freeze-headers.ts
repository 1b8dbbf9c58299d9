import { isAuthorityHeader, isHeaderName } from '../../istio/header-names.ts';
import { headerValueProblem } from '../../istio/header-values.ts';
import type { HeaderEdits, RouteHeaders } from './route-action.ts';
import type { HeaderEditsSnapshot, HeadersSnapshot } from './route-snapshot.ts';

/** Changes to headers, and what is wrong with them: ends of "Route 'x' …". Undefined where nothing is changed. */
export function freezeRouteHeaders(
  { request, response }: RouteHeaders,
  problems: string[],
): HeadersSnapshot | undefined {
  const onRequest = request && freezeEdits(request, 'request', problems);
  const onResponse = response && freezeEdits(response, 'response', problems);
  if (!onRequest && !onResponse) return undefined;
  return { ...(onRequest && { request: onRequest }), ...(onResponse && { response: onResponse }) };
}

type Where = 'request' | 'response';

function freezeEdits(edits: HeaderEdits, where: Where, problems: string[]): HeaderEditsSnapshot | undefined {
  const set = freezeValues(edits.set ?? {}, where, problems);
  const add = freezeValues(edits.add ?? {}, where, problems);
  const remove = [...new Set((edits.remove ?? []).map((name) => name.toLowerCase()))].sort();
  for (const name of remove) {
    const problem = nameProblem(name, 'response');
    if (problem) problems.push(`removes the header '${name}' of the ${where}, ${problem}`);
  }
  const frozen = {
    ...(Object.keys(set).length > 0 && { set }),
    ...(Object.keys(add).length > 0 && { add }),
    ...(remove.length > 0 && { remove }),
  };
  return Object.keys(frozen).length > 0 ? frozen : undefined;
}

function freezeValues(
  values: Readonly<Record<string, string>>,
  where: Where,
  problems: string[],
): Readonly<Record<string, string>> {
  const made = Object.entries(values).map(([name, value]) => [name.toLowerCase(), value] as const);
  const names = made.map(([name]) => name);
  const twice = names.filter((name, i) => names.indexOf(name) < i);
  problems.push(...twice.map((name) => `changes the header '${name}' twice, in names that differ only in case`));
  for (const [name, value] of made) {
    const wrongName = nameProblem(name, where);
    const wrongValue = typeof value === 'string' ? headerValueProblem(value) : 'it is no text';
    if (wrongName) problems.push(`changes the header '${name}' of the ${where}, ${wrongName}`);
    if (wrongValue)
      problems.push(`gives the header '${name}' the value '${value}', which Istio refuses: ${wrongValue}`);
  }
  return Object.fromEntries(made.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Only requests may be given another host. */
function nameProblem(name: string, where: Where): string | undefined {
  if (isAuthorityHeader(name)) return where === 'request' ? undefined : 'which is the host of the request';
  if (name.startsWith(':')) return 'which is part of the request or status line';
  return isHeaderName(name) ? undefined : 'which no header can be called';
}

/** How often the host of requests is written over: once is enough. */
export function authorities({ request }: HeadersSnapshot): number {
  return [...Object.keys(request?.set ?? {}), ...Object.keys(request?.add ?? {})].filter(isAuthorityHeader).length;
}
