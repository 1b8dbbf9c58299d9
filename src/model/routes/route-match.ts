import type { CookieMatch } from '../rollouts/canary.ts';
import type { ServiceHandle } from '../topology/service.ts';

/** Exactly one way to compare a text. `regex` is RE2 and matches the whole text. */
export type StringMatch =
  | { readonly exact: string; readonly prefix?: never; readonly regex?: never }
  | { readonly exact?: never; readonly prefix: string; readonly regex?: never }
  | { readonly exact?: never; readonly prefix?: never; readonly regex: string };

/** A path, as a text is compared; `ignoreCase` takes upper and lower case for the same, which a regex says by `(?i)`. */
export type PathMatch =
  | { readonly exact: string; readonly ignoreCase?: boolean; readonly prefix?: never; readonly regex?: never }
  | { readonly prefix: string; readonly ignoreCase?: boolean; readonly exact?: never; readonly regex?: never }
  | { readonly regex: string; readonly exact?: never; readonly prefix?: never; readonly ignoreCase?: never };

/**
 * A header: what its value must be, `'present'` for any, `'absent'` for none, or what its value must not be: `not` also
 * holds where the header is missing.
 */
export type HeaderMatch = StringMatch | 'present' | 'absent' | { readonly not: StringMatch };

/** A gRPC method, or all methods of a service where `method` is left out. */
export interface GrpcMatch {
  /** Full name, with its package: `shop.v1.Stock`. */
  readonly service: string;
  /** Method of the service. @default every method of the service */
  readonly method?: string;
}

/** Workloads told by where they run and by the labels of their pods. */
export type Workloads =
  | { readonly namespace: string; readonly labels?: Readonly<Record<string, string>>; readonly kind?: never }
  | { readonly namespace?: string; readonly labels: Readonly<Record<string, string>>; readonly kind?: never };

/** Who asks: a service, told by the labels of its pods, or any workloads. */
export type RouteSource = ServiceHandle | Workloads;

/** Conditions that must all hold. At least one of them; `name` and `statPrefix` are none. */
export type RouteMatch = (RequestMatch & PathOrGrpc) | ConnectionMatch;

/**
 * A claim of a request's token: what its value must be, `'present'` for any, `'absent'` for none, or what it must not be.
 * Of a claim with several values one is enough.
 */
export type ClaimMatch = HeaderMatch;

/**
 * Conditions on connections, which hold no request that a proxy could read: on ports of TCP and TLS, and on gateways.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#TLSMatchAttributes
 */
interface ConnectionMatch extends Callers {
  /**
   * Names of which the caller asks for one as it opens TLS: full names or `*.example.com`, the narrower first whatever the
   * order of routes. For ports of TLS, which have such routes alone. @default on gateways that pass TLS through every host
   */
  readonly sniHosts?: readonly [string, ...string[]];
  /**
   * Addresses and networks of which the caller connects to one: `10.1.0.0/16`. For services without an address of their
   * own; beside `sniHosts` the same in all routes of the port. @default all
   */
  readonly destinationSubnets?: readonly [string, ...string[]];
  readonly path?: never;
  readonly grpc?: never;
  readonly method?: never;
  readonly authority?: never;
  readonly scheme?: never;
  readonly headers?: never;
  readonly queryParams?: never;
  readonly cookie?: never;
  readonly claims?: never;
  readonly name?: never;
  readonly statPrefix?: never;
}

/** Where a request or a connection comes from. */
interface Callers {
  /** Callers in the mesh; of a list any. Not for routes on gateways, which see no pods behind a request. */
  readonly from?: RouteSource | readonly [RouteSource, ...RouteSource[]];
  /** Number of the gateway's port that the request came to. Only for routes on gateways. */
  readonly gatewayPort?: number;
}

/** Conditions on the path, said once. */
type PathOrGrpc =
  | {
      /** Path of the request, without the query. */
      readonly path?: PathMatch;
      readonly grpc?: never;
    }
  | {
      /** gRPC calls of one service or one method; the path in other words. */
      readonly grpc: GrpcMatch;
      readonly path?: never;
    };

/** Conditions on everything but the path. */
interface RequestMatch extends Callers {
  readonly sniHosts?: never;
  readonly destinationSubnets?: never;
  /** Method, in capitals: `'GET'` is short for `{ exact: 'GET' }`. */
  readonly method?: string | StringMatch;
  /** Host that the request asks for, with its port where the client names one. */
  readonly authority?: StringMatch;
  readonly scheme?: 'http' | 'https';
  /** Headers by name, in any case. */
  readonly headers?: Readonly<Record<string, HeaderMatch>>;
  /** Parameters of the query, by name. */
  readonly queryParams?: Readonly<Record<string, StringMatch | 'present'>>;
  /** A cookie: a condition on the header `cookie` in other words, which `headers` may then not name. */
  readonly cookie?: CookieMatch;
  /**
   * Claims of the request's token by name; a claim inside another is written `outer][inner`. Only for routes on gateways, in
   * front of which a JwtAuthentication judges tokens.
   * @see https://istio.io/latest/docs/tasks/security/authentication/jwt-route/
   */
  readonly claims?: Readonly<Record<string, ClaimMatch>>;
  /** Name of this match in the proxies' access logs, behind that of the route. */
  readonly name?: string;
  /** Prefix of statistics that proxies keep for requests that fit. */
  readonly statPrefix?: string;
}
