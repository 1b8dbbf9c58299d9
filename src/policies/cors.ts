import type { Duration } from '../istio/duration.ts';
import { isHeaderName } from '../istio/header-names.ts';
import { CORS_METHODS } from '../istio/http-methods.ts';
import { regexProblem } from '../istio/re2.ts';
import {
  exactlyOne,
  fields,
  flag,
  listOf,
  needs,
  oneOf,
  text,
  textThat,
  wholeSeconds,
  withoutUndefined,
} from './judging.ts';
import { definePolicy } from './policy.ts';

/** Exactly one way to compare an origin. `regex` is RE2 and matches the whole text. */
export type OriginMatch =
  | { readonly exact: string; readonly prefix?: never; readonly regex?: never }
  | { readonly prefix: string; readonly exact?: never; readonly regex?: never }
  | { readonly regex: string; readonly exact?: never; readonly prefix?: never };

export type CorsMethod = (typeof CORS_METHODS)[number];

export interface CorsOptions {
  /** Origins that may call, such as `{ exact: 'https://shop.example' }`. */
  readonly allowOrigins: readonly [OriginMatch, ...OriginMatch[]];
  /** Methods they may use beside GET, HEAD and POST, which browsers never ask about. Default: none. */
  readonly allowMethods?: readonly [CorsMethod, ...CorsMethod[]];
  /** Headers they may send. Default: none. */
  readonly allowHeaders?: readonly [string, ...string[]];
  /** Headers of the answer that scripts may read. Default: none. */
  readonly exposeHeaders?: readonly [string, ...string[]];
  /** How long a browser may remember the answer, in whole seconds. Default: the browser's. */
  readonly maxAge?: Duration;
  /** Whether requests may carry cookies and the like. Default false. */
  readonly allowCredentials?: boolean;
  /** Whether preflights of other origins go on to the service (FORWARD) or are answered here (IGNORE). Default FORWARD. */
  readonly unmatchedPreflights?: 'FORWARD' | 'IGNORE';
}

/**
 * Which web pages of other origins may call, as the caller's proxy answers browsers: for services that browsers call, the
 * proxy of the gateway. Works on HTTP routes only.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#CorsPolicy
 */
export const cors = definePolicy<CorsOptions>({
  owns: ['route.corsPolicy'],
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#CorsPolicy',
  example: { allowOrigins: [{ exact: 'https://shop.example' }], allowMethods: ['GET', 'POST'], maxAge: '24h' },
  problems: (options) => judge(options, 'cors'),
  normalise: withoutUndefined,
  lower: (options) => ({ route: { corsPolicy: withoutUndefined(options) } }),
  lift: ({ route }) => route?.corsPolicy as CorsOptions | undefined,
});

const pattern = textThat((regex) => {
  const problem = regexProblem(regex);
  return problem === undefined ? undefined : `is no regular expression of RE2: ${problem}`;
});

const headerNames = listOf(textThat((name) => (isHeaderName(name) ? undefined : 'cannot be the name of a header')));

const judge = fields(
  {
    allowOrigins: listOf(fields({ exact: text, prefix: text, regex: pattern }, exactlyOne('exact', 'prefix', 'regex'))),
    allowMethods: listOf(oneOf(CORS_METHODS)),
    allowHeaders: headerNames,
    exposeHeaders: headerNames,
    maxAge: wholeSeconds,
    allowCredentials: flag,
    unmatchedPreflights: oneOf(['FORWARD', 'IGNORE']),
  },
  needs('allowOrigins'),
);
