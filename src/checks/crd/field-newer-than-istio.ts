import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';

/** A field that Istio has only from a later release than the cluster's. */
export const fieldNewerThanIstio = defineObjectCheck({
  code: 'field-newer-than-istio',
  severity: 'error',
  *find(world) {
    for (const [object, problems] of world.flawed) {
      for (const problem of problems) {
        if (problem.since === undefined) continue;
        const release = world.clusters.get(object.cluster)?.istio;
        yield {
          on: object,
          path: problem.at,
          message: `${objectName(object)}: ${problem.path}: ${problem.message}.`,
          why:
            problem.kind === 'newer-field'
              ? `The CRD of Istio ${release} does not know it: the API server would drop it, and the proxies would act as if it were not there.`
              : `The CRD of Istio ${release} does not know it: the API server would refuse the object.`,
          hint: 'Leave it out until the cluster has that release, or write the object for newer clusters only.',
        };
      }
    }
  },
});
