import { isDnsLabel } from '../../istio/names.ts';
import { pinnedSubset } from '../../lower/routes/canary-variants.ts';
import { defineCheck } from './check.ts';
import { canaryName } from './walks/wording.ts';

/** A pinned canary adds a subset per cluster, whose name must be free and one that Istio takes. */
export const pinnedSubsetName = defineCheck({
  code: 'pinned-subset-name',
  severity: 'error',
  *find({ index }) {
    for (const canary of index.moves) {
      const { service, to, waves, pinToCluster } = canary.spec;
      if (!pinToCluster) continue;
      const taken = new Set(index.services.get(service)?.versions.map((version) => version.name));
      for (const cluster of new Set(waves.flatMap((wave) => wave.clusters))) {
        const name = pinnedSubset(to, cluster);
        if (isDnsLabel(name) && !taken.has(name)) continue;
        const problem = taken.has(name)
          ? 'which is also a version of the service'
          : 'which is longer than 63 characters';
        yield {
          at: canary.at,
          message: `Canary '${canaryName(canary)}' with pinToCluster needs a subset '${name}', ${problem}.`,
          why: 'Istio refuses a DestinationRule with two subsets of one name, and names that are no DNS label.',
          hint: 'Shorten or rename the version, or do without pinToCluster.',
        };
      }
    }
  },
});
