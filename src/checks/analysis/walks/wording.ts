import type { Labels } from '../../../istio/labels.ts';

/** `a, b and c`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** As kubectl's `-l` takes them: `app=web,version=v1`. */
export function printLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? 'no labels' : pairs.join(',');
}

export function unique<T>(items: Iterable<T>): T[] {
  return [...new Set(items)];
}

/** The others of a group, by `namespace/name`. */
export function namesOf(objects: readonly { readonly namespace: string; readonly name: string }[]): string {
  return listed(unique(objects.map(({ namespace, name }) => `${namespace}/${name}`)).sort());
}
