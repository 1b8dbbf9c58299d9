import { defineCheck } from './check.ts';
import { counted } from './walks/wording.ts';

/** Which clusters may break first is the author's to say; a cluster that was forgotten must not slip into a wave. */
export const wavesLeaveClusters = defineCheck({
  code: 'waves-leave-clusters',
  severity: 'error',
  *find({ index }) {
    for (const { id, at, waves } of index.mesh.waves) {
      const named = new Set(waves.flatMap(({ clusters }) => clusters));
      const left = [...index.clusters.keys()].filter((cluster) => !named.has(cluster)).sort();
      if (left.length === 0) continue;
      yield {
        at,
        message: `No wave of RolloutWaves '${id}' names ${counted('cluster', left)}.`,
        why: 'A change of the source has to reach every cluster, and nothing says whether it is among the first or the last.',
        hint: `Put ${left.length === 1 ? 'it' : 'each'} into a wave; where the order does not matter, into the last one.`,
      };
    }
  },
});
