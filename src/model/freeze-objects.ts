import { ApiObject } from 'cdk8s';
import type { Manifest } from '../istio/manifest.ts';
import type { Freezing } from './freezing.ts';
import type { UserObject } from './snapshot-types.ts';
import type { Cluster } from './topology/cluster.ts';

/** Every ApiObject below a cluster, as cdk8s renders it: resolvers, patches and lazies have had their say. */
export function freezeObjects(cluster: Cluster, freezing: Freezing): UserObject[] {
  const objects = cluster.node
    .findAll()
    .filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));
  return objects.flatMap((object) => {
    const at = (cluster.placeOf(object) ?? cluster.origin).from(freezing.root);
    const manifest = object.toJson() as Manifest;
    return [{ cluster: cluster.node.id, manifest, pathDerivedName: cluster.hasPathDerivedName(object), at }];
  });
}
