import { type Labels, selects } from '../../../istio/labels.ts';
import type { ConfigView } from '../../config-view.ts';
import { printRef, refOf } from '../../objects.ts';
import type { ObjectRef } from '../../outcome.ts';
import type { MergedRule } from './merge.ts';
import type { RuleFacts } from './rule.ts';
import { type Audience, type RuleShelves, shelvesOf } from './shelf.ts';

/** A proxy that looks for the DestinationRule of a host. */
export interface RuleClient {
  readonly namespace: string;
  readonly labels: Labels;
  readonly kind: 'sidecar' | 'gateway' | 'none';
}

export interface EffectiveDestinationRule {
  /** Undefined: no rule is in force. */
  readonly rule: MergedRule | undefined;
  /** Which namespace it was found in: the places are looked at in this order, and the first with a rule wins wholly. */
  readonly foundIn: 'client' | 'service' | 'root' | undefined;
}

/**
 * The DestinationRule in force for a client and a host: the client's namespace, then the service's, then the root
 * namespace, the most specific host in the first of them that has any. Nothing is inherited from the others.
 * @see https://istio.io/latest/docs/ops/best-practices/traffic-management/#cross-namespace-configuration
 */
export function effectiveDestinationRule(
  view: ConfigView,
  client: RuleClient,
  host: string,
  serviceNamespace = view.visibleService(host, client.namespace)?.namespace ?? '',
): EffectiveDestinationRule {
  if (client.kind === 'none') return NO_RULE;
  const found = view.rememberGround(`reach: rules ${client.namespace} ${serviceNamespace} ${host}`, () =>
    rulesFor(view, client.namespace, host, serviceNamespace),
  );
  const rule = chosen(found.rules, client);
  return rule ? { rule, foundIn: found.foundIn } : NO_RULE;
}

/** Rules for the host that are not in force for the client, each with the reason. */
export function rulesPassedOver(
  view: ConfigView,
  client: RuleClient,
  host: string,
  { rule }: EffectiveDestinationRule,
): readonly { readonly object: ObjectRef; readonly subsets: readonly string[]; readonly why: string }[] {
  const all = [...shelvesOf(view.objects('DestinationRule')).covering(host)];
  return all
    .filter(({ manifest }) => !rule?.from.includes(manifest))
    .map((other) => ({
      object: refOf(other.manifest),
      subsets: other.subsets.map((subset) => subset.name),
      why: whyNot(other, client, rule),
    }));
}

const NO_RULE: EffectiveDestinationRule = { rule: undefined, foundIn: undefined };

interface Found {
  readonly rules: readonly MergedRule[];
  readonly foundIn: EffectiveDestinationRule['foundIn'];
}

function rulesFor(view: ConfigView, client: string, host: string, service: string): Found {
  const shelves: RuleShelves = shelvesOf(view.objects('DestinationRule'));
  const root = view.facts.rootNamespace;
  const byDefault = view.meshConfig.defaultDestinationRuleExportTo ?? [];
  const isPrivate = ({ exportTo, namespace }: RuleFacts) =>
    exportTo.length === 0
      ? byDefault.includes('.')
      : new Set(exportTo).size === 1 && (exportTo[0] === '.' || exportTo[0] === namespace);
  const rulesOf = (namespace: string, audience: Audience) => shelves.rules(namespace, host, audience, isPrivate);
  const exported = (namespace: string) =>
    rulesOf(namespace, 'exported').filter(
      ({ exportTo }) => exportTo.length === 0 || exportTo.includes('*') || exportTo.includes(client),
    );
  // Rules of the root namespace are for everybody: to its own proxies they must not hide those of services.
  const own = client === root ? rulesOf(root, 'private') : rulesOf(client, 'own');
  if (own.length > 0) return { rules: own, foundIn: 'client' };
  const ofService = service === '' ? [] : exported(service);
  if (ofService.length > 0) return { rules: ofService, foundIn: 'service' };
  return { rules: exported(root), foundIn: 'root' };
}

/** A rule that selects the client's pod wins; else the last of those that select nobody. */
function chosen(rules: readonly MergedRule[], { namespace, labels }: RuleClient): MergedRule | undefined {
  let general: MergedRule | undefined;
  for (const rule of rules) {
    if (rule.workloadSelector === undefined) general = rule;
    else if (rule.namespace === namespace && selects(rule.workloadSelector, labels)) return rule;
  }
  return general;
}

function whyNot(other: RuleFacts, client: RuleClient, rule: MergedRule | undefined): string {
  if (rule && other.namespace === rule.namespace) {
    if (other.host !== rule.host) return `its host ${other.host} is less specific than ${rule.host}`;
    if (other.workloadSelector) return 'its workloadSelector does not select the client';
    return `its exportTo differs from that of ${printRef(refOf(rule.manifest))}, so they are not merged`;
  }
  const { exportTo, namespace } = other;
  const visible = exportTo.length === 0 || exportTo.includes('*') || exportTo.includes(client.namespace);
  if (!visible && namespace !== client.namespace) return `it is not exported to namespace ${client.namespace}`;
  if (rule) return `${printRef(refOf(rule.manifest))} is found first and hides it`;
  if (other.workloadSelector) return 'its workloadSelector does not select the client';
  return `proxies of namespace ${client.namespace} do not look in namespace ${namespace}`;
}
