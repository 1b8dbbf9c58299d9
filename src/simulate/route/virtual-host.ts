import { hostCoversAsWritten, hostsOverlap, isWildcardHost } from '../../istio/hosts.ts';
import type { ConfigView } from '../config-view.ts';
import { printRef } from '../objects.ts';
import type { KnownService } from '../routed.ts';
import { hasCandidates, type Source } from './choose.ts';
import { httpRules } from './http-rules.ts';
import type { EgressListener, SidecarScope } from './sidecar-scope.ts';
import {
  carriesHttp,
  importedService,
  isImported,
  portOf,
  serviceByAuthority,
  wildcardByAuthority,
} from './sidecar-services.ts';
import { byWildcard, namingExactly, ownerOf, rivalsByAge, withWildcards } from './sidecar-virtual-services.ts';
import { meshIndex, type VirtualService } from './virtual-service.ts';

/** What a sidecar's routes hold for a Host header. */
export interface VirtualHost {
  /** Undefined: the service's own, without rules. */
  readonly owner: VirtualService | undefined;
  readonly service: KnownService | undefined;
  /** The host in full, or the wildcard that covers it. */
  readonly host: string;
  readonly unjudged: readonly string[];
}

/** For HTTP that a sidecar's shared listener takes: by the Host header alone, whatever address was called. */
export function virtualHost(
  view: ConfigView,
  scope: SidecarScope,
  listener: EgressListener,
  authority: string,
  source: Source,
): VirtualHost | undefined {
  const { port } = source;
  const exact = serviceByAuthority(view, scope, listener, authority, port);
  if (exact?.host === authority) return ofService(view, scope, listener, exact, source);
  const outside = ownerOutside(view, scope, listener, authority, source);
  if (outside) return { owner: outside, service: undefined, host: authority, unjudged: [] };
  if (exact) return ofService(view, scope, listener, exact, source);
  const entry = wildcardByAuthority(view, scope, listener, authority, port);
  const pattern = wildcardOutside(view, scope, listener, authority, source);
  if (pattern && pattern.pattern.length >= (entry?.host.length ?? 0)) {
    return { owner: pattern.owner, service: undefined, host: pattern.pattern, unjudged: [] };
  }
  return entry && ofService(view, scope, listener, entry, source);
}

export function ofService(
  view: ConfigView,
  scope: SidecarScope,
  listener: EgressListener,
  service: KnownService,
  source: Source,
): VirtualHost {
  const { host } = service;
  const owner = ownerOf(view, scope, listener, host, source);
  const rivals = namingExactly(view, scope, listener, host);
  return { owner, service, host, unjudged: owner ? rivalsByAge(view, rivals, owner, source) : [] };
}

/** A VirtualService for a host that is no service on this port: on 80 any, elsewhere one that also has a service there. */
function ownerOutside(
  view: ConfigView,
  scope: SidecarScope,
  listener: EgressListener,
  host: string,
  source: Source,
): VirtualService | undefined {
  if (!meshIndex(view).exact.has(host)) return undefined;
  return namingExactly(view, scope, listener, host).find((one) => isServed(view, scope, listener, one, source));
}

function wildcardOutside(
  view: ConfigView,
  scope: SidecarScope,
  listener: EgressListener,
  host: string,
  source: Source,
): { readonly pattern: string; readonly owner: VirtualService } | undefined {
  const found = byWildcard(view, scope, listener, host);
  if (!found) return undefined;
  const owner = withWildcards(view, scope, listener).find(
    (one) => one.hosts.includes(found.pattern) && isServed(view, scope, listener, one, source),
  );
  const ofServices = owner && overlapsServices(view, scope, listener, found.pattern, source.port);
  return owner && !ofServices ? { pattern: found.pattern, owner } : undefined;
}

const HTTP_PORT = 80;

function isServed(
  view: ConfigView,
  scope: SidecarScope,
  listener: EgressListener,
  one: VirtualService,
  source: Source,
): boolean {
  if (!hasCandidates(httpRules(view, one).rules, source)) return false;
  return source.port === HTTP_PORT || hasService(view, scope, listener, one, source.port);
}

/** Whether a VirtualService decides for some service with HTTP on a port: then its other hosts are served there too. */
function hasService(
  view: ConfigView,
  scope: SidecarScope,
  listener: EgressListener,
  one: VirtualService,
  port: number,
): boolean {
  const exact = one.hosts.some(
    (host) => !isWildcardHost(host) && carriesHttp(portOf(importedService(view, scope, listener, host, port), port)),
  );
  const patterns = one.hosts.filter(isWildcardHost);
  if (exact || patterns.length === 0) return exact;
  return view.remember(`${listener.key} ${printRef(one.ref)} by wildcard on ${port}`, () =>
    view
      .services()
      .some(
        (service) =>
          carriesHttp(portOf(service, port)) &&
          patterns.some((pattern) => hostCoversAsWritten(pattern, service.host)) &&
          namingExactly(view, scope, listener, service.host).length === 0 &&
          byWildcard(view, scope, listener, service.host)?.owner === one &&
          isImported(view, scope, listener, service),
      ),
  );
}

/** Whether a wildcard overlaps the host of a service on a port: then it stands for services and not for other hosts. */
function overlapsServices(
  view: ConfigView,
  scope: SidecarScope,
  listener: EgressListener,
  pattern: string,
  port: number,
): boolean {
  return view.remember(`${listener.key} ${pattern} on ${port}`, () =>
    view
      .services()
      .some(
        (service) =>
          hostsOverlap(pattern, service.host) &&
          portOf(service, port) !== undefined &&
          isImported(view, scope, listener, service),
      ),
  );
}
