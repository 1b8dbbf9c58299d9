import type { ClusterFacts } from '../../istio/inventory.ts';
import { itemOf, listOf, textOf } from '../../istio/message.ts';
import { appliesIn } from '../../lower/mesh-index.ts';
import type { AccessPolicySnapshot, AccessSourceSnapshot } from '../../model/snapshot-types.ts';
import { defineCheck } from './check.ts';
import { rulesOf } from './walks/access-refs.ts';
import { counted } from './walks/wording.ts';

/** A policy lets in somebody of another trust domain whose certificates no server accepts. */
export const identityNotTrusted = defineCheck({
  code: 'identity-not-trusted',
  severity: 'warning',
  *find({ mesh }) {
    const { clusters, trustDomain: shared } = mesh.inventory;
    for (const policy of mesh.accessPolicies) {
      for (const domain of domainsIn(policy)) {
        const deaf = clusters.filter(
          (one) => appliesIn(policy, one.name) && isKnown(one) && !trusts(one, domain, shared),
        );
        if (deaf.length === 0) continue;
        yield {
          at: policy.at,
          message: `AccessPolicy '${policy.id}' names an identity of the trust domain '${domain}', whose certificates ${counted(
            'cluster',
            deaf.map(({ name }) => name),
          )} ${deaf.length === 1 ? 'does' : 'do'} not accept.`,
          why: 'The TLS handshake fails before any policy is asked: whoever is named cannot call, and gets no answer that says why.',
          hint: 'Where the caller is of this mesh, add the domain to trustDomainAliases. Where it is of another one with a root of its own, say the root: meshConfig: { caCertificates: [{ pem, trustDomains }] }.',
        };
      }
    }
  },
});

/** Trust domains of identities that rules ask for; those that rules except need no certificate. */
function domainsIn(policy: AccessPolicySnapshot): ReadonlySet<string> {
  const domainsOf = (source: AccessSourceSnapshot): readonly string[] => {
    if (source.kind === 'identity') return source.trustDomain === undefined ? [] : [source.trustDomain];
    return source.kind === 'match' ? source.identities.flatMap(domainsOf) : [];
  };
  return new Set(rulesOf(policy).flatMap(({ from }) => from.flatMap(domainsOf)));
}

/** Whether anybody has said what the cluster's istiod accepts. */
function isKnown({ trustDomainAliases, meshConfig }: ClusterFacts): boolean {
  return trustDomainAliases !== undefined || meshConfig !== undefined;
}

function trusts({ trustDomain, trustDomainAliases = [], meshConfig }: ClusterFacts, domain: string, shared: string) {
  if (domain === (trustDomain ?? shared) || trustDomainAliases.includes(domain)) return true;
  return listOf(meshConfig?.caCertificates).some((root) => {
    const domains = listOf(itemOf(root).trustDomains).map(textOf);
    return domains.length === 0 || domains.includes(domain);
  });
}
