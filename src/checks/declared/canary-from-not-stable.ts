import { defineCheck } from './check.ts';
import { placeOfService } from './walks/callers.ts';
import { isQueued } from './walks/queue.ts';
import { canaryName } from './walks/wording.ts';

/** A canary changes what `stable` says, so it has to start there. */
export const canaryFromNotStable = defineCheck({
  code: 'canary-from-not-stable',
  severity: 'error',
  *find({ index }) {
    const together = new Set(index.mesh.canaries.flatMap(({ spec }) => (spec.with ? [spec.id] : [])));
    for (const canary of index.moves) {
      const { id, service: key, from, to } = canary.spec;
      const service = index.services.get(key);
      const declared = service?.versions.some((version) => version.name === from);
      if (!service || !declared || service.stable === undefined || service.stable === from) continue;
      if (isQueued(canary, index.moves)) continue;
      const done = service.stable === to;
      yield {
        at: canary.at,
        message: `Canary '${canaryName(canary)}' moves service '${key}' from '${from}', but its stable version is '${service.stable}'.`,
        why: "The default route names 'stable': the canary's first step would move all of its traffic at once.",
        hint: done
          ? `If the rollout is done, ${together.has(id) ? "set 'stable' of the services that moved with it, too, and " : ''}remove the Canary.`
          : `Set stable: '${from}', or start from: '${service.stable}'.`,
        related: [{ message: 'the service names its stable version here', at: placeOfService(index, key) }],
      };
    }
  },
});
