import { ACCESS_ACTIONS } from '../../istio/access-fields.ts';
import type { Freezing } from '../freezing.ts';
import { clusterNames } from '../keys.ts';
import type { AccessPolicy } from './access-policy.ts';
import type { AccessPolicySnapshot } from './access-snapshot.ts';
import { freezeRule } from './freeze-access-rule.ts';
import { freezeAcknowledge } from './freeze-acknowledge.ts';
import { serverSubject } from './server-subject.ts';

export function freezeAccessPolicy(policy: AccessPolicy<string, string>, freezing: Freezing): AccessPolicySnapshot {
  const { props } = policy;
  const tell = (problem: string, why = NOBODY, hint = WORDS) =>
    freezing.report({
      code: 'invalid-setting',
      at: freezing.placeOf(policy),
      message: `AccessPolicy '${policy.node.id}' ${problem}.`,
      why,
      hint,
    });
  const subject = serverSubject(policy, freezing);
  const given = { ...props, custom: props.custom?.rules };
  const rules = ACCESS_ACTIONS.flatMap((action) => {
    const list = given[action];
    if (list === undefined) return [];
    if (list.length === 0 && action !== 'allow')
      tell(`has no rules to ${VERB[action]}`, 'Istio refuses a policy of that kind without rules.', 'Add a rule.');
    return [[action, list.map((rule) => freezeRule(rule, subject.kind === 'service', (what) => tell(what)))] as const];
  });
  if (rules.length === 0)
    tell('says nothing', 'It would become no object at all.', "Give it one of 'allow', 'deny', 'audit' and 'custom'.");
  if (props.custom !== undefined && !/\S/.test(props.custom.provider ?? ''))
    tell(
      'asks nobody: its custom rules have no provider',
      PROVIDER,
      "Name the provider: custom: { provider: 'opa', … }.",
    );
  checkDryRun(props, tell);
  return {
    id: policy.node.id,
    at: freezing.placeOf(policy),
    subject,
    in: clusterNames(props.in),
    rules: Object.fromEntries(rules),
    provider: props.custom?.provider,
    dryRun: props.dryRun === true,
    acknowledge: freezeAcknowledge(policy, freezing),
  };
}

const VERB = { allow: 'allow', deny: 'deny', audit: 'audit', custom: 'ask about' } as const;
const NOBODY =
  'No request is like that, or Istio would refuse the object: the rule would not do what it says, and everybody whom it was to let in would get 403.';
const WORDS =
  "Write methods in capitals, paths as '/exact', '/prefix/*', '*/suffix', '*' or with '{*}' and '{**}', addresses as '10.0.0.0/8', ports that exist.";
const PROVIDER = 'The name of an authorizer is all that Istio goes by.';

function checkDryRun(
  { dryRun, audit, custom }: AccessPolicy['props'],
  tell: (problem: string, why: string, hint: string) => void,
): void {
  if (dryRun !== undefined && typeof dryRun !== 'boolean') {
    const why = 'A policy that was meant to be watched only would be enforced, or the other way round.';
    tell(`has the dryRun '${String(dryRun)}'`, why, 'Write true or false.');
  }
  if (dryRun !== true || (audit === undefined && custom === undefined)) return;
  const why = 'Istio knows dry run for what allows and what denies; it would enforce the rest, or refuse it.';
  tell(
    `only watches, and has rules to ${audit ? 'audit' : 'ask about'}`,
    why,
    'Put those rules into a policy of their own.',
  );
}
