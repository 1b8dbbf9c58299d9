import { type ApiObject, Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { captureOrigin, type Origin } from '../../diagnostics/origin.ts';
import type { IstioVersion } from '../../istio/inventory.ts';
import type { ClusterGitOps } from '../install/gitops.ts';
import type { HelmSettings } from '../install/helm-settings.ts';
import type { MeshConfig } from '../install/mesh-config.ts';
import { takeInTwins } from '../twins.ts';
import type { DataPlane } from './namespace.ts';
import type { Network } from './network.ts';
import type { ExposedIstiod, Revision } from './revision.ts';

/** Settings of a Cluster. */
export interface ClusterProps {
  /** Region of its nodes, the value of `topology.kubernetes.io/region`. */
  readonly region: string;
  readonly network: Network;
  /** Minor release of the istiod that serves the cluster's proxies. */
  readonly istio: IstioVersion;
  /**
   * Whose istiod serves the cluster's proxies, where it has none of its own: that of another cluster of the mesh
   * (primary-remote: this one is a remote, and all Istio objects about it go to the other one's folder), or one outside of
   * the mesh that reads Istio objects from this cluster (`external`).
   * @default the cluster has an istiod of its own (primary)
   * @see https://istio.io/latest/docs/ops/deployment/deployment-models/#control-plane-models
   */
  readonly controlPlane?: Cluster | ExternalControlPlane;
  /** Trust domain of its istiod. @default the mesh's */
  readonly trustDomain?: string;
  /** Trust domains that its istiod takes for its own. @default the mesh's */
  readonly trustDomainAliases?: readonly string[];
  /** What its istiod is told otherwise than others: each field replaces the mesh's as a whole. */
  readonly meshConfig?: MeshConfig;
  /** Meshwright writes for sidecars; `ambient` is refused until it can judge it. @default 'sidecar' */
  readonly dataPlane?: DataPlane;
  /**
   * Its istiods by name, where it has others than one without a name.
   * @see https://istio.io/latest/docs/setup/upgrade/canary/
   */
  readonly revisions?: Readonly<Record<string, Revision>>;
  /**
   * Opens its istiod, through its east-west gateway, to the clusters that it serves.
   * @default none: somebody else sees to that
   * @see https://istio.io/latest/docs/setup/install/multicluster/primary-remote/
   */
  readonly exposeIstiod?: ExposedIstiod;
  /** Values of Istio's charts that are others here; each field replaces the mesh's. Needs `helm` of the mesh. */
  readonly helm?: HelmSettings;
  /** Namespace given to the author's own objects that name none. @default none: they count as cluster-scoped */
  readonly namespace?: string;
  /**
   * How far the cluster is given up. Nothing of the mesh may run in it or need it any more. `'close'`: its routes and
   * gateways go as a rollout, and what closes it stays. `'empty'`: so does everything else; then it can be taken out of
   * the mesh. `meshwright decommission` tells what is left.
   * @default not at all
   */
  readonly decommission?: 'close' | 'empty';
  /** What the hand-off of the mesh says otherwise of this cluster. @default nothing */
  readonly gitops?: ClusterGitOps;
}

/**
 * An istiod outside of the mesh.
 * @see https://istio.io/latest/docs/setup/install/external-controlplane/
 */
export interface ExternalControlPlane {
  readonly external: {
    /** Host name or address at which the cluster's proxies reach it, on port 15012. */
    readonly address: string;
  };
}

/**
 * A Kubernetes cluster of the mesh. The id is the name in `topology.istio.io/cluster`. It is a cdk8s Chart: any construct or ApiObject added to it comes out in its folder.
 * @see https://istio.io/latest/docs/setup/install/multicluster/
 */
export class Cluster extends Chart {
  readonly kind = 'cluster';
  readonly origin: Origin = captureOrigin();
  readonly props: ClusterProps;
  readonly #pathDerived = new Set<ApiObject>();
  readonly #places = new WeakMap<IConstruct, Origin>();

  /** Chart answers `instanceof` for itself and all below it; without this every plain Chart would be a Cluster. */
  static override [Symbol.hasInstance](value: unknown): value is Cluster {
    return Chart.isChart(value) && (value as Partial<Cluster>).kind === 'cluster';
  }

  constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id, props.namespace === undefined ? {} : { namespace: props.namespace });
    this.props = props;
    takeInTwins(this);
    this.#rememberPlaces();
  }

  /** cdk8s asks for a name only where the author gave none: such a name changes when the construct moves. */
  override generateObjectName(apiObject: ApiObject): string {
    this.#pathDerived.add(apiObject);
    return super.generateObjectName(apiObject);
  }

  hasPathDerivedName(apiObject: ApiObject): boolean {
    return this.#pathDerived.has(apiObject);
  }

  /** Where the author added the object, or the construct under this cluster that brought it. */
  placeOf(construct: IConstruct): Origin | undefined {
    const child = construct.node.scopes[this.node.scopes.length];
    return child && this.#places.get(child);
  }

  /** `constructs` keeps no place of creation, so the one door through which children enter notes it. */
  #rememberPlaces(): void {
    const node = this.node as unknown as { addChild(child: Construct, name: string): void };
    const addChild = node.addChild.bind(this.node);
    node.addChild = (child, name) => {
      this.#places.set(child, captureOrigin());
      addChild(child, name);
    };
  }
}
