import type { Construct } from 'constructs';
import { Element } from '../element.ts';

/** Settings of a Network. */
export interface NetworkProps {
  /**
   * The gateway through which other networks reach this one: labels that select its pods, or `false` where there is none
   * and the network can only call out.
   * @default { istio: 'eastwestgateway' }
   * @see https://istio.io/latest/docs/setup/install/multicluster/multi-primary_multi-network/
   */
  readonly eastWestGateway?: Readonly<Record<string, string>> | false;
  /**
   * Where other networks find that gateway: written as `meshNetworks` into the values of Istio's charts.
   * @default istiod asks the gateway's Service, which a load balancer gives an address
   * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshNetworks
   */
  readonly addresses?: readonly NetworkAddress[];
}

/** One address of a network's gateway. */
export interface NetworkAddress {
  /** Host name or IP address. */
  readonly address: string;
  /** Port that takes calls from other networks. @default 15443 */
  readonly port?: number;
  /** Where it stands: `<region>/<zone>/<subzone>`, or the first of them. */
  readonly locality?: string;
}

/**
 * Clusters whose pods reach one another directly. The id is the name in `topology.istio.io/network`.
 * @see https://istio.io/latest/docs/ops/deployment/deployment-models/#network-models
 */
export class Network extends Element {
  readonly props: NetworkProps;

  constructor(scope: Construct, id: string, props: NetworkProps = {}) {
    super(scope, id);
    this.props = props;
  }
}
