import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { applySuppressions } from '../diagnostics/suppress.ts';
import type { Suppression } from '../diagnostics/suppression.ts';
import type { Snapshot } from '../model/snapshot-types.ts';
import { annotatedSuppressions } from './annotated-suppressions.ts';

export type { Suppression };

/** Marks what is accepted: by the author in code, by annotations of the author's own objects, and in `others`. */
export function accept(
  found: readonly Diagnostic[],
  { meshes, suppressions }: Snapshot,
  others: readonly Suppression[],
): readonly Diagnostic[] {
  const own = meshes.flatMap(({ objects }) =>
    objects.map(({ cluster, manifest, at }) => ({ cluster, manifest, at: () => at })),
  );
  return applySuppressions(found, [...suppressions, ...annotatedSuppressions(own), ...others]);
}
