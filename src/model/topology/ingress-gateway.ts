import type { Construct } from 'constructs';
import { Element } from '../element.ts';
import type { Cluster } from './cluster.ts';
import type { GatewayTls } from './gateway-tls.ts';

export type { GatewayTls } from './gateway-tls.ts';

/** What a port of the gateway does with a connection, by the protocol that is spoken on it. */
export type GatewayPort = OpenPort | RedirectPort | SecurePort | ByteStreamPort;

/** What every kind of port may have. */
interface AnyPort {
  /** 0 where `bind` names a Unix socket. */
  readonly number: number;
  /**
   * Which of the gateway's hosts the port answers for, each as the gateway has it. Several ports may have one number, in
   * plain HTTP, or over TLS with hosts of their own. @default all of them
   */
  readonly hosts?: readonly [string, ...string[]];
  /** Address to listen on, or `unix://<path>`. @default all addresses of the pods */
  readonly bind?: string;
  /** Prefix of the statistics that proxies keep of HTTPS on this port. @default that of the address and the port */
  readonly statPrefix?: string;
}

/** Takes requests in, in plain HTTP. */
export interface OpenPort extends AnyPort {
  /** @default 'HTTP' */
  readonly protocol?: 'HTTP' | 'HTTP2' | 'GRPC' | 'GRPC-WEB';
  readonly httpsRedirect?: false;
}

/** Answers every plain HTTP request with a redirect to HTTPS. */
export interface RedirectPort extends AnyPort {
  /** @default 'HTTP' */
  readonly protocol?: 'HTTP' | 'HTTP2' | 'GRPC' | 'GRPC-WEB';
  readonly httpsRedirect: true;
}

/** Takes TLS in: requests inside of it (`HTTPS`), or bytes that the gateway does not look at (`TLS`). */
export interface SecurePort extends AnyPort {
  /** @default 'HTTPS'; 'TLS' where `tls` is passed through */
  readonly protocol?: 'HTTPS' | 'TLS';
  readonly tls: GatewayTls;
  readonly httpsRedirect?: false;
}

/** Takes in bytes that the gateway does not look at, for the first `Route` to a TCP port that is bound to it. */
export interface ByteStreamPort extends AnyPort {
  readonly protocol: 'TCP' | 'MONGO' | 'REDIS' | 'MYSQL';
  readonly httpsRedirect?: false;
}

/** Settings of an IngressGateway. */
export interface IngressGatewayProps {
  /**
   * Host names it answers for: full names, `*.example.com`, or `*` for any. `./shop.example` is for Routes of the mesh and
   * other VirtualServices in the gateway's namespace alone; `team/shop.example` is for those in the namespace `team`, which
   * others write.
   */
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
