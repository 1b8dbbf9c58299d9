import type { Construct } from 'constructs';
import { Element } from '../element.ts';
import type { Cluster } from './cluster.ts';

/** Settings of a Namespace. */
export interface NamespaceProps {
  /**
   * Whether istiod gives its pods a sidecar.
   * @default true where a declared service with a sidecar runs in it
   */
  readonly injection?: boolean;
  /** The revision, or the tag of one, that gives its pods their sidecars. @default the cluster's default one */
  readonly revision?: string;
  /** Labels that it carries besides. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Clusters in which this holds; replaces what is said for all. @default all in which something of the mesh runs in it */
  readonly in?: readonly [Cluster, ...Cluster[]];
  /** Its name. @default the id */
  readonly name?: string;
  /** Meshwright writes for sidecars; `ambient` is refused until it can judge it. @default 'sidecar' */
  readonly dataPlane?: DataPlane;
}

/** How pods become part of the mesh. */
export type DataPlane = 'sidecar' | 'ambient';

/**
 * A Kubernetes namespace whose labels belong to the mesh: its file holds labels alone, and nothing that applies files ever
 * deletes it.
 * @see https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
 */
export class Namespace extends Element {
  readonly kind = 'namespace';
  readonly props: NamespaceProps;

  constructor(scope: Construct, id: string, props: NamespaceProps = {}) {
    super(scope, id);
    this.props = props;
  }

  get namespaceName(): string {
    return this.props.name ?? this.node.id;
  }
}
