import type { Construct } from 'constructs';
import type { Cluster } from './cluster.ts';
import { Element } from './element.ts';

/** What a port of the gateway does with a connection: plain HTTP, a redirect to HTTPS, or TLS ended here. */
export type GatewayPort = OpenPort | RedirectPort;

/** Takes requests in: over TLS, or in plain HTTP where `tls` is left out. */
export interface OpenPort {
  readonly number: number;
  readonly tls?: GatewayTls;
  readonly httpsRedirect?: false;
}

/** Answers every plain HTTP request with a redirect to HTTPS. */
export interface RedirectPort {
  readonly number: number;
  readonly httpsRedirect: true;
}

/** The certificate that a gateway's port shows. */
export interface GatewayTls {
  /** Name of the Secret, in the gateway's namespace of each cluster, that holds certificate and key. */
  readonly credentialName: string;
  /** `MUTUAL` also asks callers for a certificate. @default 'SIMPLE' */
  readonly mode?: 'SIMPLE' | 'MUTUAL';
}

/** Settings of an IngressGateway. */
export interface IngressGatewayProps {
  /** Host names it answers for: full names, `*.example.com`, or `*` for any. */
  readonly hosts: readonly [string, ...string[]];
  /** Clusters that run its pods. */
  readonly in: readonly [Cluster, ...Cluster[]];
  /** Namespace of its pods, its Gateway and the VirtualServices bound to it. @default 'istio-ingress' */
  readonly namespace?: string;
  /** Labels that select its pods. @default { istio: <name> } */
  readonly selector?: Readonly<Record<string, string>>;
  /** Service account of its pods; needed where an AccessPolicy names the gateway. */
  readonly serviceAccount?: string;
  /** Its ports by name. @default { http: 80 } */
  readonly ports?: Readonly<Record<string, number | GatewayPort>>;
  /** Name of the Gateway object. @default the id */
  readonly name?: string;
}

/**
 * A gateway through which requests from outside enter the mesh. Routes bind to it with `on`.
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/
 */
export class IngressGateway extends Element {
  readonly kind = 'gateway';
  readonly props: IngressGatewayProps;

  constructor(scope: Construct, id: string, props: IngressGatewayProps) {
    super(scope, id);
    this.props = props;
  }

  get gatewayName(): string {
    return this.props.name ?? this.node.id;
  }

  get namespace(): string {
    return this.props.namespace ?? 'istio-ingress';
  }
}
