import { groupBy } from '../../lower/group-by.ts';
import { defineCheck } from './check.ts';
import { canaryName, counted } from './walks/wording.ts';

/** Client clusters that no wave reaches change all at once when `stable` does. */
export const canaryLeavesClusters = defineCheck({
  code: 'canary-leaves-clusters',
  severity: 'warning',
  *find({ index }) {
    for (const [key, canaries] of index.canaries) {
      const service = index.services.get(key);
      if (!service) continue;
      for (const [to, same] of groupBy(canaries, ({ spec }) => spec.to)) {
        const moved = new Set(same.flatMap(({ spec }) => spec.waves.flatMap((wave) => wave.clusters)));
        const left = index.clientClusters(service).filter((cluster) => !moved.has(cluster));
        const canary = same[0];
        if (left.length === 0 || !canary) continue;
        yield {
          at: canary.at,
          message: `No wave of canary '${canaryName(canary)}' reaches callers of service '${key}' in ${counted('cluster', left)}.`,
          why: `They stay at '${canary.spec.from}' for the whole rollout and jump to '${to}' in one step when 'stable' changes.`,
          hint: `Add a wave for ${left.length === 1 ? 'it' : 'them'}, or be sure that the jump is meant.`,
        };
      }
    }
  },
});
