import { defineObjectCheck } from '../object-check.ts';

/** Clusters of different trust domains that do not list each other's. */
export const trustDomainsWithoutAliases = defineObjectCheck({
  code: 'trust-domains-without-aliases',
  severity: 'error',
  *find(world) {
    const { clusters } = world.facts;
    const domains = [...new Set(clusters.map((cluster) => cluster.trustDomain))].sort();
    for (const domain of domains) {
      const deaf = clusters.filter((one) => one.trustDomain !== domain && !one.trustDomainAliases.includes(domain));
      const first = deaf[0];
      if (!first) continue;
      const theirs = clusters.filter((cluster) => cluster.trustDomain === domain).map((cluster) => cluster.name);
      yield {
        on: undefined,
        subject: `clusters/${first.name}`,
        clusters: deaf.map((cluster) => cluster.name),
        message: `Trust domain '${domain}' of ${theirs.join(', ')} is not among the trustDomainAliases of ${deaf.map((cluster) => cluster.name).join(', ')}.`,
        why: 'Proxies there refuse certificates of the other domain, even with a common root: calls between the clusters fail in the TLS handshake.',
        hint: `Add '${domain}' to trustDomainAliases in their MeshConfig (and theirs to the other's), or use one trust domain.`,
      };
    }
  },
});
