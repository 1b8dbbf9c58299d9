import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { istioAnnotations, knownAnnotations } from './walks/annotations.ts';
import { listed } from './walks/wording.ts';

/** An annotation of Istio's stands on a kind where nothing reads it. */
export const misplacedAnnotation = defineObjectCheck({
  code: 'misplaced-annotation',
  severity: 'warning',
  equivalents: ['IST0107'],
  *find(world) {
    for (const { on, path, name, kind } of istioAnnotations(world)) {
      const known = knownAnnotations.get(name);
      if (!known || known.kinds === 'any' || known.kinds.includes(kind)) continue;
      const where = kind === 'Pod' && on.manifest.kind !== 'Pod' ? 'the pods of ' : '';
      yield {
        on,
        path,
        message: `${objectName(on)} has the annotation '${name}' on ${where === '' ? `a ${kind}` : 'its pods'}, where nothing reads it; it belongs on ${listed(known.kinds)}.`,
        why: 'The setting it was meant to make keeps its default.',
        hint: known.kinds.includes('Pod')
          ? "Put it into the metadata of the pod template: 'spec.template.metadata.annotations'."
          : `Put it on the ${listed(known.kinds)}.`,
      };
    }
  },
});
