import type { Construct } from 'constructs';
import type { NoVersion } from '../no-version.ts';
import type { Cluster } from '../topology/cluster.ts';
import { Service } from '../topology/service.ts';

/** Settings of an EgressGateway. */
export interface EgressGatewayProps {
  /** Clusters that run its pods. */
  readonly in: readonly [Cluster, ...Cluster[]];
  /** Namespace of its pods and Service, its Gateway and the VirtualServices bound to it. @default 'istio-egress' */
  readonly namespace?: string;
  /** Labels that select its pods. @default { istio: <name> } */
  readonly selector?: Readonly<Record<string, string>>;
  /** Service account of its pods; needed where an AccessPolicy names the gateway. */
  readonly serviceAccount?: string;
  /**
   * Ports of its Kubernetes Service: `http` takes requests from sidecars over mutual TLS of the mesh, `tls` passes on TLS
   * that applications begin.
   * @default { http: 80, tls: 443 }, as Istio's chart of gateways has them
   */
  readonly ports?: { readonly http?: number; readonly tls?: number };
  /** Name of the Kubernetes Service and of the Gateway object. @default the id */
  readonly name?: string;
}

/**
 * A gateway through which requests leave the mesh: `new ExternalService(…, { through: egress })`. It is a service of the
 * mesh to those who call it, and an AccessPolicy on it says who may call what outside.
 * @see https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/
 */
export class EgressGateway extends Service<NoVersion, 'http' | 'tls'> {
  readonly egress: EgressGatewayProps;

  constructor(scope: Construct, id: string, props: EgressGatewayProps) {
    const { serviceAccount, name } = props;
    super(scope, id, {
      namespace: props.namespace ?? 'istio-egress',
      ports: {
        http: { number: props.ports?.http ?? 80, protocol: 'HTTP2' },
        tls: { number: props.ports?.tls ?? 443, protocol: 'TLS' },
      },
      runsIn: props.in,
      workload: props.selector ?? { istio: name ?? id },
      ...(serviceAccount !== undefined && { serviceAccount }),
      ...(name !== undefined && { name }),
    });
    this.egress = props;
  }
}
