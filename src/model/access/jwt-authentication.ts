import type { Duration } from '../../istio/duration.ts';
import { Element } from '../element.ts';
import type { UndeclaredCaller } from '../specs.ts';
import type { Cluster } from '../topology/cluster.ts';
import type { IngressGateway } from '../topology/ingress-gateway.ts';
import type { Mesh } from '../topology/mesh.ts';
import type { Service, ServiceInMesh } from '../topology/service.ts';
import type { HttpMethod } from './access-rule.ts';

/** Who gives tokens out, how they are checked and where they are looked for. */
export type JwtIssuer = JwtIssuerMeaning & JwtKeys;

/**
 * Keys that tokens are signed with: at an address, or written here. Without either they are found by OpenID Connect's
 * discovery below the issuer. Each cluster's istiod fetches them.
 */
export type JwtKeys =
  | { readonly jwksUri?: string; readonly jwks?: never }
  | { readonly jwks: string; readonly jwksUri?: never };

/** @see https://istio.io/latest/docs/reference/config/security/jwt/#JWTRule */
export interface JwtIssuerMeaning {
  /** The token's claim `iss`, exactly. */
  readonly issuer: string;
  /** Tokens must be meant for one of these. @default tokens for anybody */
  readonly audiences?: readonly [string, ...string[]];
  /** Headers that hold the token, each behind a prefix. @default Authorization, behind 'Bearer ' */
  readonly fromHeaders?: readonly [JwtHeader, ...JwtHeader[]];
  /** Query parameters that hold the token. @default access_token */
  readonly fromParams?: readonly [string, ...string[]];
  /** Cookies that hold the token. */
  readonly fromCookies?: readonly [string, ...string[]];
  /** Whether the service gets to see the token. @default false */
  readonly forwardOriginalToken?: boolean;
  /** Header in which the service gets the token's payload, base64url. @default none */
  readonly outputPayloadToHeader?: string;
  /** Headers in which the service gets claims. */
  readonly outputClaimToHeaders?: readonly [JwtClaimHeader, ...JwtClaimHeader[]];
  /** How long fetching the keys may take. @default '5s' */
  readonly timeout?: Duration;
  /** Claims whose text is a list with blanks between, as `scope` and `permission` always are. Known from Istio 1.31 on. */
  readonly spaceDelimitedClaims?: readonly [string, ...string[]];
}

/** A header that holds a token. */
export interface JwtHeader {
  /** Name of the header. */
  readonly name: string;
  /** What stands before the token: `'Bearer '`. @default nothing */
  readonly prefix?: string;
}

/** A header that tells a claim. */
export interface JwtClaimHeader {
  /** Name of the header that the service gets. */
  readonly header: string;
  /** Name of the claim. */
  readonly claim: string;
}

/** Requests let in without a token: by path, or by method (`OPTIONS`, with which browsers ask before they send one). */
export interface JwtOptional {
  /** Paths: whole ones, or `/login/*` for what begins so. */
  readonly exceptPaths?: readonly [string, ...string[]];
  /** Methods. */
  readonly exceptMethods?: readonly [HttpMethod, ...HttpMethod[]];
}

/** Settings of a JwtAuthentication. */
export interface JwtAuthenticationProps {
  readonly issuers: readonly [JwtIssuer, ...JwtIssuer[]];
  /**
   * Whether requests without a valid token are refused (403) on HTTP ports, all or all but some. With `false` only tokens
   * that are there and not valid are (401): write it where access policies ask for tokens rule by rule.
   * @default true
   */
  readonly required?: boolean | JwtOptional;
  /** Server clusters: where the pods run. @default all */
  readonly in?: readonly [Cluster, ...Cluster[]];
  /** Under the mesh: only pods of this namespace. @default all pods of the mesh, those of gateways among them */
  readonly namespace?: string;
  /** With `namespace`: only its pods with these labels. @default all */
  readonly pods?: Readonly<Record<string, string>>;
  /**
   * Callers nobody declared that this may shut out although they work today.
   * @default none: a change that shuts them out of a service with `callers: 'any'` is not safe
   */
  readonly acknowledge?: readonly [UndeclaredCaller, ...UndeclaredCaller[]];
}

/**
 * Which tokens count at a service, a gateway, a namespace or everywhere, and that requests need one. Tokens of several
 * subjects add up: a pod takes those of its service, its namespace and the mesh.
 * @see https://istio.io/latest/docs/reference/config/security/request_authentication/
 */
export class JwtAuthentication<V extends string = never, P extends string = never> extends Element {
  readonly subject: Mesh | IngressGateway | Service<V, P>;
  readonly props: JwtAuthenticationProps;

  constructor(scope: Mesh | IngressGateway | ServiceInMesh<V, P>, id: string, props: JwtAuthenticationProps) {
    super(scope, id);
    this.subject = scope;
    this.props = props;
  }
}
