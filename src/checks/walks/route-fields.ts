import type { HTTPRoute } from '../../istio/generated/types/index.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { World } from '../world.ts';

type RareField = 'delegate' | 'fault' | 'headers' | 'mirror' | 'mirrors' | 'redirect' | 'rewrite';

const USUAL: ReadonlySet<string> = new Set<keyof HTTPRoute>(['name', 'match', 'route', 'timeout', 'retries']);
const NONE: ReadonlySet<Manifest> = new Set();

/**
 * The VirtualServices that have a field in some HTTP route that most routes do not have. Whoever looks for one need not
 * ask every route of the mesh.
 */
export function manifestsWith(world: World, field: RareField): ReadonlySet<Manifest> {
  const byField = world.remember('rare fields of HTTP routes', () => rareFields(world));
  return byField.get(field) ?? NONE;
}

function rareFields(world: World): ReadonlyMap<string, ReadonlySet<Manifest>> {
  const found = new Map<string, Set<Manifest>>();
  for (const { object } of world.distinctOf('VirtualService')) {
    const routes = object.spec.http ?? [];
    for (let i = 0; i < routes.length; i++) {
      for (const field in routes[i]) if (!USUAL.has(field)) add(found, field, object.manifest);
    }
  }
  return found;
}

function add(found: Map<string, Set<Manifest>>, field: string, manifest: Manifest): void {
  const manifests = found.get(field);
  if (manifests) manifests.add(manifest);
  else found.set(field, new Set([manifest]));
}
