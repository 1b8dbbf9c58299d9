import type { JwtFacts } from './request.ts';
import type { Aspect, Routed, RoutedDestination, SeenRequest } from './routed.ts';

/** Kinds that decide what becomes of a request where it is sent, and never where that is. */
export const NOT_ROUTING: ReadonlySet<string> = new Set(['DestinationRule', 'PeerAuthentication']);

/**
 * How a proxy sends a request, as text: two requests of one proxy with the same text end the same way, but for what looks
 * at what they carry. Traces, times and retries are left out.
 */
export function wayOf({ protocol, applicationTls, route, failure, answer, unjudged, destinations }: Routed): string {
  let way = `${protocol} ${applicationTls} ${answer !== undefined}`;
  if (route) {
    const { object, root } = route;
    way += ` by ${object.namespace}/${object.name}`;
    if (root) way += ` of ${root.namespace}/${root.name}`;
  }
  if (failure) way += ` ${failure.flag} ${failure.by} ${failure.reason}`;
  for (const sentence of unjudged) way += `\n${sentence}`;
  for (const destination of destinations) way += `\n${placeOf(destination)}`;
  return way;
}

function placeOf({ host, service, port, subset, weight, mirror, passthrough }: RoutedDestination): string {
  return `${weight} ${mirror} ${passthrough} ${host} ${port} ${subset ?? ''} ${service?.namespace} ${service?.host}`;
}

/** What a request carries when it arrives, as far as it is looked at. */
export function carriedBy({ seen, jwt, destinations }: Routed, looksAt: readonly Aspect[]): string {
  let carried = carriedText(looksAt, { seen, jwt });
  for (const { seen: own } of destinations) if (own) carried += `\n${carriedText(looksAt, { seen: own, jwt })}`;
  return carried;
}

/** The same for one destination. */
export function carriedText(
  looksAt: readonly Aspect[],
  { seen, jwt }: { readonly seen: SeenRequest; readonly jwt: JwtFacts | undefined },
): string {
  let carried = '';
  for (const aspect of looksAt) {
    const text = textOf(aspect, seen, jwt);
    carried += text === undefined ? '-' : `${text.length}:${text}`;
  }
  return carried;
}

function textOf(aspect: Aspect, seen: SeenRequest, jwt: JwtFacts | undefined): string | undefined {
  switch (aspect) {
    case 'method':
    case 'path':
    case 'host':
      return seen[aspect];
    case 'token':
      return jwt && JSON.stringify(jwt);
    default:
      return seen.headers[aspect.slice('header '.length)];
  }
}
