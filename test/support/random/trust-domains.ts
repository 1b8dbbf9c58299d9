import type { MeshDescription } from './description.ts';

/** Every second cluster has certificates of another domain, and all clusters take both for their own. */
export function withTrustDomains(description: MeshDescription): MeshDescription {
  const { trustDomain = 'cluster.local' } = description.props;
  const clusters = description.clusters.map((cluster, i) =>
    i % 2 === 0 ? cluster : { ...cluster, trustDomain: 'bought.example' },
  );
  return {
    ...description,
    clusters,
    props: { ...description.props, trustDomainAliases: [trustDomain, 'bought.example'] },
  };
}
