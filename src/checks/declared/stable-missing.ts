import { defineCheck } from './check.ts';
import { placeOfService } from './walks/callers.ts';
import { named } from './walks/wording.ts';

/** With several versions the default route has to name one. */
export const stableMissing = defineCheck({
  code: 'stable-missing',
  severity: 'error',
  *find({ index }) {
    for (const { key, versions, stable } of index.mesh.inventory.services) {
      if (versions.length < 2 || stable !== undefined) continue;
      const names = versions.map((version) => version.name);
      yield {
        at: placeOfService(index, key),
        message: `Service '${key}' has the versions ${named(names)} and does not say which of them is stable.`,
        why: 'Requests that no route claims would be spread over the pods of all versions, unfinished ones included.',
        hint: `Name the version that has the traffic today: stable: '${names[0]}'.`,
      };
    }
  },
});
