import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { problemOfAnnotation } from './walks/annotation-values.ts';
import { istioAnnotations, knownAnnotations } from './walks/annotations.ts';

/** An annotation of a pod has a value that the injector refuses. */
export const invalidAnnotation = defineObjectCheck({
  code: 'invalid-annotation',
  severity: 'warning',
  equivalents: ['IST0125'],
  *find(world) {
    for (const { on, path, name, value, kind } of istioAnnotations(world)) {
      if (knownAnnotations.get(name)?.kinds.includes(kind) !== true) continue;
      const problem = problemOfAnnotation(name, value);
      if (problem === undefined) continue;
      yield {
        on,
        path,
        message: `${objectName(on)} has the annotation '${name}' with the value '${value}': ${problem}.`,
        why: "Istio's injector refuses the pod: it is not created at all.",
        hint: 'Correct the value, or remove the annotation: then the default of the mesh holds.',
      };
    }
  },
});
