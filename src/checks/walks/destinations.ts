import type { FieldPath } from '../../istio/field-path.ts';
import type { Destination } from '../../istio/generated/types/index.ts';
import { fullHost } from '../../istio/hosts.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { WorldObject } from '../world.ts';

type VirtualService = WorldObject<'VirtualService'>;

/** A place in a VirtualService where traffic is sent. */
export interface DestinationAt {
  readonly destination: Destination;
  /** Its host in full. */
  readonly host: string;
  readonly list: 'http' | 'tls' | 'tcp';
  /** In that list. */
  readonly rule: number;
  /** In the rule's `route` or `mirrors`; undefined for its one `mirror`. */
  readonly index: number | undefined;
  /** How many destinations share the route; 0 for a mirror. */
  readonly among: number;
  /** Whether nothing is sent there: weight 0 beside others. */
  readonly unused: boolean;
}

export function isMirror({ among }: DestinationAt): boolean {
  return among === 0;
}

/** Of the destination itself. Spelled out when asked for: a mesh has a hundred thousand of them. */
export function pathOf({ list, rule, index, among }: DestinationAt): FieldPath {
  if (index === undefined) return ['spec', list, rule, 'mirror'];
  return ['spec', list, rule, among === 0 ? 'mirrors' : 'route', index, 'destination'];
}

const known = new WeakMap<Manifest, readonly DestinationAt[]>();

/** Every destination of a VirtualService, mirrors included. Looked up once for each manifest. */
export function destinationsOf(object: VirtualService): readonly DestinationAt[] {
  let destinations = known.get(object.manifest);
  if (!destinations) {
    destinations = walk(object);
    known.set(object.manifest, destinations);
  }
  return destinations;
}

function walk({ spec, namespace }: VirtualService): DestinationAt[] {
  const found: DestinationAt[] = [];
  for (const list of ['http', 'tls', 'tcp'] as const) {
    const rules = spec[list] ?? [];
    for (let rule = 0; rule < rules.length; rule++) {
      const { route } = rules[rule]!;
      const among = route?.length ?? 0;
      for (let index = 0; index < among; index++) {
        const { destination, weight } = route![index]!;
        if (!destination) continue;
        const host = fullHost(destination.host, namespace);
        found.push({ destination, host, list, rule, index, among, unused: among > 1 && !weight });
      }
    }
  }
  for (const [rule, { mirror, mirrors }] of (spec.http ?? []).entries()) {
    const mirrored = { list: 'http', rule, among: 0, unused: false } as const;
    if (mirror) {
      found.push({ destination: mirror, host: fullHost(mirror.host, namespace), index: undefined, ...mirrored });
    }
    for (const [index, { destination }] of (mirrors ?? []).entries()) {
      if (destination) found.push({ destination, host: fullHost(destination.host, namespace), index, ...mirrored });
    }
  }
  return found;
}
