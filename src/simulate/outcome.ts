import type { Labels } from '../istio/labels.ts';

/** What would happen to a request. */
export interface Outcome {
  /**
   * `reaches`: every share of it arrives at a workload. `partly`: some shares do. `fails`: none does. `answered`: a proxy
   * answers by itself (redirect, direct response, an abort for every request). `unjudged`: some of it would arrive, but it
   * depends on something that is not modelled, which `unjudged` names.
   */
  readonly verdict: 'reaches' | 'partly' | 'fails' | 'answered' | 'unjudged';
  /** The rule that decided; undefined where none of the author's did (a service without VirtualService). */
  readonly route: RouteTaken | undefined;
  /** Why it fails, where it fails before a destination is chosen; else each destination says its own. */
  readonly failure: Failure | undefined;
  readonly destinations: readonly DestinationOutcome[];
  /** Copies that are sent besides, whose answers nobody waits for. `weight` is the share of requests copied. */
  readonly mirrors: readonly DestinationOutcome[];
  readonly answer: ProxyAnswer | undefined;
  /** Faults that the route injects into a share of the requests. */
  readonly fault: FaultFacts | undefined;
  /** Of the whole request, retries included, in milliseconds; undefined: none. */
  readonly timeout: number | undefined;
  readonly retries: RetryFacts | undefined;
  /** The path and Host header that the destination sees, where a rewrite changes them. */
  readonly rewritten: { readonly path?: string; readonly authority?: string } | undefined;
  /** Sentences that name what is not modelled and would matter here; empty: the rest holds without reserve. */
  readonly unjudged: readonly string[];
  /** How it came about, in the order of a request's way; only with `trace`. */
  readonly trace: readonly TraceStep[];
}

export interface ObjectRef {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export interface RouteTaken {
  /** The VirtualService; for a delegated route the delegate, and `root` the one that delegates. */
  readonly object: ObjectRef;
  readonly root?: ObjectRef;
  /** Which list of the VirtualService: `spec.http`, `spec.tls` or `spec.tcp`. */
  readonly list: 'http' | 'tls' | 'tcp';
  readonly index: number;
  readonly name: string | undefined;
  /** The alternative of `match` that held; undefined: the route has none. */
  readonly match: number | undefined;
}

export interface Failure {
  /**
   * As Envoy's access log has it (`NR`, `NC`, `UH`, `UF`, `UC`, `URX`, `DC` …); `RBAC` for an access policy's denial
   * (403, `rbac_access_denied_matched_policy`), `JWT` for a refused token (401), `BlackHole` for a host that the proxy may
   * not call, `DNS` for a name that does not resolve, `TLS` for a handshake that fails at a gateway, `refused` where
   * nobody listens.
   * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#response-flags
   */
  readonly flag: string;
  /** Of HTTP; undefined for connections. */
  readonly status: number | undefined;
  /** Who says no. */
  readonly by: 'client' | 'client proxy' | 'gateway' | 'network gateway' | 'server proxy' | 'server';
  /** One sentence. */
  readonly reason: string;
  /** The object to look at, where one decides. */
  readonly object?: ObjectRef;
}

/** One weighted destination of the route taken. */
export interface DestinationOutcome {
  readonly host: string;
  readonly port: number;
  readonly subset: string | undefined;
  /** Share of the requests, 0 to 1; the destinations of a route add up to 1. */
  readonly weight: number;
  /** The DestinationRule in force for this client; undefined: none. */
  readonly destinationRule: ObjectRef | undefined;
  /** Groups of endpoints that get its requests now; `share` of the groups adds up to 1 where there is any. */
  readonly endpoints: readonly EndpointOutcome[];
  readonly failure: Failure | undefined;
  /** Whether the host is outside the mesh: then what happens behind the proxy is not judged. */
  readonly external: boolean;
  /** Load balancing that keeps a client at one endpoint (a consistent hash), in words; undefined: none. */
  readonly sticky: string | undefined;
}

/** Endpoints that are alike: equal pods of one cluster reached in one way. */
export interface EndpointOutcome {
  readonly cluster: string;
  readonly network: string;
  /** Undefined for endpoints of a ServiceEntry. */
  readonly workload: { readonly namespace: string; readonly name: string; readonly labels: Labels } | undefined;
  /** `direct`, or the cluster whose east-west gateway lets it in. */
  readonly via: 'direct' | { readonly networkGateway: string };
  /** Locality priority; 0 is preferred, higher ones are used when lower ones are unhealthy. */
  readonly priority: number;
  /** Of the destination's requests while everything is healthy; 0 for lower priorities. */
  readonly share: number;
  /** On the wire between the two: mutual TLS of the mesh, TLS of the DestinationRule's, TLS of the application's, none. */
  readonly tls: 'mutual' | 'tls' | 'application' | 'plaintext';
  /** SPIFFE identity that the server sees; undefined: none. */
  readonly identity: string | undefined;
  /** Mode of the server's PeerAuthentication on that port, and the object that sets it. */
  readonly server:
    | { readonly mode: 'STRICT' | 'PERMISSIVE' | 'DISABLE'; readonly by: ObjectRef | undefined }
    | undefined;
  readonly access: AccessOutcome | undefined;
  readonly failure: Failure | undefined;
  /** What a gateway of the mesh, such as an egress gateway, does with it; absent where the way ends here. */
  readonly onward?: Outcome;
}

export interface AccessOutcome {
  readonly decision: 'allow' | 'deny';
  /** The policy and rule that decided; undefined: no ALLOW policy applies, so everybody is let in. */
  readonly by: (ObjectRef & { readonly rule: number | undefined }) | undefined;
  /** All policies that applied, in the order of evaluation, with what each said. */
  readonly policies: readonly (ObjectRef & { readonly action: string; readonly matched: boolean })[];
}

export interface ProxyAnswer {
  readonly kind: 'redirect' | 'direct response' | 'abort';
  readonly status: number;
  /** Of a redirect. */
  readonly location?: string;
}

export interface FaultFacts {
  /** Shares of the requests, 0 to 1. */
  readonly delay?: { readonly share: number; readonly milliseconds: number };
  readonly abort?: { readonly share: number; readonly status: number | string };
}

export interface RetryFacts {
  readonly attempts: number;
  /** Milliseconds; undefined: the route's timeout. */
  readonly perTryTimeout: number | undefined;
  readonly on: string;
  /** Whether it is Istio's default and not the author's. */
  readonly byDefault: boolean;
}

/** One line of a trace. */
export interface TraceStep {
  readonly where: 'client' | 'gateway' | 'network gateway' | 'server';
  readonly what: string;
  /** Why, or what was passed over and why; each a sentence. */
  readonly notes: readonly string[];
  readonly object?: ObjectRef;
}
