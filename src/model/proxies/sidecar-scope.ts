import type { HttpConnectionPoolOptions } from '../../policies/http-connection-pool.ts';
import type { TcpConnectionPoolOptions } from '../../policies/tcp-connection-pool.ts';
import { Element } from '../element.ts';
import type { Mesh } from '../topology/mesh.ts';
import type { Service, ServiceInMesh } from '../topology/service.ts';
import type { ProxyPlace } from './proxy-scope.ts';

/** A port of a sidecar's listener. */
export interface SidecarPort {
  /** Port number. */
  readonly number: number;
  /** As ServiceEntries have them: `HTTP`, `TCP`, `TLS` … */
  readonly protocol: string;
  /** Its name, in statistics and logs. @default the protocol in lower case, and the number */
  readonly name?: string;
}

/** How traffic comes to a listener: by the pod's iptables rules, or straight to its address (`NONE`). */
export type SidecarCapture = 'DEFAULT' | 'IPTABLES' | 'NONE';

/**
 * What a sidecar takes from its own pod.
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener
 */
export interface SidecarEgress {
  /** The only port it is for. @default every port that no other listener has: at most one such, the last */
  readonly port?: SidecarPort;
  /** Address, or `unix:///path`, that it listens on. @default the services' own */
  readonly bind?: string;
  readonly captureMode?: SidecarCapture;
  /** What is known there, as `<namespace>/<host>`. @default what its pods are declared to call */
  readonly hosts?: readonly [string, ...string[]];
}

/** TLS that a sidecar ends in place of mutual TLS of the mesh, with files of its own pod. */
export interface SidecarTls {
  /** Whether callers show a certificate, too. */
  readonly mode: 'SIMPLE' | 'MUTUAL';
  /** File of the certificate, in the sidecar's container. */
  readonly serverCertificate: string;
  /** File of its key. */
  readonly privateKey: string;
  /** Needed for `MUTUAL`: whose certificates clients must have. */
  readonly caCertificates?: string;
}

/** Limits of connections: what all of them have in common, and what concerns HTTP. */
export interface SidecarConnectionPool {
  readonly tcp?: TcpConnectionPoolOptions;
  readonly http?: HttpConnectionPoolOptions;
}

/**
 * A port that a sidecar takes from others.
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioIngressListener
 */
export interface SidecarIngress {
  readonly port: SidecarPort;
  /** Address that it listens on. @default the pod's */
  readonly bind?: string;
  readonly captureMode?: SidecarCapture;
  /** Where it sends what it takes: `127.0.0.1:8080`, `0.0.0.0:8080`, `unix:///path`. @default the port that was called */
  readonly defaultEndpoint?: string;
  readonly tls?: SidecarTls;
  /** In place of `inboundConnectionPool` for this port. */
  readonly connectionPool?: SidecarConnectionPool;
}

/** What becomes of requests for hosts that a sidecar does not know. */
export interface SidecarOutbound {
  /** `REGISTRY_ONLY`: they are refused; `ALLOW_ANY`: they leave as they are. */
  readonly mode: 'REGISTRY_ONLY' | 'ALLOW_ANY';
}

/** Settings of a SidecarScope. */
export interface SidecarScopeProps extends ProxyPlace {
  /**
   * What sidecars know, listener by listener.
   * @default one listener with what its pods are declared to call: services whose `callers` name them, or are `'any'`
   */
  readonly egress?: readonly [SidecarEgress, ...SidecarEgress[]];
  /** More hosts beside those declared, as `<namespace>/<host>`: `istio-system/*`, `./*`. @default none */
  readonly alsoHosts?: readonly [string, ...string[]];
  /** Ports that sidecars take in place of those of the pods' Services. @default those of the Services */
  readonly ingress?: readonly [SidecarIngress, ...SidecarIngress[]];
  /** Limits of what comes in, in place of those that DestinationRules of the service have. @default those */
  readonly inboundConnectionPool?: SidecarConnectionPool;
  /** @default that of MeshConfig */
  readonly outboundTrafficPolicy?: SidecarOutbound;
}

/**
 * What sidecars know: as much as their pods are declared to call, and no more. Under the mesh each namespace of a declared
 * service gets its own; a narrower SidecarScope (a service's before a namespace's) replaces a wider one whole.
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/
 */
export class SidecarScope<V extends string = never, P extends string = never> extends Element {
  readonly subject: Mesh | Service<V, P>;
  readonly props: SidecarScopeProps;

  constructor(scope: Mesh | ServiceInMesh<V, P>, id: string, props: SidecarScopeProps = {}) {
    super(scope, id);
    this.subject = scope;
    this.props = props;
  }
}
