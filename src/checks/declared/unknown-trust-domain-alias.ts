import { defineCheck } from './check.ts';
import { counted, named } from './walks/wording.ts';

/** An alias that no cluster of the mesh has as its trust domain. */
export const unknownTrustDomainAlias = defineCheck({
  code: 'unknown-trust-domain-alias',
  severity: 'warning',
  *find({ mesh }) {
    const { clusters, trustDomain: shared } = mesh.inventory;
    const domains = new Set(clusters.map(({ trustDomain = shared }) => trustDomain));
    const clustersOf = new Map<string, string[]>();
    for (const { name, trustDomainAliases = [] } of clusters) {
      for (const alias of trustDomainAliases) {
        if (!domains.has(alias)) clustersOf.set(alias, [...(clustersOf.get(alias) ?? []), name]);
      }
    }
    for (const [alias, names] of clustersOf) {
      yield {
        at: mesh.places[`clusters/${names[0]}`],
        message: `${counted('Cluster', names)} ${names.length === 1 ? 'takes' : 'take'} '${alias}' for ${names.length === 1 ? 'its' : 'their'} own trust domain, and no cluster of the mesh has it (${named(domains)}).`,
        why: 'Whoever holds a certificate of that domain is let in wherever the same account of this mesh is: policies that name accounts become wider than they read.',
        hint: 'Correct the name; or, while workloads move from one trust domain to another, accept this with a last day.',
      };
    }
  },
});
