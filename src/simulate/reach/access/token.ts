import type { Manifest } from '../../../istio/manifest.ts';
import type { ConfigView } from '../../config-view.ts';
import { namespaceOf, printRef, refOf, specOf } from '../../objects.ts';
import type { Failure } from '../../outcome.ts';
import type { JwtFacts } from '../../request.ts';
import { entries, type Fields, text, texts } from '../../shape.ts';
import { labelsKey } from '../labels-key.ts';
import { attaches } from './policy.ts';
import type { AccessRequest, JudgingWorkload } from './request.ts';

export interface TokenVerdict {
  /** The token as policies see it; undefined: there is none for them. */
  readonly jwt: JwtFacts | undefined;
  readonly failure: Failure | undefined;
  readonly forwarded: boolean;
}

/**
 * A request without a token passes. One with a token needs a rule for its issuer, if any RequestAuthentication selects the
 * pods; where none does, nobody looks at the token, and policies do not see it.
 * @see https://istio.io/latest/docs/reference/config/security/request_authentication/
 */
export function judgeToken(
  view: ConfigView,
  workload: JudgingWorkload,
  { jwt, protocol }: AccessRequest,
): TokenVerdict {
  const unseen: TokenVerdict = { jwt: undefined, failure: undefined, forwarded: true };
  if (!jwt || protocol === 'tcp') return unseen;
  const rules = tokenRules(view, workload);
  if (rules.length === 0) return unseen;
  const ofIssuer = rules.filter(({ rule }) => text(rule.issuer) === jwt.issuer);
  const first = ofIssuer[0];
  if (!first) {
    const names = [...new Set(rules.map(({ manifest }) => printRef(refOf(manifest))))].join(', ');
    const reason = `${names} has no rule for tokens of issuer ${jwt.issuer}.`;
    return refused(401, reason, rules[0]!.manifest);
  }
  const fitting = ofIssuer.find(({ rule }) => audienceFits(rule, jwt));
  if (!fitting) {
    const reason = `The token's audiences are not among those of ${printRef(refOf(first.manifest))}.`;
    return refused(403, reason, first.manifest);
  }
  return { jwt, failure: undefined, forwarded: fitting.rule.forwardOriginalToken === true };
}

/** Whether any token is looked at. */
export function checksTokens(view: ConfigView, workload: JudgingWorkload): boolean {
  return tokenRules(view, workload).length > 0;
}

interface TokenRule {
  readonly manifest: Manifest;
  readonly rule: Fields;
}

function tokenRules(view: ConfigView, { namespace, labels }: JudgingWorkload): readonly TokenRule[] {
  const all = view.objects('RequestAuthentication');
  if (all.length === 0) return [];
  return view.rememberGround(`reach: token rules ${namespace} ${labelsKey(labels)}`, () =>
    all
      .filter((manifest) => [namespace, view.facts.rootNamespace].includes(namespaceOf(manifest)))
      .filter((manifest) => attaches(specOf(manifest), labels))
      .flatMap((manifest) => entries(specOf(manifest).jwtRules).map((rule) => ({ manifest, rule }))),
  );
}

function audienceFits(rule: Fields, jwt: JwtFacts): boolean {
  const wanted = texts(rule.audiences);
  return wanted.length === 0 || (jwt.audiences ?? []).some((audience) => wanted.includes(audience));
}

function refused(status: number, reason: string, manifest: Manifest): TokenVerdict {
  const failure: Failure = { flag: 'JWT', status, by: 'server proxy', reason, object: refOf(manifest) };
  return { jwt: undefined, failure, forwarded: false };
}
