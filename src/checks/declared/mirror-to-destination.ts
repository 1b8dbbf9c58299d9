import type { MeshIndex } from '../../lower/mesh-index.ts';
import type { RouteSnapshot } from '../../model/snapshot-types.ts';
import { movesOf } from '../../model/specs.ts';
import { defineCheck } from './check.ts';
import { canaryName, routeTitle } from './walks/wording.ts';

/** Copies are for versions that do not answer the requests themselves. */
export const mirrorToDestination = defineCheck({
  code: 'mirror-to-destination',
  severity: 'error',
  *find({ index }) {
    for (const route of index.mesh.routes) {
      for (const { version } of route.mirrors ?? []) {
        const by = whoSends(index, route, version);
        if (by === undefined) continue;
        yield {
          at: route.at,
          message: `${routeTitle(route)} copies requests to version '${version}', ${by}.`,
          why: 'The version would get some requests twice, and do twice whatever they ask it to do.',
          hint: `Copy to another version, or leave '${version}' out of the mirrors.`,
        };
      }
    }
  },
});

function whoSends(index: MeshIndex, route: RouteSnapshot, version: string): string | undefined {
  if (route.to) return (route.to[version] ?? 0) > 0 ? 'which it also sends them to' : undefined;
  if (index.services.get(route.service)?.stable === version) return 'which is the default destination';
  const canary = index.canaries
    .get(route.service)
    ?.find(({ spec }) => movesOf(spec).some(({ service, to }) => service === route.service && to === version));
  return canary && `which canary '${canaryName(canary)}' moves them to`;
}
