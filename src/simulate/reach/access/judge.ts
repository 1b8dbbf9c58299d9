import type { ConfigView } from '../../config-view.ts';
import { printRef } from '../../objects.ts';
import type { AccessOutcome, Failure } from '../../outcome.ts';
import type { Aspect } from '../../routed.ts';
import { type AppliedPolicy, policiesFor } from './policy.ts';
import type { AccessRequest, JudgingWorkload } from './request.ts';
import { opaqueFields, ruleMatches } from './rule.ts';
import { checksTokens, judgeToken } from './token.ts';
import type { Tri } from './tri.ts';

export interface AccessVerdict {
  readonly access: AccessOutcome | undefined;
  readonly failure: Failure | undefined;
  readonly unjudged: readonly string[];
  /** Whether a token that was looked at is sent on. */
  readonly tokenForwarded: boolean;
}

/**
 * What the proxy of some pods says to a request: first to its token, then CUSTOM, DENY and ALLOW policies. Without any
 * ALLOW policy everybody is let in; with one, only those whom a rule names.
 * @see https://istio.io/latest/docs/concepts/security/#implicit-enablement
 */
export function judgeAccess(view: ConfigView, workload: JudgingWorkload, request: AccessRequest): AccessVerdict {
  const token = judgeToken(view, workload, request);
  if (token.failure) return { ...UNASKED, failure: token.failure };
  const policies = policiesFor(view, workload);
  if (policies.length === 0) return { ...UNASKED, access: OPEN, tokenForwarded: token.forwarded };
  const asked = { ...request, jwt: token.jwt };
  const said = policies.map((policy) => ({ policy, ...sayOf(policy, asked) }));
  const told = said.map(({ policy, matched }) => ({
    ...policy.object,
    action: policy.dryRun ? `${policy.action} (dry run)` : policy.action,
    matched: matched === 'yes',
  }));
  const decided = decide(said, view, request);
  const access: AccessOutcome = { decision: decided.failure ? 'deny' : 'allow', by: decided.by, policies: told };
  return { access, failure: decided.failure, unjudged: decided.unjudged, tokenForwarded: token.forwarded };
}

/** Whether everybody is let in, whatever is asked: nothing guards these pods. */
export function isOpen(view: ConfigView, workload: JudgingWorkload): boolean {
  return policiesFor(view, workload).length === 0 && !checksTokens(view, workload);
}

/** What of requests the guards of these pods look at. */
export function lookedAt(view: ConfigView, workload: JudgingWorkload): readonly Aspect[] {
  const ofPolicies = policiesFor(view, workload).flatMap(({ looksAt }) => looksAt);
  return [...new Set(checksTokens(view, workload) ? [...ofPolicies, 'token' as const] : ofPolicies)];
}

export const OPEN: AccessOutcome = { decision: 'allow', by: undefined, policies: [] };
const UNASKED: AccessVerdict = { access: undefined, failure: undefined, unjudged: [], tokenForwarded: true };

interface Said {
  readonly policy: AppliedPolicy;
  readonly matched: Tri;
  /** The first rule that matches, or may. */
  readonly rule: number | undefined;
}

function sayOf(policy: AppliedPolicy, request: AccessRequest): Omit<Said, 'policy'> {
  let maybe: number | undefined;
  for (const [index, rule] of policy.rules[request.protocol].entries()) {
    const value = rule ? ruleMatches(rule, request) : 'no';
    if (value === 'yes') return { matched: 'yes', rule: index };
    if (value === 'unknown') maybe ??= index;
  }
  return maybe === undefined ? { matched: 'no', rule: undefined } : { matched: 'unknown', rule: maybe };
}

interface Decision {
  readonly by: AccessOutcome['by'];
  readonly failure: Failure | undefined;
  readonly unjudged: readonly string[];
}

function decide(said: readonly Said[], view: ConfigView, request: AccessRequest): Decision {
  const unjudged: string[] = [];
  const enforced = said.filter(({ policy }) => !policy.dryRun);
  for (const one of enforced) {
    const { policy, matched } = one;
    if (matched === 'no') continue;
    if (policy.action === 'CUSTOM') {
      const known = view.meshConfig.extensionProviders;
      if (matched === 'yes' && known && !known.includes(policy.provider ?? '')) {
        const reason = `${printRef(policy.object)} asks provider ${policy.provider}, which MeshConfig does not define, so whatever matches is refused.`;
        return denied(one, request, reason, unjudged);
      }
      unjudged.push(`${printRef(policy.object)} asks provider ${policy.provider}, whose answer is not modelled.`);
    }
    if (policy.action !== 'DENY') continue;
    if (matched === 'yes') {
      const reason = `${printRef(policy.object)} denies it (rule ${ruleName(one)}).`;
      return denied(one, request, reason, unjudged);
    }
    unjudged.push(dependsOn(one, request));
  }
  return grant(enforced, request, unjudged);
}

function grant(enforced: readonly Said[], request: AccessRequest, unjudged: string[]): Decision {
  const grants = enforced.filter(({ policy }) => policy.action === 'ALLOW');
  const granted = grants.find(({ matched }) => matched === 'yes');
  if (grants.length === 0) return { by: undefined, failure: undefined, unjudged };
  if (granted) return { by: { ...granted.policy.object, rule: granted.rule }, failure: undefined, unjudged };
  const maybe = grants.filter(({ matched }) => matched === 'unknown');
  if (maybe.length > 0) {
    return {
      by: undefined,
      failure: undefined,
      unjudged: [...unjudged, ...maybe.map((one) => dependsOn(one, request))],
    };
  }
  const names = grants.map(({ policy }) => printRef(policy.object)).join(', ');
  const who = request.identity ?? 'a client without identity';
  const reason = `No rule of ${names} allows ${who}, and where there is an ALLOW policy everything else is refused.`;
  const first = grants[0]!;
  return { ...denied(first, request, reason, unjudged), by: { ...first.policy.object, rule: undefined } };
}

function denied(
  { policy, rule }: Said,
  { protocol }: AccessRequest,
  reason: string,
  unjudged: readonly string[],
): Decision {
  const status = protocol === 'http' ? 403 : undefined;
  const failure: Failure = { flag: 'RBAC', status, by: 'server proxy', reason, object: policy.object };
  return { by: { ...policy.object, rule }, failure, unjudged };
}

function dependsOn(one: Said, { protocol }: AccessRequest): string {
  const rule = one.rule === undefined ? undefined : one.policy.rules[protocol][one.rule];
  const opaque = rule ? opaqueFields(rule) : [];
  const what = opaque.length > 0 ? opaque.join(', ') : 'something that the request does not say';
  return `Rule ${ruleName(one)} of ${printRef(one.policy.object)} depends on ${what}, which is not simulated.`;
}

/** As in the object: the first rule is 0. */
function ruleName({ rule }: Said): string {
  return `rules[${rule ?? 0}]`;
}
