import type { MeshIndex } from '../../lower/mesh-index.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { counted } from './walks/wording.ts';

/** A change reaches a cluster once: in one wave of the one order that the mesh has. */
export const wavesOverlap = defineCheck({
  code: 'waves-overlap',
  severity: 'error',
  *find({ index }) {
    yield* betweenTwo(index);
    for (const { id, at, waves } of index.mesh.waves) {
      const all = waves.flatMap(({ clusters }) => clusters);
      const twice = [...new Set(all.filter((cluster, i) => all.indexOf(cluster) < i))].sort();
      if (twice.length === 0) continue;
      yield {
        at,
        message: `RolloutWaves '${id}' has ${counted('cluster', twice)} in more than one wave.`,
        why: 'The first of these waves brings the whole change to the cluster; nothing would be left for the next.',
        hint: 'Leave each cluster in one wave.',
      };
    }
  },
});

function* betweenTwo({ mesh }: MeshIndex): Iterable<CheckFinding> {
  const [first, ...others] = mesh.waves;
  for (const { id, at } of others) {
    yield {
      at,
      message: `Mesh '${mesh.name}' has the RolloutWaves '${first?.id}' and '${id}'.`,
      why: 'Changes of the source reach clusters in one order, and it could not be told in which.',
      hint: 'Keep one of them.',
      related: [{ message: `'${first?.id}' is here`, at: first?.at }],
    };
  }
}
