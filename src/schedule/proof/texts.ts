import type { Manifest } from '../../istio/manifest.ts';

const texts = new WeakMap<Manifest, string>();

/** A manifest as JSON, made once. */
export function textOf(manifest: Manifest): string {
  const known = texts.get(manifest);
  if (known !== undefined) return known;
  const made = JSON.stringify(manifest);
  texts.set(manifest, made);
  return made;
}

/** Whether two versions of an object are the same; undefined: it is not there. */
export function isSame(a: Manifest | undefined, b: Manifest | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && textOf(a) === textOf(b));
}
