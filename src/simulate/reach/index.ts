export { type AccessVerdict, judgeAccess } from './access/judge.ts';
export type { AccessRequest, JudgingWorkload } from './access/request.ts';
export {
  type EffectiveDestinationRule,
  effectiveDestinationRule,
  type RuleClient,
  rulesPassedOver,
} from './destination-rule/effective.ts';
export { effectivePolicy } from './destination-rule/policy.ts';
export { type Reached, reach } from './reach.ts';
export { type EffectivePeerMode, peerMode } from './tls/peer-authentication.ts';
