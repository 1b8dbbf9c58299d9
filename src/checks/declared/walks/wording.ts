import type { CallerRef } from '../../../istio/inventory.ts';

/** `'a', 'b' and 3 more`: enough names to know the thing by, however many there are. */
export function named(names: Iterable<string>, most = 5): string {
  const all = [...new Set(names)];
  const shown = all.slice(0, all.length > most ? most - 1 : most).map((name) => `'${name}'`);
  const rest = all.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** `cluster 'a'`, `clusters 'a' and 'b'`. */
export function counted(what: string, names: Iterable<string>): string {
  const all = [...new Set(names)];
  return `${what}${all.length === 1 ? '' : 's'} ${named(all)}`;
}

export function titleOf({ kind, key }: CallerRef): string {
  return `${kind} '${key}'`;
}

export function routeTitle({ id, service }: { readonly id: string; readonly service: string }): string {
  return `Route '${id}' of service '${service}'`;
}

/** The name an author gave a canary: its rollout's id without the mesh. */
export function canaryName({ spec }: { readonly spec: { readonly id: string; readonly mesh: string } }): string {
  return spec.id.slice(spec.mesh.length + 1);
}
