import type { Manifest } from '../istio/manifest.ts';
import type { WorldObject } from './world.ts';

/** `VirtualService shop/cart`: how findings name an object. */
export function objectName({
  manifest,
  namespace,
  name,
}: Pick<WorldObject, 'manifest' | 'namespace' | 'name'>): string {
  return `${manifest.kind} ${namespace}/${name}`;
}

/** `VirtualService` → `virtual-service`, for codes. */
export function kebab(kind: Manifest['kind']): string {
  return kind.replace(/[a-z](?=[A-Z])/g, '$&-').toLowerCase();
}
