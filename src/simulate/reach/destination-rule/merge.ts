import type { Labels } from '../../../istio/labels.ts';
import type { Manifest } from '../../../istio/manifest.ts';
import type { Fields } from '../../shape.ts';
import type { RuleFacts, SubsetFacts } from './rule.ts';

/**
 * Several DestinationRules of one namespace and host, as istiod joins them: the first top-level policy and the first
 * subset of each name win. Rules whose `exportTo` differ stay apart.
 */
export interface MergedRule {
  /** The first: it gives the whole its name. */
  readonly manifest: Manifest;
  readonly from: readonly Manifest[];
  readonly namespace: string;
  readonly host: string;
  readonly exportTo: readonly string[];
  readonly workloadSelector: Labels | undefined;
  readonly subsets: readonly SubsetFacts[];
  readonly trafficPolicy: Fields | undefined;
}

/** Adds one rule to those of the same host, in istiod's order (rules for chosen workloads first, then the older). */
export function addRule(rules: MergedRule[], rule: RuleFacts): void {
  let apart = true;
  for (const [index, existing] of rules.entries()) {
    const same = sameTokens(rule.exportTo, existing.exportTo);
    const wider = existing.exportTo.length > 0 && existing.exportTo.every((token) => rule.exportTo.includes(token));
    if (!same && !wider) {
      apart = true;
      continue;
    }
    // An equal `exportTo` keeps nothing apart; for chosen workloads the labels decide once more.
    apart = !same;
    const [mine, theirs] = [rule.workloadSelector, existing.workloadSelector];
    if (mine && theirs && !sameLabels(mine, theirs)) {
      apart = true;
      continue;
    }
    if ((mine === undefined) === (theirs === undefined)) apart = false;
    rules[index] = merged(existing, rule);
  }
  if (apart) rules.push(alone(rule));
}

function alone(rule: RuleFacts): MergedRule {
  return { ...rule, from: [rule.manifest] };
}

function merged(existing: MergedRule, rule: RuleFacts): MergedRule {
  const names = new Set(existing.subsets.map((subset) => subset.name));
  return {
    ...existing,
    from: [...existing.from, rule.manifest],
    subsets: [...existing.subsets, ...rule.subsets.filter((subset) => !names.has(subset.name))],
    trafficPolicy: existing.trafficPolicy ?? rule.trafficPolicy,
  };
}

function sameTokens(a: readonly string[], b: readonly string[]): boolean {
  const [one, other] = [new Set(a), new Set(b)];
  return one.size === other.size && [...one].every((token) => other.has(token));
}

function sameLabels(a: Labels, b: Labels): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
