import type { Place } from '../diagnostics/diagnostic.ts';
import type { Suppression } from '../diagnostics/suppression.ts';
import type { FieldPath } from '../istio/field-path.ts';
import type { Manifest } from '../istio/manifest.ts';
import { objectName } from './naming.ts';

const ANNOTATION = 'galley.istio.io/analyze-suppress';

interface Annotated {
  readonly cluster: string;
  readonly manifest: Manifest;
  at(path?: FieldPath): Place | undefined;
}

/**
 * What objects say to `istioctl analyze` holds here for the same findings: a list of its codes, or `*`.
 * @see https://istio.io/latest/docs/ops/diagnostic-tools/istioctl-analyze/#ignoring-specific-analyzer-messages-via-annotations
 */
export function annotatedSuppressions(objects: Iterable<Annotated>): Suppression[] {
  const found: Suppression[] = [];
  for (const { cluster, manifest, at } of objects) {
    const text: unknown = manifest.metadata?.annotations?.[ANNOTATION];
    if (typeof text !== 'string') continue;
    const { name, namespace = 'default' } = manifest.metadata;
    found.push({
      equivalents: text
        .split(',')
        .map((code) => code.trim())
        .filter((code) => code !== ''),
      object: objectName({ manifest, namespace, name }),
      clusters: [cluster],
      reason: `the annotation ${ANNOTATION} of the object`,
      at: at(['metadata', 'annotations', ANNOTATION])?.locate(),
      from: 'source',
    });
  }
  return found;
}
