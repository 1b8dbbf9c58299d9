import type { ConditionKey } from '../../istio/access-fields.ts';
import type { IngressGateway } from '../topology/ingress-gateway.ts';
import type { ServiceHandle } from '../topology/service.ts';

/** Methods of HTTP requests, as AuthorizationPolicy compares them. */
export type HttpMethod = 'CONNECT' | 'DELETE' | 'GET' | 'HEAD' | 'OPTIONS' | 'PATCH' | 'POST' | 'PUT' | 'TRACE';

type Some<T> = readonly [T, ...T[]];

/** A caller that the mesh does not declare as a service; see `otherIdentity`. */
export interface OtherIdentity {
  readonly kind: 'identity';
  /** Its namespace. */
  readonly namespace: string;
  /** Its service account. */
  readonly serviceAccount: string;
  /** Its trust domain. @default the mesh's */
  readonly trustDomain?: string;
}

/**
 * A caller that the mesh does not declare as a service: a workload of another team, or, with `trustDomain`, of another
 * mesh; without it the account may act in the trust domain of any cluster of this one. Proxies believe certificates of another trust domain only where MeshConfig's `trustDomainAliases` or `caCertificates`
 * lets them.
 * @see https://istio.io/latest/docs/concepts/security/#istio-identity
 */
export function otherIdentity(account: Omit<OtherIdentity, 'kind'>): OtherIdentity {
  return { ...account, kind: 'identity' };
}

/** A caller that has a name: who it is, its certificate says. */
export type Caller = ServiceHandle | IngressGateway | OtherIdentity;

/**
 * Callers by what is known of their connection: all that is given must hold, and of each list one entry. What begins with
 * `not` holds for callers without an identity, too. Texts may begin or end with `*`.
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source
 */
export interface CallerMatch {
  readonly identities?: Some<Caller>;
  readonly notIdentities?: Some<Caller>;
  readonly namespaces?: Some<string>;
  readonly notNamespaces?: Some<string>;
  /** As Istio writes them, `<trust domain>/ns/<namespace>/sa/<account>`, for patterns that `identities` cannot say. */
  readonly principals?: Some<string>;
  readonly notPrincipals?: Some<string>;
  /** `<namespace>/<account>` in any trust domain of the mesh; beside these neither identities nor namespaces. */
  readonly serviceAccounts?: Some<`${string}/${string}`>;
  readonly notServiceAccounts?: Some<`${string}/${string}`>;
  /** Known from Istio 1.31 on. */
  readonly trustDomains?: Some<string>;
  readonly notTrustDomains?: Some<string>;
  /** Address at the other end of the connection: behind a load balancer, that one's. `192.0.2.1` or `10.0.0.0/8`. */
  readonly ipBlocks?: Some<string>;
  readonly notIpBlocks?: Some<string>;
  /** Address of the first client, as `X-Forwarded-For` or the proxy protocol tell it. */
  readonly remoteIpBlocks?: Some<string>;
  readonly notRemoteIpBlocks?: Some<string>;
}

/**
 * Who a rule is about. `'mesh'`: whoever shows a certificate of the mesh; `'anyone'`: everybody, plaintext clients among
 * them.
 */
export type AccessSource = Caller | CallerMatch | 'anyone' | 'mesh';

/**
 * What a request's token must say. A JwtAuthentication has to be there that judges tokens: without one no request counts
 * as having a token.
 */
export interface TokenMatch {
  /** Who gave the token: its claim `iss`. */
  readonly issuer?: string;
  /** Whom it is about: its claim `sub`. */
  readonly subject?: string;
  /** One of these is among the token's audiences. */
  readonly audiences?: Some<string>;
  /** Who the token was given to: its claim `azp`. */
  readonly presenters?: Some<string>;
  /** Claims by name, of each one value; a claim inside another is written `outer][inner`. */
  readonly claims?: Readonly<Record<string, string | Some<string>>>;
}

/**
 * Something else that must be so.
 * @see https://istio.io/latest/docs/reference/config/security/conditions/
 */
export interface AccessCondition {
  readonly key: ConditionKey;
  /** One of these. */
  readonly values?: Some<string>;
  /** None of these. */
  readonly notValues?: Some<string>;
}

/** Requests that a rule is about: from some callers, narrowed by all that is given beside them. */
export interface AccessRule<P extends string | number> {
  /** Callers; several of them are alternatives. Services and gateways need a `serviceAccount`. */
  readonly from: AccessSource | readonly [AccessSource, ...AccessSource[]];
  /** `'any'`: with a valid token; `'none'`: without one. @default with or without */
  readonly token?: 'any' | 'none' | TokenMatch;
  /** HTTP methods. @default all */
  readonly methods?: Some<HttpMethod>;
  readonly notMethods?: Some<HttpMethod>;
  /** Paths: exact, `/api/*`, `*.html`, or with `{*}` for one segment and `{**}` for the rest: `/orders/{*}/items`. @default all */
  readonly paths?: Some<string>;
  readonly notPaths?: Some<string>;
  /** Values of the `Host` header, which callers choose: no protection inside of the mesh. @default all */
  readonly hosts?: Some<string>;
  readonly notHosts?: Some<string>;
  /** Ports of the service; at a gateway, a namespace or the mesh numbers of the pods' ports. @default all */
  readonly ports?: Some<NoInfer<P>>;
  readonly notPorts?: Some<NoInfer<P>>;
  /** Further conditions, which must all hold. */
  readonly when?: Some<AccessCondition>;
}
