import { hostCoversAsWritten, hostsOverlap, isWildcardHost } from '../../istio/hosts.ts';
import { printRef } from '../objects.ts';
import type { KnownService } from '../routed.ts';
import { hasCandidates, type Source } from './choose.ts';
import { httpRules } from './http-rules.ts';
import type { Egress } from './sidecar-scope.ts';
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
export function virtualHost(egress: Egress, authority: string, source: Source): VirtualHost | undefined {
  const { port } = source;
  const exact = serviceByAuthority(egress, authority, port);
  if (exact?.host === authority) return ofService(egress, exact, source);
  const outside = ownerOutside(egress, authority, source);
  if (outside) return { owner: outside, service: undefined, host: authority, unjudged: [] };
  if (exact) return ofService(egress, exact, source);
  const entry = wildcardByAuthority(egress, authority, port);
  const pattern = wildcardOutside(egress, authority, source);
  if (pattern && pattern.pattern.length >= (entry?.host.length ?? 0)) {
    return { owner: pattern.owner, service: undefined, host: pattern.pattern, unjudged: [] };
  }
  return entry && ofService(egress, entry, source);
}

export function ofService(egress: Egress, service: KnownService, source: Source): VirtualHost {
  const { view } = egress;
  const { host } = service;
  const owner = ownerOf(egress, host, source);
  const rivals = namingExactly(egress, host);
  return { owner, service, host, unjudged: owner ? rivalsByAge(view, rivals, owner, source) : [] };
}

/** A VirtualService for a host that is no service on this port: on 80 any, elsewhere one that also has a service there. */
function ownerOutside(egress: Egress, host: string, source: Source): VirtualService | undefined {
  const { view } = egress;
  if (!meshIndex(view).exact.has(host)) return undefined;
  return namingExactly(egress, host).find((one) => isServed(egress, one, source));
}

/** The most specific wildcard that stands for hosts which are no services, with its first owner on this port. */
function wildcardOutside(
  egress: Egress,
  host: string,
  source: Source,
): { readonly pattern: string; readonly owner: VirtualService } | undefined {
  let best: { pattern: string; owner: VirtualService } | undefined;
  for (const owner of withWildcards(egress)) {
    for (const pattern of owner.hosts) {
      if (!isWildcardHost(pattern) || !hostCoversAsWritten(pattern, host)) continue;
      if (best !== undefined && best.pattern.length >= pattern.length) continue;
      if (!isServed(egress, owner, source)) continue;
      if (!overlapsServices(egress, pattern, source.port)) best = { pattern, owner };
    }
  }
  return best;
}

const HTTP_PORT = 80;

function isServed(egress: Egress, one: VirtualService, source: Source): boolean {
  const { view } = egress;
  if (!hasCandidates(httpRules(view, one).rules, source)) return false;
  return source.port === HTTP_PORT || hasService(egress, one, source.port);
}

/** Whether a VirtualService decides for some service with HTTP on a port: then its other hosts are served there too. */
function hasService(egress: Egress, one: VirtualService, port: number): boolean {
  const { view, listener } = egress;
  const exact = one.hosts.some(
    (host) => !isWildcardHost(host) && carriesHttp(portOf(importedService(egress, host, port), port)),
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
          namingExactly(egress, service.host).length === 0 &&
          byWildcard(egress, service.host)?.owner === one &&
          isImported(egress, service),
      ),
  );
}

/** Whether a wildcard overlaps the host of a service on a port: then it stands for services and not for other hosts. */
function overlapsServices(egress: Egress, pattern: string, port: number): boolean {
  const { view, listener } = egress;
  return view.remember(`${listener.key} ${pattern} on ${port}`, () =>
    view
      .services()
      .some(
        (service) =>
          hostsOverlap(pattern, service.host) && portOf(service, port) !== undefined && isImported(egress, service),
      ),
  );
}
