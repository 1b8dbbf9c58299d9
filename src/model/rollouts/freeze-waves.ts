import { clusterNames, freezeDuration } from '../freeze-policies.ts';
import type { Freezing } from '../freezing.ts';
import type { RolloutWavesSnapshot } from '../snapshot-types.ts';
import type { RolloutWaves } from './rollout-waves.ts';

export function freezeWaves(declared: RolloutWaves, freezing: Freezing): RolloutWavesSnapshot {
  const waves = declared.props.waves.map(({ clusters, bake }) => ({
    clusters: clusterNames(clusters) ?? [],
    bake: freezeDuration(bake, 'bake', declared, freezing),
  }));
  return { id: declared.node.id, at: freezing.placeOf(declared), waves };
}
