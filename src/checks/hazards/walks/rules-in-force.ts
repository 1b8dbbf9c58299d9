import { bySpecificity, fullHost, hostCovers, isWildcardHost } from '../../../istio/hosts.ts';
import { isVisibleTo } from '../../../istio/visibility.ts';
import type { World, WorldObject } from '../../world.ts';

type Rule = WorldObject<'DestinationRule'>;

/** The namespace part of a Service's host; undefined for other hosts. */
export function namespaceOfHost(host: string): string | undefined {
  return /^[^.*]+\.([^.]+)\.svc\./.exec(host)?.[1];
}

/**
 * The DestinationRules (fragments of one, where there are several) that clients in a namespace of a cluster go by when
 * they call a host: of their own namespace, else of the service's, else of the root namespace; never joined across them.
 */
export function rulesInForce(world: World, cluster: string, client: string, host: string): readonly Rule[] {
  const own = namespaceOfHost(host);
  const root = world.facts.rootNamespace;
  const found = seenIn(world, cluster, client, client, host);
  if (found.length > 0) return found;
  const owners = own === undefined || own === client ? NONE : seenIn(world, cluster, own, client, host);
  if (owners.length > 0 || root === client || root === own) return owners;
  return seenIn(world, cluster, root, client, host);
}

const NONE: readonly Rule[] = [];

function seenIn(world: World, cluster: string, namespace: string, client: string, host: string): readonly Rule[] {
  const rules = rulesOf(world, cluster, namespace, host);
  if (rules.length === 0) return rules;
  const byDefault = world.clusters.get(cluster)?.meshConfig.defaultDestinationRuleExportTo;
  return rules.every(({ spec }) => isVisibleTo(spec.exportTo, namespace, client, byDefault))
    ? rules
    : rules.filter(({ spec }) => isVisibleTo(spec.exportTo, namespace, client, byDefault));
}

/** Names of the subsets that these rules give together. */
export function subsetNames(rules: readonly Rule[]): ReadonlySet<string> {
  return new Set(rules.flatMap(({ spec }) => (spec.subsets ?? []).map((subset) => subset.name)));
}

/** Rules of one namespace for a host: exact ones, else those of the most specific wildcard that covers it. */
function rulesOf(world: World, cluster: string, namespace: string, host: string): readonly Rule[] {
  const indexes = world.remember('rules of clusters', () => new Map<string, ReadonlyMap<string, RulesOfNamespace>>());
  let index = indexes.get(cluster);
  if (!index) {
    index = indexOf(world, cluster);
    indexes.set(cluster, index);
  }
  const inNamespace = index.get(namespace);
  if (!inNamespace) return NONE;
  const exact = inNamespace.exact.get(host);
  if (exact) return exact;
  if (inNamespace.wildcards.size === 0) return NONE;
  const covering = [...inNamespace.wildcards.keys()].filter((wildcard) => hostCovers(wildcard, host));
  const best = covering.sort(bySpecificity)[0];
  return best === undefined ? NONE : (inNamespace.wildcards.get(best) ?? NONE);
}

interface RulesOfNamespace {
  readonly exact: Map<string, Rule[]>;
  readonly wildcards: Map<string, Rule[]>;
}

function indexOf(world: World, cluster: string): ReadonlyMap<string, RulesOfNamespace> {
  const index = new Map<string, RulesOfNamespace>();
  for (const rule of world.ofKind('DestinationRule', cluster)) {
    let own = index.get(rule.namespace);
    if (!own) {
      own = { exact: new Map(), wildcards: new Map() };
      index.set(rule.namespace, own);
    }
    const host = fullHost(rule.spec.host, rule.namespace);
    const map = isWildcardHost(host) ? own.wildcards : own.exact;
    const list = map.get(host);
    if (list) list.push(rule);
    else map.set(host, [rule]);
  }
  return index;
}
