import { isWildcardHost } from '../../../istio/hosts.ts';
import type { Manifest } from '../../../istio/manifest.ts';
import { byAge } from '../../objects.ts';
import { addRule, type MergedRule } from './merge.ts';
import { type RuleFacts, ruleFacts } from './rule.ts';

/**
 * Which proxies a shelf of rules serves: those of the rules' own namespace, those of any namespace the rules are exported
 * to, or those of the root namespace by rules that never leave it.
 */
export type Audience = 'own' | 'exported' | 'private';

/** The DestinationRules of one config cluster by namespace and host; merged only when somebody asks for a host. */
export class RuleShelves {
  readonly #byNamespace = new Map<string, NamespaceRules>();

  constructor(manifests: readonly Manifest[]) {
    for (const rule of manifests.map(ruleFacts).sort(bySelectorAndAge)) {
      const shelf = this.#byNamespace.get(rule.namespace) ?? { exact: new Map(), wildcard: new Map() };
      this.#byNamespace.set(rule.namespace, shelf);
      const hosts = isWildcardHost(rule.host) ? shelf.wildcard : shelf.exact;
      const list = hosts.get(rule.host);
      if (list) list.push(rule);
      else hosts.set(rule.host, [rule]);
    }
  }

  /** The rules of a namespace for the most specific host that covers `host` and that the audience has rules for. */
  rules(namespace: string, host: string, audience: Audience, isPrivate: PrivacyTest): readonly MergedRule[] {
    const shelf = this.#byNamespace.get(namespace);
    if (!shelf) return [];
    const served = (rules: readonly RuleFacts[]) => rules.filter((rule) => serves(rule, audience, isPrivate));
    for (const rules of candidates(shelf, host)) {
      const mine = served(rules);
      if (mine.length === 0) continue;
      const merged: MergedRule[] = [];
      for (const rule of mine) addRule(merged, rule);
      return merged;
    }
    return [];
  }

  /** Every rule, in any namespace, whose host covers `host`. */
  *covering(host: string): Iterable<RuleFacts> {
    for (const shelf of this.#byNamespace.values()) for (const rules of candidates(shelf, host)) yield* rules;
  }
}

/** Whether a rule is kept to its own namespace. */
export type PrivacyTest = (rule: RuleFacts) => boolean;

interface NamespaceRules {
  readonly exact: Map<string, RuleFacts[]>;
  readonly wildcard: Map<string, RuleFacts[]>;
}

function serves(rule: RuleFacts, audience: Audience, isPrivate: PrivacyTest): boolean {
  if (audience === 'exported') return !isPrivate(rule);
  if (audience === 'private') return isPrivate(rule);
  const { exportTo, namespace } = rule;
  return exportTo.length === 0 || exportTo.some((token) => token === '*' || token === '.' || token === namespace);
}

/** Rules by host, the most specific host first. */
function* candidates({ exact, wildcard }: NamespaceRules, host: string): Iterable<readonly RuleFacts[]> {
  const same = (isWildcardHost(host) ? wildcard : exact).get(host);
  if (same) yield same;
  if (wildcard.size === 0) return;
  const needle = isWildcardHost(host) ? host.slice(1) : host;
  const covering = [...wildcard.keys()].filter((pattern) => pattern !== host && needle.endsWith(pattern.slice(1)));
  covering.sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  for (const pattern of covering) yield wildcard.get(pattern) ?? [];
}

function bySelectorAndAge(a: RuleFacts, b: RuleFacts): number {
  const chosen = Number(a.workloadSelector === undefined) - Number(b.workloadSelector === undefined);
  return chosen || byAge(a.manifest, b.manifest);
}

const shelves = new WeakMap<readonly Manifest[], RuleShelves>();

export function shelvesOf(manifests: readonly Manifest[]): RuleShelves {
  const known = shelves.get(manifests);
  if (known) return known;
  const made = new RuleShelves(manifests);
  shelves.set(manifests, made);
  return made;
}
