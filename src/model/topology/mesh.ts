import type { Construct } from 'constructs';
import type { Duration } from '../../istio/duration.ts';
import { Element } from '../element.ts';
import type { GitOps } from '../install/gitops.ts';
import type { HelmSettings } from '../install/helm-settings.ts';
import type { MeshConfig } from '../install/mesh-config.ts';
import type { GateSpec } from '../specs.ts';
import type { DataPlane } from './namespace.ts';

/** Settings of a Mesh. */
export interface MeshProps {
  /**
   * Trust domain of every cluster's istiod, as in `meshConfig.trustDomain`.
   * @default 'cluster.local'
   * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-trust_domain
   */
  readonly trustDomain?: string;
  /**
   * Trust domains that every istiod takes for its own: certificates of theirs are accepted, and a policy's principal of one
   * means the same account in all. A cluster's own domain may be among them.
   * @default with `helm` those of all clusters of the mesh, else none
   * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-trust_domain_aliases
   */
  readonly trustDomainAliases?: readonly string[];
  /** What every istiod is told; a cluster replaces single fields. @default nobody says: checks take nothing for granted */
  readonly meshConfig?: MeshConfig;
  /** Meshwright writes for sidecars; `ambient` is refused until it can judge it. @default 'sidecar' */
  readonly dataPlane?: DataPlane;
  /** What routes and gateways are written in; `gateway-api` is refused until Meshwright can judge it. @default 'istio' */
  readonly trafficApi?: 'istio' | 'gateway-api';
  /**
   * Has the labels of namespaces written that the mesh relies on: who gives sidecars, the network of the root namespace,
   * the labels that `discoverySelectors` ask for. Their files hold labels alone, and removing one deletes nothing.
   * @default false: only those of declared Namespaces are
   */
  readonly manageNamespaces?: boolean;
  /** Values for Istio's charts, a folder a cluster in `dist/<mesh>/helm/`. @default none are written */
  readonly helm?: HelmSettings;
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
  /**
   * Conditions between the steps of every rollout of the mesh, changes of the source among them: `applied` tells how it
   * is known that clusters have applied a step, `window` when anything may be proposed. Gates about a canary's traffic
   * hold for every canary here. A Canary's own `gates` come on top.
   * @default none: a person confirms with an approval of the merged pull request
   */
  readonly gates?: readonly GateSpec[];
  /**
   * What applies the folders of the clusters: Argo CD or Flux, and from which repository. Its objects are written beside
   * them, and `meshwright bootstrap` tells how to install them.
   * @default nothing is written for either
   */
  readonly gitops?: GitOps;
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
