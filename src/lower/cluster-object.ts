import type { Place } from '../diagnostics/diagnostic.ts';
import type { PlacedManifest } from '../model/specs.ts';

/** A lowered manifest that still knows where its author asked for it. */
export interface ClusterObject extends PlacedManifest {
  readonly at: Place | undefined;
}
