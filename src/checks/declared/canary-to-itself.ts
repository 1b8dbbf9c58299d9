import { defineCheck } from './check.ts';
import { canaryName, named } from './walks/wording.ts';

/** The types refuse it where versions are literals; widened ones come here. */
export const canaryToItself = defineCheck({
  code: 'canary-to-itself',
  severity: 'error',
  *find({ index }) {
    for (const canary of index.moves) {
      const { service: key, from, to } = canary.spec;
      if (from !== to) continue;
      const others = (index.services.get(key)?.versions ?? []).map(({ name }) => name).filter((name) => name !== from);
      yield {
        at: canary.at,
        message: `Canary '${canaryName(canary)}' of service '${key}' leads from version '${from}' to itself.`,
        why: 'It would go through all its steps, pull request by pull request, and change nothing.',
        hint:
          others.length === 0
            ? 'Declare the new version among the versions of the service.'
            : `Set 'to' to the new version, one of ${named(others)}.`,
      };
    }
  },
});
