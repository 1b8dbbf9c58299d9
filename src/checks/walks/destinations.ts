import type { FieldPath } from '../../istio/field-path.ts';
import type { Destination } from '../../istio/generated/types/index.ts';
import { fullHost } from '../../istio/hosts.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { WorldObject } from '../world.ts';

type VirtualService = WorldObject<'VirtualService'>;

/** A place in a VirtualService where traffic is sent. */
export class DestinationAt {
  readonly destination: Destination;
  /** Its host in full. */
  readonly host: string;
  readonly list: 'http' | 'tls' | 'tcp';
  /** How many destinations share the route; 0 for a mirror. */
  readonly among: number;
  /** Whether nothing is sent there: weight 0 beside others. */
  readonly unused: boolean;
  readonly #rule: number;
  /** In the list of the rule's destinations or mirrors; undefined for its one `mirror`. */
  readonly #index: number | undefined;

  constructor(
    destination: Destination,
    host: string,
    list: DestinationAt['list'],
    [rule, index]: readonly [number, number?],
    [among, unused]: readonly [number, boolean],
  ) {
    this.destination = destination;
    this.host = host;
    this.list = list;
    this.among = among;
    this.unused = unused;
    this.#rule = rule;
    this.#index = index;
  }

  get mirror(): boolean {
    return this.among === 0;
  }

  /** Of the destination itself. Spelled out when asked for: a mesh has a hundred thousand of them. */
  get path(): FieldPath {
    const rule = ['spec', this.list, this.#rule];
    if (this.#index === undefined) return [...rule, 'mirror'];
    return [...rule, this.mirror ? 'mirrors' : 'route', this.#index, 'destination'];
  }
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
        found.push(new DestinationAt(destination, host, list, [rule, index], [among, among > 1 && !weight]));
      }
    }
  }
  for (const [rule, { mirror, mirrors }] of (spec.http ?? []).entries()) {
    if (mirror) found.push(mirrored(mirror, namespace, [rule]));
    for (const [index, { destination }] of (mirrors ?? []).entries()) {
      if (destination) found.push(mirrored(destination, namespace, [rule, index]));
    }
  }
  return found;
}

function mirrored(destination: Destination, namespace: string, at: readonly [number, number?]): DestinationAt {
  return new DestinationAt(destination, fullHost(destination.host, namespace), 'http', at, [0, false]);
}
