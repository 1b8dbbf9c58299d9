import { nearestName } from '../../istio/nearest.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { istioAnnotations, knownAnnotations } from './walks/annotations.ts';

/** An annotation has a name of Istio's and is none of Istio's. */
export const unknownAnnotation = defineObjectCheck({
  code: 'unknown-annotation',
  severity: 'warning',
  equivalents: ['IST0108'],
  *find(world) {
    for (const { on, path, name } of istioAnnotations(world)) {
      if (knownAnnotations.has(name)) continue;
      const near = nearestName(name, [...knownAnnotations.keys()]);
      yield {
        on,
        path,
        message: `${objectName(on)} has the annotation '${name}', which Istio does not know.`,
        why: 'Nothing reads it: the setting it was meant to make keeps its default.',
        hint:
          near === undefined ? "Correct it by Istio's list of annotations, or remove it." : `Did you mean '${near}'?`,
      };
    }
  },
});
