import type { Construct } from 'constructs';
import { Element } from './element.ts';

/** Settings of a Network. */
export interface NetworkProps {
  /**
   * The gateway through which other networks reach this one: labels that select its pods, or `false` where there is none
   * and the network can only call out.
   * @default { istio: 'eastwestgateway' }
   * @see https://istio.io/latest/docs/setup/install/multicluster/multi-primary_multi-network/
   */
  readonly eastWestGateway?: Readonly<Record<string, string>> | false;
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
