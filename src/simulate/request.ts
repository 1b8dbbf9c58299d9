import type { Labels } from '../istio/labels.ts';

/** One request (or connection) as somebody would make it. */
export interface SimulatedRequest {
  readonly from: Client;
  /**
   * The host that is asked for: of a Service (in full, or short as seen from the client's namespace), of a ServiceEntry,
   * or a name that a gateway serves. It is also the Host header unless `headers` has `:authority` or `host`.
   */
  readonly to: string;
  /** Default: the only port of the Service; for an ingress gateway 443 with `tls`, else 80. */
  readonly port?: number;
  /** What is spoken. Default: what the port says; `http` where that is not known. */
  readonly protocol?: 'http' | 'grpc' | 'tcp' | 'tls';
  /** Default: GET. */
  readonly method?: string;
  /** With its query, if any. Default: `/`. */
  readonly path?: string;
  /** Names in any case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a TLS connection that the application itself opens. Default: the host. */
  readonly sni?: string;
  /** That the client connects to, which TCP and TLS routes can ask for. Default: not known. */
  readonly address?: string;
  /** A token that passes the RequestAuthentication which applies, where one does; absent: none is sent. */
  readonly jwt?: JwtFacts;
}

/** What of a JSON Web Token policies look at. */
export interface JwtFacts {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences?: readonly string[];
  readonly claims?: Readonly<Record<string, string | readonly string[]>>;
}

export type Client = WorkloadClient | IngressClient;

/** A pod of the mesh, or one beside it. */
export interface WorkloadClient {
  readonly kind: 'workload';
  readonly cluster: string;
  readonly namespace: string;
  /** Default: `default`. */
  readonly serviceAccount?: string;
  /** Default: none. Sidecar selectors and `sourceLabels` look at them. */
  readonly labels?: Labels;
  /** `none`: without a sidecar it sends plaintext and follows no route. Default: `sidecar`. */
  readonly proxy?: 'sidecar' | 'none';
  readonly zone?: string;
}

/** Somebody outside the mesh who asks an ingress gateway. */
export interface IngressClient {
  readonly kind: 'ingress';
  readonly cluster: string;
  /** Of the gateway's pods. */
  readonly namespace: string;
  /** Of the gateway's pods: Gateway objects select them. */
  readonly labels: Labels;
  readonly serviceAccount?: string;
  /**
   * Who asks, where it is a proxy of the mesh that has sent a request to the gateway, over mutual TLS of the mesh:
   * `<trust domain>/ns/<namespace>/sa/<service account>`. Default: somebody outside.
   */
  readonly identity?: string;
  /** Whether the client speaks TLS to the gateway. Default: whether the port is 443. */
  readonly tls?: boolean;
  readonly zone?: string;
}
