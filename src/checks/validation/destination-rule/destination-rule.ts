import { isHostLabel, wildcardDomainProblem } from '../../../istio/domain-names.ts';
import type { Manifest } from '../../../istio/manifest.ts';
import { isSet, itemOf, listOf, type Message, messageOf, textOf } from '../../../istio/message.ts';
import { Cursor } from '../cursor.ts';
import { validateExportTo } from '../export-to.ts';
import { validateLabels } from '../pod-labels.ts';
import type { Problems } from '../problem.ts';
import { validateSelector } from '../selectors.ts';
import { validateTrafficPolicy } from './traffic-policy.ts';

/** @see https://istio.io/latest/docs/reference/config/networking/destination-rule/ */
export function validateDestinationRule(manifest: Manifest, problems: Problems): void {
  const spec = itemOf(manifest.spec);
  const namespace = manifest.metadata?.namespace || 'default';
  const at = new Cursor(problems, 'spec');
  const hostProblem = wildcardDomainProblem(textOf(spec.host));
  if (hostProblem !== undefined) {
    const hint = 'Write the host of a service in full, or a wildcard such as *.shop.svc.cluster.local.';
    at.at('host').error(`${JSON.stringify(textOf(spec.host))} is not a host: ${hostProblem}`, hint);
  }
  const policy = messageOf(spec.trafficPolicy);
  if (policy) validateTrafficPolicy(policy, namespace, at.at('trafficPolicy'));
  const names = new Set<string>();
  listOf(spec.subsets).forEach((item, index) => {
    const subset = itemOf(item);
    const name = textOf(subset.name);
    const subsetAt = at.at('subsets').at(index);
    if (names.has(name)) subsetAt.at('name').error(`two subsets are called ${JSON.stringify(name)}`);
    names.add(name);
    validateSubset(subset, namespace, subsetAt);
  });
  const selectsWorkloads = isSet(spec.workloadSelector);
  validateExportTo(spec.exportTo, at.at('exportTo'), { namespace, selectsWorkloads });
  validateSelector(spec.workloadSelector, at.at('workloadSelector'));
}

function validateSubset(subset: Message, namespace: string, at: Cursor): void {
  const name = textOf(subset.name);
  if (!isHostLabel(name)) {
    const hint = 'Use letters, digits and inner hyphens, 63 at most.';
    at.at('name').error(name === '' ? 'the subset needs a name' : `'${name}' is not a name for a subset`, hint);
  }
  at.once(validateLabels, 'labels', subset.labels);
  const policy = messageOf(subset.trafficPolicy);
  // Istio loses warnings about the policy of a subset on their way out.
  if (policy) validateTrafficPolicy(policy, namespace, at.at('trafficPolicy').errorsOnly());
}
