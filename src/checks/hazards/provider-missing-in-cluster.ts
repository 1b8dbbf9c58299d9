import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';

/** A CUSTOM policy whose provider the MeshConfig of its cluster does not have. */
export const providerMissingInCluster = defineObjectCheck({
  code: 'provider-missing-in-cluster',
  severity: 'error',
  *find(world) {
    for (const object of world.ofKind('AuthorizationPolicy')) {
      const known = world.clusters.get(object.cluster)?.meshConfig.extensionProviders;
      const name = object.spec.provider?.name;
      if (object.spec.action !== 'CUSTOM' || known === undefined || name === undefined || known.includes(name))
        continue;
      const others = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
      yield {
        on: object,
        path: ['spec', 'provider', 'name'],
        message: `${objectName(object)} asks the extension provider '${name}', which the MeshConfig there does not have (${others}).`,
        why: 'Istio denies every request that such a policy selects: the workload answers 403 in these clusters.',
        hint: "Add the provider to the extensionProviders of each cluster's MeshConfig before the policy arrives.",
      };
    }
  },
});
