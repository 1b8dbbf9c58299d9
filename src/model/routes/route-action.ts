import type { NoVersion } from '../no-version.ts';
import type { Weight } from '../rollouts/weight.ts';

/** Headers to change: taken away first, then set, then added. Values are literal but for `%COMMANDS%`; `%%` is a `%`. */
export interface HeaderEdits {
  /** Puts the value in place of any that is there. */
  readonly set?: Readonly<Record<string, string>>;
  /** Puts the value beside those that are there. */
  readonly add?: Readonly<Record<string, string>>;
  /** Names of headers that are taken away. */
  readonly remove?: readonly string[];
}

/**
 * Changes to headers of requests before they are sent on, and of answers before the caller has them. `host` and
 * `:authority` may be set on requests alone.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Headers
 */
export interface RouteHeaders {
  readonly request?: HeaderEdits;
  readonly response?: HeaderEdits;
}

/** A version's share, with changes to headers of just the requests and answers of that version. */
export interface RouteShare {
  readonly weight: Weight;
  readonly headers: RouteHeaders;
}

/** Shares over versions. Without NoInfer, which would let any name pass for a service without versions. */
export type Split<V extends string> = { readonly [Version in V]?: Weight | RouteShare };

/** Copies for a version, whose answers nobody waits for. */
export interface RouteMirror<V extends string> {
  readonly to: [V] extends [NoVersion] ? never : V;
  /** Share of the route's requests that is copied: above 0, at most 100. */
  readonly percent: Weight;
}

/**
 * What the destination sees in place of what the caller wrote.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRewrite
 */
export type RouteRewrite = {
  /** Host that the request is said to be for. */
  readonly authority?: string;
} & (
  | {
      /** In place of the prefix that the route matched; of the whole path where it matched that. */
      readonly uri?: string;
      readonly uriRegexRewrite?: never;
    }
  | {
      /** In place of every part of the path that `match` (RE2) fits; `\1` is its first group. */
      readonly uriRegexRewrite: { readonly match: string; readonly rewrite: string };
      readonly uri?: never;
    }
);

/**
 * Where the caller is sent; what is left out stays as it was. At least one of them beside `redirectCode`.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRedirect
 */
export type RouteRedirect = {
  /** Host, with its port where that is not the scheme's. */
  readonly authority?: string;
  /** Scheme of the new address. */
  readonly scheme?: 'http' | 'https';
  /** Status of the answer. @default 301 */
  readonly redirectCode?: 301 | 302 | 303 | 307 | 308;
} & (
  | {
      /** In place of the whole path. */
      readonly uri?: string;
      readonly prefixRewrite?: never;
    }
  | {
      /** In place of the prefix that the route matched, which must match by prefix. From Istio 1.31. */
      readonly prefixRewrite: string;
      readonly uri?: never;
    }
) &
  (
    | { readonly port?: number; readonly derivePort?: never }
    | {
        /** The port of the request, or the usual one of the scheme. */
        readonly derivePort: 'FROM_REQUEST_PORT' | 'FROM_PROTOCOL_DEFAULT';
        readonly port?: never;
      }
  );

/**
 * A VirtualService without hosts that somebody else writes, in the same clusters: its routes stand in the place of the Route,
 * each narrowed to what that matches. Only one that is there, and that the gateway's namespace (in the mesh the service's) may
 * see, counts.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate
 */
export interface RouteDelegate {
  readonly namespace: string;
  readonly name: string;
}

/**
 * An answer that the proxy gives by itself.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPDirectResponse
 */
export interface RouteResponse {
  /** Status of the answer, 200 to 599. */
  readonly status: number;
  /** Its text, or its bytes in base64; at most 1 MiB, and every proxy holds it. @default empty */
  readonly body?: string | { readonly bytes: string };
}
