import type { Construct } from 'constructs';
import type { Duration } from '../istio/duration.ts';
import { Element } from './element.ts';

/** Settings of a Mesh. */
export interface MeshProps {
  /**
   * Trust domain of every cluster's istiod, as in `meshConfig.trustDomain`.
   * @default 'cluster.local'
   * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-trust_domain
   */
  readonly trustDomain?: string;
  /**
   * Time that proxies are given to learn of a stage once it is confirmed applied, before the next stage may rely on it.
   * @default '5m'
   */
  readonly propagation?: Duration;
  /**
   * Istio's root namespace: mesh-wide policies and the east-west gateways live there.
   * @default 'istio-system'
   * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-root_namespace
   */
  readonly rootNamespace?: string;
}

/**
 * Clusters that share a root of trust and namespace sameness: a service of one name and namespace is one service in all
 * of them. The id is the mesh's name and the name of its folder in `dist/`.
 * @see https://istio.io/latest/docs/ops/deployment/deployment-models/#multiple-clusters
 */
export class Mesh extends Element {
  readonly props: MeshProps;

  constructor(scope: Construct, id: string, props: MeshProps = {}) {
    super(scope, id);
    this.props = props;
  }
}
