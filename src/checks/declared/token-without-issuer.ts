import { serverPlace } from '../../lower/access/server-place.ts';
import type { MeshIndex } from '../../lower/mesh-index.ts';
import { appliesIn } from '../../lower/mesh-index.ts';
import { covers } from '../../lower/precedence.ts';
import type { AccessPolicySnapshot, AccessRuleSnapshot, Subject } from '../../model/snapshot-types.ts';
import { defineCheck } from './check.ts';
import { accessTitle } from './walks/access-in-force.ts';
import { rulesOf } from './walks/access-refs.ts';
import { counted } from './walks/wording.ts';

/** A rule that asks for tokens where nobody says which tokens count: no request has one there. */
export const tokenWithoutIssuer = defineCheck({
  code: 'token-without-issuer',
  severity: 'error',
  *find({ index, mesh }) {
    // Those that an author wrote by hand are not looked into.
    if (mesh.objects.some(({ manifest }) => manifest.kind === 'RequestAuthentication')) return;
    for (const policy of mesh.accessPolicies) {
      if (!rulesOf(policy).some(asksForToken)) continue;
      const without = clustersOf(index, policy).filter(
        (cluster) =>
          !mesh.jwtAuthentications.some(
            (jwt) => appliesIn(jwt, cluster) && reaches(index, jwt.subject, policy.subject),
          ),
      );
      if (without.length === 0) continue;
      yield {
        at: policy.at,
        message: `${accessTitle(policy)} asks for tokens, and no JwtAuthentication says which tokens count in ${counted('cluster', without)}.`,
        why: 'Where nobody judges tokens, no request has one for Istio: a rule that asks for one matches nothing, and one that refuses requests without a token refuses all.',
        hint: "Declare who gives them out: new JwtAuthentication(…, 'tokens', { issuers: [{ issuer: 'https://…' }], required: false }).",
      };
    }
  },
});

function asksForToken({ token, when }: AccessRuleSnapshot): boolean {
  return token !== undefined || when.some(({ key }) => key.startsWith('request.auth.'));
}

function clustersOf(index: MeshIndex, policy: AccessPolicySnapshot): readonly string[] {
  const clusters = serverPlace(index, policy.subject, policy.id)?.clusters ?? [];
  return clusters.filter((cluster) => appliesIn(policy, cluster));
}

/** Whether tokens count at some pods that a policy is about: of a wide policy a part is enough. */
function reaches(index: MeshIndex, jwt: Subject, policy: Subject): boolean {
  if (jwt.kind === 'mesh' || policy.kind === 'mesh') return true;
  if (JSON.stringify(jwt) === JSON.stringify(policy)) return true;
  const { services, gateways } = index.mesh.inventory;
  const isOf = (subject: Subject, key: string, namespace: string) =>
    (subject.kind === 'gateway' && subject.gateway === key) ||
    (subject.kind === 'namespace' && subject.namespace === namespace);
  return (
    services.some((service) => covers(jwt, service, {}) && covers(policy, service, {})) ||
    gateways.some(({ key, namespace }) => isOf(jwt, key, namespace) && isOf(policy, key, namespace)) ||
    (jwt.kind === 'namespace' && policy.kind === 'pods' && jwt.namespace === policy.namespace)
  );
}
