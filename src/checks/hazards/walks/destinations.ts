import type { FieldPath } from '../../../istio/field-path.ts';
import type { Destination } from '../../../istio/generated/types/index.ts';
import { fullHost } from '../../../istio/hosts.ts';
import type { Manifest } from '../../../istio/manifest.ts';
import type { WorldObject } from '../../world.ts';

/** A place to which a VirtualService sends requests. */
export interface DestinationAt {
  readonly host: string;
  readonly subset: string | undefined;
  readonly port: number | undefined;
  /** Whether any request goes there: several destinations of which this has weight 0 leave it out. */
  readonly used: boolean;
  /** How many destinations share the route. */
  readonly among: number;
  readonly path: FieldPath;
}

const known = new WeakMap<Manifest, readonly DestinationAt[]>();

/** Every destination of a VirtualService, mirrors included. Looked up once for each manifest. */
export function destinationsOf(object: WorldObject<'VirtualService'>): readonly DestinationAt[] {
  let found = known.get(object.manifest);
  if (!found) {
    found = walk(object);
    known.set(object.manifest, found);
  }
  return found;
}

function walk({ spec, namespace }: WorldObject<'VirtualService'>): DestinationAt[] {
  const found: DestinationAt[] = [];
  const add = (destination: Destination | undefined, used: boolean, among: number, path: FieldPath) => {
    if (!destination) return;
    const { host, subset, port } = destination;
    found.push({ host: fullHost(host, namespace), subset, port: port?.number, used, among, path });
  };
  for (const list of ['http', 'tls', 'tcp'] as const) {
    for (const [index, { route = [] }] of (spec[list] ?? []).entries()) {
      for (const [at, { destination, weight = 0 }] of route.entries()) {
        const path = ['spec', list, index, 'route', at, 'destination'];
        add(destination, route.length === 1 || weight > 0, route.length, path);
      }
    }
  }
  for (const [index, { mirror, mirrors = [] }] of (spec.http ?? []).entries()) {
    add(mirror, true, 1, ['spec', 'http', index, 'mirror']);
    for (const [at, one] of mirrors.entries()) {
      add(one.destination, true, 1, ['spec', 'http', index, 'mirrors', at, 'destination']);
    }
  }
  return found;
}
