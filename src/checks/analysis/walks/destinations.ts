import type { FieldPath } from '../../../istio/field-path.ts';
import type { Destination, VirtualServiceSpec } from '../../../istio/generated/types/index.ts';

/** A place in a VirtualService where traffic is sent. */
export interface DestinationAt {
  readonly destination: Destination;
  /** Of the destination itself. */
  readonly path: FieldPath;
  readonly list: 'http' | 'tls' | 'tcp';
  readonly mirror: boolean;
  /** Whether nothing is sent there: weight 0 beside others. */
  readonly unused: boolean;
}

/** Every destination of a VirtualService, mirrors included. */
export function* destinationsOf(spec: VirtualServiceSpec): Iterable<DestinationAt> {
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
): Iterable<DestinationAt> {
  for (const [at, { destination, weight = 0 }] of routes.entries()) {
    if (!destination) continue;
    const unused = routes.length > 1 && weight === 0;
    yield { destination, path: [...path, 'route', at, 'destination'], list, mirror: false, unused };
  }
}

function mirrored(destination: Destination, path: FieldPath): DestinationAt {
  return { destination, path, list: 'http', mirror: true, unused: false };
}
