import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { istioAnnotations, knownAnnotations } from './walks/annotations.ts';

const INJECT = 'sidecar.istio.io/inject';

/** An annotation that Istio still reads and is to go. */
export const deprecatedAnnotation = defineObjectCheck({
  code: 'deprecated-annotation',
  severity: 'info',
  equivalents: ['IST0135'],
  *find(world) {
    for (const { on, path, name, siblings } of istioAnnotations(world)) {
      if (!knownAnnotations.get(name)?.deprecated) continue;
      // Beside the label of the same name the annotation only serves older releases.
      if (name === INJECT && INJECT in siblings) continue;
      yield {
        on,
        path,
        message: `${objectName(on)} has the annotation '${name}', which is deprecated.`,
        why: 'A later release of Istio will not read it any more.',
        hint:
          name === INJECT
            ? "Use the label 'sidecar.istio.io/inject' in its place."
            : "Make the setting by 'proxy.istio.io/config', a Telemetry, or the installation, whichever has it now.",
      };
    }
  },
});
