import { hostCoversAsWritten, isWildcardHost } from '../../istio/hosts.ts';
import type { ConfigView } from '../config-view.ts';
import type { KnownService } from '../routed.ts';
import { hasCandidates, type Source } from './choose.ts';
import { httpRules } from './http-rules.ts';
import type { EgressListener, SidecarScope } from './sidecar-scope.ts';
import { carriesHttp, importedService, portOf, serviceByAuthority, wildcardByAuthority } from './sidecar-services.ts';
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
  const ofServices = view.remember(`${listener.key} ${found.pattern} on ${source.port}`, () =>
    view
      .services()
      .some(
        (service) =>
          hostCoversAsWritten(found.pattern, service.host) &&
          portOf(service, source.port) !== undefined &&
          importedService(view, scope, listener, service.host) === service,
      ),
  );
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
  if (source.port === HTTP_PORT) return true;
  return one.hosts.some(
    (host) => !isWildcardHost(host) && carriesHttp(portOf(importedService(view, scope, listener, host), source.port)),
  );
}
