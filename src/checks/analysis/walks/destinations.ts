import type { FieldPath } from '../../../istio/field-path.ts';
import type { Destination, VirtualServiceSpec } from '../../../istio/generated/types/index.ts';
import { fullHost } from '../../../istio/hosts.ts';
import type { Manifest } from '../../../istio/manifest.ts';
import type { WorldObject } from '../../world.ts';

/** A place in a VirtualService where traffic is sent. */
export interface DestinationAt {
  readonly destination: Destination;
  /** Its host in full. */
  readonly host: string;
  /** Of the destination itself. */
  readonly path: FieldPath;
  readonly list: 'http' | 'tls' | 'tcp';
  readonly mirror: boolean;
  /** Whether nothing is sent there: weight 0 beside others. */
  readonly unused: boolean;
}

const known = new WeakMap<Manifest, readonly DestinationAt[]>();

/** Every destination of a VirtualService, mirrors included. */
export function destinationsOf({ manifest, spec, namespace }: WorldObject<'VirtualService'>): readonly DestinationAt[] {
  let destinations = known.get(manifest);
  if (!destinations) {
    destinations = [...written(spec)].map((at) => ({ ...at, host: fullHost(at.destination.host, namespace) }));
    known.set(manifest, destinations);
  }
  return destinations;
}

type Written = Omit<DestinationAt, 'host'>;

function* written(spec: VirtualServiceSpec): Iterable<Written> {
  for (const [index, rule] of (spec.http ?? []).entries()) {
    const path = ['spec', 'http', index];
    yield* routed('http', path, rule.route ?? []);
    if (rule.mirror) yield mirrored(rule.mirror, [...path, 'mirror']);
    for (const [at, { destination }] of (rule.mirrors ?? []).entries()) {
      if (destination) yield mirrored(destination, [...path, 'mirrors', at, 'destination']);
    }
  }
  for (const list of ['tls', 'tcp'] as const) {
    for (const [index, rule] of (spec[list] ?? []).entries()) {
      yield* routed(list, ['spec', list, index], rule.route ?? []);
    }
  }
}

function* routed(
  list: DestinationAt['list'],
  path: FieldPath,
  routes: readonly { readonly destination?: Destination; readonly weight?: number }[],
): Iterable<Written> {
  for (const [at, { destination, weight = 0 }] of routes.entries()) {
    if (!destination) continue;
    const unused = routes.length > 1 && weight === 0;
    yield { destination, path: [...path, 'route', at, 'destination'], list, mirror: false, unused };
  }
}

function mirrored(destination: Destination, path: FieldPath): Written {
  return { destination, path, list: 'http', mirror: true, unused: false };
}
