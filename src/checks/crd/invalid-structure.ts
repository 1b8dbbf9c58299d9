import { istioKinds } from '../../istio/generated/kinds.ts';
import type { StructureProblem } from '../../istio/structure.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';

/** An object that is not what the CRD of its kind, in the release of its cluster, lets in. */
export const invalidStructure = defineObjectCheck({
  code: 'invalid-structure',
  severity: 'error',
  equivalents: ['IST0106'],
  *find(world) {
    for (const [object, problems] of world.flawed) {
      for (const problem of problems) {
        if (problem.since !== undefined) continue;
        yield {
          on: object,
          path: problem.at,
          message: `${objectName(object)}: ${problem.path}: ${problem.message}.`,
          why: reasons[problem.kind] ?? REFUSED,
          hint: problem.suggestion
            ? `Did you mean '${problem.suggestion}'?`
            : `Compare it with ${reference(object.manifest.kind)}.`,
        };
      }
    }
  },
});

const REFUSED = "The API server refuses the object by the rules of Istio's CRD: it would never reach a proxy.";

const reasons: Partial<Record<StructureProblem['kind'], string>> = {
  'unknown-field': "Istio's CRD does not know it: the API server would drop the field, or refuse the object.",
};

function reference(kind: string): string {
  return istioKinds.some((info) => info.kind === kind) ? `Istio's reference for ${kind}` : "Istio's reference";
}
