import { isIstioKind } from '../../istio/structure.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';

/** An Istio object in a cluster whose istiod reads another cluster's. */
export const objectInRemoteCluster = defineObjectCheck({
  code: 'object-in-remote-cluster',
  severity: 'error',
  *find(world) {
    for (const object of world.objects) {
      const config = world.clusters.get(object.cluster)?.configCluster;
      if (config === undefined || config === object.cluster) continue;
      if (!isIstioKind(object.manifest.apiVersion, object.manifest.kind)) continue;
      yield {
        on: object,
        message: `${objectName(object)} is in a cluster whose control plane reads its objects from '${config}'.`,
        why: 'No istiod reads it: it changes nothing, and nobody says so.',
        hint: `Put it into '${config}'.`,
      };
    }
  },
});
