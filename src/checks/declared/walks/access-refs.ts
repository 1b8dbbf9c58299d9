import { ACCESS_ACTIONS } from '../../../istio/access-fields.ts';
import type { CallerRef } from '../../../istio/inventory.ts';
import type { AccessPolicySnapshot, AccessRuleSnapshot, AccessSourceSnapshot } from '../../../model/snapshot-types.ts';

/** All rules of a policy, whatever they decide. */
export function rulesOf({ rules }: AccessPolicySnapshot): readonly AccessRuleSnapshot[] {
  return ACCESS_ACTIONS.flatMap((action) => rules[action] ?? []);
}

/** Services and gateways that a policy names. */
export function refsOf(policy: AccessPolicySnapshot): readonly CallerRef[] {
  return rulesOf(policy).flatMap(({ from }) => from.flatMap(refsIn));
}

function refsIn(source: AccessSourceSnapshot): readonly CallerRef[] {
  if (source.kind === 'service' || source.kind === 'gateway') return [source];
  return source.kind === 'match' ? [...source.identities, ...source.notIdentities].flatMap(refsIn) : [];
}
