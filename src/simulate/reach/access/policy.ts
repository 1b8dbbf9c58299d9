import { type Labels, selects } from '../../../istio/labels.ts';
import type { Manifest } from '../../../istio/manifest.ts';
import type { ConfigView } from '../../config-view.ts';
import { byAge, namespaceOf, refOf, specOf } from '../../objects.ts';
import type { ObjectRef } from '../../outcome.ts';
import type { Aspect } from '../../routed.ts';
import { fields, isFields, items, text, textMap } from '../../shape.ts';
import { labelsKey } from '../labels-key.ts';
import type { JudgingWorkload } from './request.ts';
import { type Rule, readRule, ruleFor } from './rule.ts';

/** An AuthorizationPolicy as the proxy of some pods has it. */
export interface AppliedPolicy {
  readonly object: ObjectRef;
  readonly action: Action;
  /** Only watched: `istio.io/dry-run`. */
  readonly dryRun: boolean;
  readonly provider: string | undefined;
  /** What of requests its rules look at. */
  readonly looksAt: readonly Aspect[];
  /** In their places; undefined for one that the proxy does not have. */
  readonly rules: { readonly http: readonly (Rule | undefined)[]; readonly tcp: readonly (Rule | undefined)[] };
}

export type Action = 'ALLOW' | 'DENY' | 'AUDIT' | 'CUSTOM';

const ORDER: readonly Action[] = ['CUSTOM', 'AUDIT', 'DENY', 'ALLOW'];

/** The policies that select these pods, in the order in which a proxy asks them. */
export function policiesFor(view: ConfigView, workload: JudgingWorkload): readonly AppliedPolicy[] {
  const all = view.objects('AuthorizationPolicy');
  if (all.length === 0) return all as readonly never[];
  const trusted = [workload.trustDomain, ...workload.trustDomainAliases];
  const key = `reach: policies ${workload.namespace} ${trusted.join(' ')} ${labelsKey(workload.labels)}`;
  return view.rememberGround(key, () => {
    const byNamespace = policiesByNamespace(view);
    const places = [...new Set([view.facts.rootNamespace, workload.namespace])];
    const applied = places
      .flatMap((place) => byNamespace.get(place) ?? [])
      .filter((manifest) => attaches(specOf(manifest), workload.labels))
      .map((manifest) => appliedPolicy(manifest, trusted));
    return ORDER.flatMap((action) => applied.filter((policy) => policy.action === action));
  });
}

function policiesByNamespace(view: ConfigView): ReadonlyMap<string, readonly Manifest[]> {
  return view.rememberGround('reach: policies by namespace', () => {
    const index = new Map<string, Manifest[]>();
    for (const manifest of [...view.objects('AuthorizationPolicy')].sort(byAge)) {
      const namespace = namespaceOf(manifest);
      const list = index.get(namespace);
      if (list) list.push(manifest);
      else index.set(namespace, [manifest]);
    }
    return index;
  });
}

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** By selector; a policy with `targetRefs` is for the pods of the Gateways of Kubernetes' Gateway API that it names. */
export function attaches(spec: ReturnType<typeof fields>, labels: Labels): boolean {
  const listed = items(spec.targetRefs);
  const targets = listed.length > 0 ? listed : isFields(spec.targetRef) ? [spec.targetRef] : [];
  if (targets.length > 0) {
    const gateway = labels[GATEWAY_NAME];
    return (
      gateway !== undefined &&
      targets.some((target) => fields(target).kind === 'Gateway' && fields(target).name === gateway)
    );
  }
  return selects(textMap(fields(spec.selector).matchLabels) ?? {}, labels);
}

const compiled = new WeakMap<Manifest, Map<string, AppliedPolicy>>();

function appliedPolicy(manifest: Manifest, trusted: readonly string[]): AppliedPolicy {
  const key = trusted.join(' ');
  const known = compiled.get(manifest) ?? new Map<string, AppliedPolicy>();
  compiled.set(manifest, known);
  const before = known.get(key);
  if (before) return before;
  const spec = specOf(manifest);
  const action = actionOf(spec.action);
  const context = { policyNamespace: namespaceOf(manifest), trusted };
  const rules = items(spec.rules).map((rule) => readRule(rule, context));
  const conditions = rules.flatMap((rule) => (rule ? [...rule.from.flat(), ...rule.to.flat(), ...rule.when] : []));
  const forProtocol = (protocol: 'http' | 'tcp') => rules.map((rule) => rule && ruleFor(rule, protocol, action));
  const made: AppliedPolicy = {
    object: refOf(manifest),
    action,
    dryRun: isTrue(fields(fields(manifest.metadata).annotations)['istio.io/dry-run']),
    provider: text(fields(spec.provider).name),
    looksAt: [...new Set(conditions.flatMap(({ looksAt }) => looksAt ?? []))],
    rules: { http: forProtocol('http'), tcp: forProtocol('tcp') },
  };
  known.set(key, made);
  return made;
}

function actionOf(action: unknown): Action {
  return action === 'DENY' || action === 'AUDIT' || action === 'CUSTOM' ? action : 'ALLOW';
}

function isTrue(value: unknown): boolean {
  return ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(String(value));
}
