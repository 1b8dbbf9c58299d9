import type { KnownService, RoutedDestination, SeenRequest } from '../routed.ts';
import { type Fields, fields, number, text } from '../shape.ts';
import { headerOperations, operate } from './header-operations.ts';
import { portion, type Share } from './shares.ts';

/** What a proxy makes of a destination that a route names: the service, as far as it knows it, and the port. */
export type Lookup = (host: string, port: number | undefined) => { service: KnownService | undefined; port: number };

export function destinationOf(destination: unknown, lookup: Lookup): Omit<RoutedDestination, 'weight'> {
  const named = fields(destination);
  const host = text(named.host) ?? '';
  const found = lookup(host, number(fields(named.port).number) || undefined);
  return { host, ...found, subset: text(named.subset), mirror: false, passthrough: false, seen: undefined };
}

/** Where the shares of a route go. */
export function weighted(parts: readonly Share[], lookup: Lookup, seen: SeenRequest): readonly RoutedDestination[] {
  return parts.map(({ target, share }) => ({
    ...destinationOf(target.destination, lookup),
    weight: share,
    seen: seenBy(target, seen),
  }));
}

/** What policies see where a destination has header operations of its own. */
function seenBy(target: Fields, seen: SeenRequest): SeenRequest | undefined {
  const own = headerOperations(target.headers);
  if (!own) return undefined;
  return { ...seen, host: own.authority ?? seen.host, headers: operate(seen.headers, own) };
}

/** The copies that a rule sends, each with the share of the requests that is copied. */
export function mirrors(rule: Fields, lookup: Lookup): readonly RoutedDestination[] {
  const single = rule.mirror
    ? [{ destination: rule.mirror, share: portion(rule.mirrorPercentage, rule.mirrorPercent, 1) }]
    : [];
  const several = (Array.isArray(rule.mirrors) ? rule.mirrors : [])
    .map(fields)
    .flatMap((mirror) =>
      mirror.destination ? [{ destination: mirror.destination, share: portion(mirror.percentage, undefined, 1) }] : [],
    );
  return [...single, ...several]
    .filter(({ share }) => share > 0)
    .map(({ destination, share }) => ({ ...destinationOf(destination, lookup), mirror: true, weight: share }));
}
