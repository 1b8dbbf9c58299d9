import type { SourceLocation } from '../diagnostics/diagnostic.ts';
import type { MeshSnapshot } from '../model/snapshot-types.ts';

/** Where each rollout is written, by its id, for what is found out about it after the compile. Undefined without any. */
export function placesOf({ canaries }: MeshSnapshot): Readonly<Record<string, SourceLocation>> | undefined {
  const places = canaries.flatMap(({ spec, at }) => {
    const place = at?.locate();
    return place ? [[spec.id, place] as const] : [];
  });
  return places.length === 0 ? undefined : Object.fromEntries(places);
}
