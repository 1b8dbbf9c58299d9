import type { Labels } from '../../istio/labels.ts';

const keys = new WeakMap<Labels, string>();

/** The same text for equal labels: for memories that go by labels. */
export function labelsKey(labels: Labels): string {
  const known = keys.get(labels);
  if (known !== undefined) return known;
  const names = Object.keys(labels).sort();
  const made = names.map((name) => `${name}=${labels[name]}`).join(',');
  keys.set(labels, made);
  return made;
}
