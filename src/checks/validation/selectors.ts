import { entriesOf, isSet, itemOf, listOf, type Message, messageOf, textOf } from '../../istio/message.ts';
import type { Cursor } from './cursor.ts';

/** Rules for the `selector` of the kinds that select by `matchLabels`. */
export function validateSelector(value: unknown, at: Cursor): void {
  const selector = messageOf(value);
  if (selector) validateLabels(selector.matchLabels, 'matchLabels', at);
}

/** Rules for a `workloadSelector`, which selects by `labels`. Returns whether it is free of errors. */
export function validateWorkloadSelector(value: unknown, at: Cursor): boolean {
  const selector = messageOf(value);
  return selector === undefined || validateLabels(selector.labels, 'labels', at);
}

function validateLabels(labels: unknown, field: string, at: Cursor): boolean {
  const entries = entriesOf(labels);
  if (entries.length === 0) {
    const hint = 'Name the labels of the workloads that are meant, or leave the selector out.';
    at.warn('the workload selector names no labels, so it selects every workload', hint);
  }
  let valid = true;
  for (const [key, value] of entries) {
    if (key === '') at.at(field).error('a label in the workload selector has an empty key');
    const isWildcard = key.includes('*') || textOf(value).includes('*');
    if (isWildcard) {
      const message = `wildcards are not supported in a workload selector, as in ${key}=${textOf(value)}`;
      at.at(field).at(key).error(message, 'Write the label in full; a selector compares for equality.');
    }
    valid &&= key !== '' && !isWildcard;
  }
  return valid;
}

/** Rules for policies that say whom they apply to by `selector`, `targetRef` or `targetRefs`. */
export function validateTargets(spec: Message, at: Cursor): void {
  const refs = listOf(spec.targetRefs);
  if (Number(isSet(spec.selector)) + Number(isSet(spec.targetRef)) + Number(refs.length > 0) > 1) {
    const hint =
      'Use targetRefs for Gateways and waypoints and selector for sidecars; make two objects if you need both.';
    at.error('only one of selector, targetRef and targetRefs may be set', hint);
  }
  validateSelector(spec.selector, at.at('selector'));
  const single = messageOf(spec.targetRef);
  if (single) validateTargetRef(single, at.at('targetRef'));
  refs.forEach((ref, index) => {
    validateTargetRef(itemOf(ref), at.at('targetRefs').at(index));
  });
}

/** `group/Kind` that a policy may be attached to. */
const attachable: ReadonlySet<string> = new Set([
  '/Service',
  // Istio calls the core group by this name inside, and so accepts it.
  'core/Service',
  'networking.istio.io/ServiceEntry',
  'gateway.networking.k8s.io/Gateway',
  'gateway.networking.k8s.io/GatewayClass',
]);

function validateTargetRef(ref: Message, at: Cursor): void {
  if (textOf(ref.name) === '') at.at('name').error('a target reference needs a name');
  const namespace = textOf(ref.namespace);
  if (namespace !== '') {
    const message = `the target reference names a namespace, ${namespace}, but policies attach within their own only`;
    at.at('namespace').error(message, 'Put the policy into the namespace of its target and leave the field out.');
  }
  const group = textOf(ref.group);
  const kind = textOf(ref.kind);
  if (attachable.has(`${group}/${kind}`)) return;
  const found = `${kind === '' ? 'no kind' : kind} in ${group === '' ? 'the core group' : `the group ${group}`}`;
  const hint = 'A policy can be attached to a Service, ServiceEntry, Gateway (of Gateway API) or GatewayClass.';
  at.at('kind').error(`policies cannot be attached to ${found}`, hint);
}
