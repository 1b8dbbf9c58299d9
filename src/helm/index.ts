import type { MeshSnapshot } from '../model/snapshot-types.ts';
import { baseRelease } from './base.ts';
import { cniReleases } from './cni.ts';
import { gatewayReleases } from './gateways.ts';
import { istiodReleases } from './istiod.ts';
import { type Site, sitesOf } from './site.ts';
import { type Release, tidy, valuesText } from './text.ts';

/** Values for Istio's charts, a folder a cluster, by path below `dist/`. Nothing for a mesh without `helm`. */
export function helmValues(meshes: readonly { readonly snapshot: MeshSnapshot }[]): ReadonlyMap<string, string> {
  return new Map(
    meshes.flatMap(({ snapshot }) =>
      snapshot.helm === undefined ? [] : sitesOf(snapshot).flatMap((site) => filesOf(snapshot.name, site)),
    ),
  );
}

function filesOf(mesh: string, site: Site): (readonly [path: string, text: string])[] {
  const releases = [baseRelease(site), ...istiodReleases(site), ...cniReleases(site), ...gatewayReleases(site)];
  return releases.map((release) => {
    const text = valuesText({ ...release, values: tidy(release.values) }, site.cluster.istio);
    return [`${mesh}/helm/${site.cluster.name}/${fileOf(release)}.yaml`, text];
  });
}

/** Gateways are told apart by their namespaces, too. */
function fileOf({ chart, name, namespace }: Release): string {
  if (chart === 'gateway') return `gateway-${namespace}.${name}`;
  return chart === 'istiod' ? name : chart;
}
