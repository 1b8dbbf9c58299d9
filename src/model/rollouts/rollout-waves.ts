import type { Duration } from '../../istio/duration.ts';
import { Element } from '../element.ts';
import type { Cluster } from '../topology/cluster.ts';
import type { Mesh } from '../topology/mesh.ts';

/** Clusters that a change of the source reaches together. */
export interface RolloutWave {
  /** Clusters whose folders change in one pull request. */
  readonly clusters: readonly [Cluster, ...Cluster[]];
  /** Time that the wave stays merged before the next one may be proposed; `'0s'` waits for nothing but its gates. */
  readonly bake: Duration;
}

/** Settings of a RolloutWaves. */
export interface RolloutWavesProps {
  /** First the clusters that may break first. Each cluster of the mesh is in exactly one wave. */
  readonly waves: readonly [RolloutWave, ...RolloutWave[]];
}

/**
 * The order in which changes of the source reach the clusters of a mesh. What other objects rely on is added in all
 * clusters first, then the change follows wave by wave, and what nobody relies on any more goes at last. At most one a
 * mesh; without it a change reaches all clusters at once. Canaries have waves of their own. Writes nothing into a cluster.
 */
export class RolloutWaves extends Element {
  readonly props: RolloutWavesProps;

  constructor(scope: Mesh, id: string, props: RolloutWavesProps) {
    super(scope, id);
    this.props = props;
  }
}
