import { hostCoversAsWritten, hostsOverlap, isWildcardHost } from '../../istio/hosts.ts';
import type { ConfigView } from '../config-view.ts';
import { byAge, printRef } from '../objects.ts';
import { hasCandidates, type Source } from './choose.ts';
import { httpRules } from './http-rules.ts';
import type { Egress } from './sidecar-scope.ts';
import { meshIndex, nearestFirst, nearness, type VirtualService } from './virtual-service.ts';

/** VirtualServices that an egress listener knows and that name a host exactly, in the order in which they own it. */
export function namingExactly(egress: Egress, host: string): readonly VirtualService[] {
  const { view, scope, listener } = egress;
  return view.remember(`${listener.key} rules for ${host}`, () =>
    nearestFirst(
      (meshIndex(view).exact.get(host) ?? []).filter((one) =>
        listener.imports.virtualService(one.hosts, one.namespace),
      ),
      scope.namespace,
    ),
  );
}

/** Those with wildcards. */
export function withWildcards(egress: Egress): readonly VirtualService[] {
  const { view, scope, listener } = egress;
  return view.remember(`${listener.key} rules with wildcards`, () =>
    nearestFirst(
      meshIndex(view).wildcard.filter((one) => listener.imports.virtualService(one.hosts, one.namespace)),
      scope.namespace,
    ),
  );
}

/** Those that may speak of the connections to a host: exactly or by wildcard, in istiod's order. */
export function speakingOf(egress: Egress, host: string): readonly VirtualService[] {
  const { view, scope, listener } = egress;
  return view.remember(`${listener.key} rules that overlap ${host}`, () => {
    const wild = withWildcards(egress).filter((one) =>
      one.hosts.some((pattern) => isWildcardHost(pattern) && hostsOverlap(pattern, host)),
    );
    const names = isWildcardHost(host)
      ? [...meshIndex(view).exact.keys()].filter((name) => hostsOverlap(host, name))
      : [host];
    const naming = new Set(names.flatMap((name) => namingExactly(egress, name)));
    const exact = [...naming].filter((one) => !wild.includes(one));
    if (wild.length === 0 && names.length === 1) return exact;
    return nearestFirst(
      [...exact, ...wild].sort((a, b) => byAge(a.manifest, b.manifest)),
      scope.namespace,
    );
  });
}

/** The most specific wildcard that covers a host, with its first owner. */
export function byWildcard(
  egress: Egress,
  host: string,
): { readonly pattern: string; readonly owner: VirtualService } | undefined {
  const all = withWildcards(egress);
  if (all.length === 0) return undefined;
  let best: { pattern: string; owner: VirtualService } | undefined;
  for (const owner of all) {
    for (const pattern of owner.hosts) {
      if (!isWildcardHost(pattern) || !hostCoversAsWritten(pattern, host)) continue;
      if (best === undefined || pattern.length > best.pattern.length) best = { pattern, owner };
    }
  }
  return best;
}

/**
 * The VirtualService whose `http` rules hold for a service: the first that names it exactly and has a rule for this
 * proxy, and where none names it exactly, the owner of the most specific wildcard.
 */
export function ownerOf(egress: Egress, host: string, source: Source): VirtualService | undefined {
  const { view } = egress;
  const exact = namingExactly(egress, host);
  if (exact.length > 0) return exact.find((one) => hasCandidates(httpRules(view, one).rules, source));
  const wild = byWildcard(egress, host);
  return wild && hasCandidates(httpRules(view, wild.owner).rules, source) ? wild.owner : undefined;
}

/** Sentences about rivals that would own the host if they were older. */
export function rivalsByAge(
  view: ConfigView,
  candidates: readonly VirtualService[],
  owner: VirtualService,
  source: Source,
): readonly string[] {
  if (candidates.length < 2) return [];
  const near = nearness(owner, source.namespace);
  const own = JSON.stringify(httpRules(view, owner).rules.map(({ spec }) => spec));
  return candidates
    .filter((one) => one !== owner && nearness(one, source.namespace) === near)
    .filter((one) => one.created === '' || owner.created === '' || one.created === owner.created)
    .filter((one) => {
      const { rules } = httpRules(view, one);
      return hasCandidates(rules, source) && JSON.stringify(rules.map(({ spec }) => spec)) !== own;
    })
    .map((one) => {
      const both = `${printRef(owner.ref)} and ${printRef(one.ref)} have this host`;
      return `${both}: the older one holds, and the manifests do not say which that is (taken: ${owner.ref.name})`;
    });
}
