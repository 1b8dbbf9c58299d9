import type { ServicePortFacts } from '../istio/facts.ts';
import type { Labels } from '../istio/labels.ts';
import type { Manifest } from '../istio/manifest.ts';
import type { Failure, FaultFacts, ProxyAnswer, RetryFacts, RouteTaken, TraceStep } from './outcome.ts';
import type { JwtFacts } from './request.ts';

/**
 * The two halves of a simulation meet here: routing says where a request is sent, reaching says what becomes of it there.
 */

/** The proxy that sends a request on: a sidecar, or a gateway's Envoy. */
export interface ClientProxy {
  readonly kind: 'sidecar' | 'gateway' | 'none';
  readonly cluster: string;
  /** The cluster whose objects its istiod reads. */
  readonly configCluster: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly serviceAccount: string | undefined;
  readonly network: string;
  readonly region: string;
  readonly zone: string | undefined;
  readonly trustDomain: string;
}

/** A service as proxies of one config cluster know it: from Kubernetes or from a ServiceEntry. */
export interface KnownService {
  readonly host: string;
  readonly namespace: string;
  readonly name: string;
  readonly ports: readonly ServicePortFacts[];
  readonly source: 'kubernetes' | 'service entry';
  /** The ServiceEntry, where it is one. */
  readonly manifest: Manifest | undefined;
  /** Labels of its pods, where pods are selected. */
  readonly selector: Labels | undefined;
  readonly headless: boolean;
  readonly externalName: string | undefined;
  /** Where its endpoints come from: pods of the mesh, addresses given, DNS, or wherever the client meant to go. */
  readonly resolution: 'pods' | 'static' | 'dns' | 'none';
  /** Whether it is outside the mesh (`MESH_EXTERNAL`). */
  readonly external: boolean;
  readonly exportTo: readonly string[] | undefined;
}

export interface RoutedDestination {
  readonly host: string;
  readonly service: KnownService | undefined;
  readonly port: number;
  readonly subset: string | undefined;
  /** 0 to 1. */
  readonly weight: number;
  /** Copied and not sent: the weight is the share of requests copied. */
  readonly mirror: boolean;
  /**
   * Whether the proxy (or the application, without one) sends it to the address that the client resolved, as it is: in
   * plaintext unless the application encrypts, by no DestinationRule, to whatever pods Kubernetes picks in the client's
   * own cluster. Without a `service` the address is somewhere outside the mesh.
   */
  readonly passthrough: boolean;
  /** What policies see where the destination has header operations of its own; undefined: as `Routed.seen`. */
  readonly seen: SeenRequest | undefined;
}

export interface Routed {
  readonly proxy: ClientProxy;
  /** What the proxy takes it for; decides which rules of access policies can match. */
  readonly protocol: 'http' | 'tcp';
  /** Whether the application's own TLS is carried through untouched. */
  readonly applicationTls: boolean;
  readonly route: RouteTaken | undefined;
  readonly destinations: readonly RoutedDestination[];
  readonly failure: Failure | undefined;
  readonly answer: ProxyAnswer | undefined;
  readonly fault: FaultFacts | undefined;
  readonly timeout: number | undefined;
  readonly retries: RetryFacts | undefined;
  readonly rewritten: { readonly path?: string; readonly authority?: string } | undefined;
  /** As the server's access policies see it, after rewrites and header operations. */
  readonly seen: SeenRequest;
  /** The token that goes on with the request; gateways may keep it. */
  readonly jwt: JwtFacts | undefined;
  readonly unjudged: readonly string[];
  readonly trace: readonly TraceStep[];
}

/** What of a request its server may look at: `header x` by its name in lower case. */
export type Aspect = 'method' | 'path' | 'host' | 'token' | `header ${string}`;

export interface SeenRequest {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly host: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}
