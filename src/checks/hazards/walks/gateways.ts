import type { WorldObject } from '../../world.ts';

/** Gateways that a VirtualService is bound to, as `<namespace>/<name>`; `mesh` for sidecars. */
export function gatewaysOf({ spec, namespace }: WorldObject<'VirtualService'>): readonly string[] {
  const names = spec.gateways ?? [];
  if (names.length === 0) return ['mesh'];
  return names.map((name) => (name === 'mesh' || name.includes('/') ? name : `${namespace}/${name}`));
}

export function isMeshBound(object: WorldObject<'VirtualService'>): boolean {
  const names = object.spec.gateways ?? [];
  return names.length === 0 || names.includes('mesh');
}
