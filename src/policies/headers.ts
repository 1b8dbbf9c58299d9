import { isAuthorityHeader, isHeaderName } from '../istio/header-names.ts';
import { headerValueProblem } from '../istio/header-values.ts';
import { fields, isObject, type Judge, listOf, mapOf, notEmpty, shown, textThat } from './judging.ts';
import { definePolicy } from './policy.ts';

/** Removing comes first: a header that is removed and set is set. Names are the same in any case. */
export interface HeaderEdits {
  /** Values by name, in place of what is there. `%` begins a variable of Envoy, such as `%REQUEST_ID%`; `%%` means `%`. */
  readonly set?: Readonly<Record<string, string>>;
  /** Values by name, behind what is there. */
  readonly add?: Readonly<Record<string, string>>;
  /** Names of headers that are taken away. */
  readonly remove?: readonly [string, ...string[]];
}

export interface HeadersOptions {
  /** Of the request, before it is sent. `:authority` or `host`, once, is the only pseudo header that may be set. */
  readonly request?: HeaderEdits;
  /** Of the answer, before the caller gets it. */
  readonly response?: HeaderEdits;
}

/**
 * Headers that callers' proxies set, add and remove on the way to a service and back.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Headers
 */
export const headers = definePolicy<HeadersOptions>({
  owns: ['route.headers'],
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#Headers',
  example: { request: { set: { 'x-caller': 'mesh' } }, response: { remove: ['server'] } },
  problems: (options) => {
    const found = judge(options, 'headers');
    return found.length > 0 ? found : [...twiceIn(options), ...authorityTwice(options)];
  },
  normalise: edited,
  lower: (options) => ({ route: { headers: edited(options) } }),
  lift: ({ route }) => route?.headers && edited(route.headers as HeadersOptions),
});

/** In small letters, as proxies send them. */
function edited({ request, response }: HeadersOptions): HeadersOptions {
  return { ...(request && { request: small(request) }), ...(response && { response: small(response) }) };
}

function small({ set, add, remove }: HeaderEdits): HeaderEdits {
  const lower = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    ...(set && { set: lower(set) }),
    ...(add && { add: lower(add) }),
    ...(remove && { remove: remove.map((name) => name.toLowerCase()) as [string, ...string[]] }),
  };
}

const name = textThat((header) => {
  if (header.startsWith(':')) return 'is a pseudo header, which cannot be changed here';
  if (isAuthorityHeader(header)) return 'is the Host header, which only a request may be given';
  return isHeaderName(header) ? undefined : 'cannot be the name of a header';
});

const nameInRequest: Judge = (header, at) =>
  typeof header === 'string' && isAuthorityHeader(header) ? [] : name(header, at);

const value = textThat((content) => {
  const problem = headerValueProblem(content);
  return problem === undefined ? undefined : `is no value of a header: ${problem} (a percent sign itself is '%%')`;
});

function edits(nameOfValues: Judge): Judge {
  const values = mapOf(nameOfValues, value);
  return fields({ set: values, add: values, remove: listOf(name) }, notEmpty);
}

const judge = fields({ request: edits(nameInRequest), response: edits(name) }, notEmpty);

/** One header under two spellings: which value would hold is nobody's guess. */
function twiceIn(options: HeadersOptions): readonly string[] {
  return Object.entries(options as Record<string, Record<string, unknown>>).flatMap(([side, edits]) =>
    Object.entries(edits ?? {}).flatMap(([what, values]) => {
      const names = (isObject(values) ? Object.keys(values) : ((values ?? []) as string[])).map((n) => n.toLowerCase());
      return names
        .filter((header, i) => names.indexOf(header) < i)
        .map((header) => `headers.${side}.${what} has ${shown(header)} twice`);
    }),
  );
}

function authorityTwice({ request }: HeadersOptions): readonly string[] {
  const names = [...Object.keys(request?.set ?? {}), ...Object.keys(request?.add ?? {})].filter(isAuthorityHeader);
  return names.length > 1 ? ['headers.request gives the request two authorities: keep one of them'] : [];
}
