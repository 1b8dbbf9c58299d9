import { bySpecificity, fullHost, hostCoversAsWritten, isWildcardHost } from '../../../istio/hosts.ts';
import { isVisibleTo } from '../../../istio/visibility.ts';
import { groupBy } from '../../walks/scope.ts';
import type { World, WorldObject } from '../../world.ts';

export type Rule = WorldObject<'DestinationRule'>;

interface RulesOfNamespace {
  readonly byHost: ReadonlyMap<string, readonly Rule[]>;
  /** The most specific first. */
  readonly wildcards: readonly string[];
}

const NONE: readonly Rule[] = [];

/**
 * DestinationRules of a config cluster as istiod looks them up: those of the client's namespace, else of the service's
 * namespace, else of the root namespace. One namespace decides alone, with its rules for the most specific host.
 * @see https://istio.io/latest/docs/ops/best-practices/traffic-management/#cross-namespace-configuration
 */
export class DestinationRules {
  readonly #rootNamespace: string;
  readonly #byDefault: readonly string[] | undefined;
  readonly #namespaces: ReadonlyMap<string, RulesOfNamespace>;
  readonly #ownersOf: ReadonlyMap<string, readonly Rule[]>;
  readonly #wildcardOwners: readonly Rule[];

  constructor(world: World, configCluster: string) {
    const rules = world.ofKind('DestinationRule', configCluster);
    this.#rootNamespace = world.facts.rootNamespace;
    this.#byDefault = world.clusters.get(configCluster)?.meshConfig.defaultDestinationRuleExportTo;
    this.#namespaces = new Map(
      [...groupBy(rules, ({ namespace }) => namespace)].map(([namespace, own]) => [namespace, rulesByHost(own)]),
    );
    this.#ownersOf = groupBy(rules, hostOf);
    this.#wildcardOwners = rules.filter((rule) => isWildcardHost(rule.spec.host));
  }

  /** All rules of the namespace that decides, for a client's namespace; empty where no rule is in force. */
  inForce(client: string, host: string, serviceNamespace: string | undefined): readonly Rule[] {
    if (client !== this.#rootNamespace) {
      const own = this.#mostSpecific(client, host, (rule) => this.#isForOwn(rule));
      if (own.length > 0) return own;
    } else {
      const own = this.#mostSpecific(client, host, (rule) => this.#isPrivate(rule));
      if (own.length > 0) return own;
    }
    for (const namespace of [serviceNamespace, this.#rootNamespace]) {
      if (namespace === undefined) continue;
      const exported = this.#mostSpecific(namespace, host, (rule) => !this.#isPrivate(rule));
      const visible = only(exported, (rule) => this.#isVisible(rule, client));
      if (visible.length > 0) return visible;
    }
    return NONE;
  }

  /** Rules for a host wherever they are, whoever sees them. */
  all(host: string): readonly Rule[] {
    const wildcards = this.#wildcardOwners.filter((rule) => hostCoversAsWritten(rule.spec.host, host));
    const exact = isWildcardHost(host) ? NONE : (this.#ownersOf.get(host) ?? NONE);
    return wildcards.length === 0 ? exact : [...exact, ...wildcards];
  }

  #mostSpecific(namespace: string, host: string, holds: (rule: Rule) => boolean): readonly Rule[] {
    const rules = this.#namespaces.get(namespace);
    if (!rules) return NONE;
    const exact = only(rules.byHost.get(host) ?? NONE, holds);
    if (exact.length > 0) return exact;
    for (const wildcard of rules.wildcards) {
      if (!hostCoversAsWritten(wildcard, host)) continue;
      const held = only(rules.byHost.get(wildcard)!, holds);
      if (held.length > 0) return held;
    }
    return NONE;
  }

  #isForOwn({ spec, namespace }: Rule): boolean {
    const exportTo = spec.workloadSelector ? [] : (spec.exportTo ?? []);
    return exportTo.length === 0 || isVisibleTo(exportTo, namespace, namespace);
  }

  #isPrivate({ spec, namespace }: Rule): boolean {
    if (spec.workloadSelector) return true;
    const exportTo = spec.exportTo ?? [];
    if (exportTo.length === 0) return this.#byDefault?.includes('.') ?? false;
    return exportTo.length === 1 && (exportTo[0] === '.' || exportTo[0] === namespace);
  }

  #isVisible({ spec, namespace }: Rule, client: string): boolean {
    return isVisibleTo(spec.exportTo ?? undefined, namespace, client, this.#byDefault);
  }
}

export function destinationRulesOf(world: World, configCluster: string): DestinationRules {
  return world.rememberOf('destination rules of', configCluster, () => new DestinationRules(world, configCluster));
}

/** Those for which it holds: the same list, where it holds for all. */
function only(rules: readonly Rule[], holds: (rule: Rule) => boolean): readonly Rule[] {
  return rules.every(holds) ? rules : rules.filter(holds);
}

function rulesByHost(rules: readonly Rule[]): RulesOfNamespace {
  const byHost = groupBy(rules, hostOf);
  return { byHost, wildcards: [...byHost.keys()].filter(isWildcardHost).sort(bySpecificity) };
}

function hostOf({ spec, namespace }: Rule): string {
  return fullHost(spec.host, namespace);
}
