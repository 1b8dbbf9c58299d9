import fc from 'fast-check';
import { applied } from 'meshwright';
import { drawAccessPolicies } from './random/access.ts';
import type { MeshDescription } from './random/description.ts';
import { Draw, defined } from './random/draw.ts';
import { drawGuards } from './random/guards.ts';
import { drawObjects } from './random/objects.ts';
import { drawMutualTls, drawTrafficPolicies } from './random/policies.ts';
import { clientClusters, drawCanaries, drawRoutes } from './random/routes.ts';
import { drawTogether } from './random/together.ts';
import { drawClusters, drawGateways, drawNetworks, drawServices, drawWaves } from './random/topology.ts';

export { buildMesh } from './random/build.ts';
export type { BuildOptions } from './random/builder.ts';
export type { MeshDescription } from './random/description.ts';

/**
 * Descriptions of meshes without a mistake in them: whatever the author may say, said in random ways. `buildMesh` makes
 * the constructs.
 */
// `fc.gen` leaves the random source as it found it, so that `filter` would draw the same mesh for ever: the number moves it on.
export const meshDescriptions: fc.Arbitrary<MeshDescription> = fc
  .noShrink(fc.nat())
  .chain(() => fc.gen().map((g) => describeMesh(new Draw(g, fc))));

/** How much random testing: more when MESHWRIGHT_DEEP is set. A failure is made smaller for a few seconds at most. */
export function effort(runs: number): fc.Parameters<unknown> {
  const deep = process.env.MESHWRIGHT_DEEP !== undefined;
  return { numRuns: deep ? runs * 10 : runs, interruptAfterTimeLimit: deep ? 60_000 : 15_000 };
}

/** Where plaintext has a place there are no access policies: they need an identity of every caller. */
function describeMesh(draw: Draw): MeshDescription {
  const plaintext = draw.chance(30);
  const networks = drawNetworks(draw);
  const clusters = drawClusters(draw, networks);
  const gateways = drawGateways(draw, clusters);
  const services = drawServices(draw, clusters, gateways, plaintext);
  const routes = drawRoutes(
    draw,
    services,
    gateways,
    clusters.every(({ istio }) => istio === '1.31'),
  );
  const topology = { clusters, gateways, services, routes };
  const clientsOf = (service: (typeof services)[number]) => clientClusters(service, clusters, gateways, services);
  const described: MeshDescription = {
    id: draw.pick(['shop', 'off']),
    props: defined({
      trustDomain: draw.maybe(50, () => 'shop.example'),
      propagation: draw.maybe(30, () => '90s' as const),
      rootNamespace: draw.maybe(20, () => 'istio-root'),
      gates: draw.maybe(20, () => [applied()]),
    }),
    networks,
    ...topology,
    trafficPolicies: drawTrafficPolicies(draw, clusters, services, plaintext),
    mutualTls: drawMutualTls(
      draw,
      clusters,
      services,
      plaintext ? ['PERMISSIVE', 'DISABLE'] : ['STRICT', 'PERMISSIVE'],
    ),
    accessPolicies: plaintext ? [] : drawAccessPolicies(draw, topology),
    canaries: drawCanaries(draw, services, routes, clientsOf),
    objects: drawObjects(draw, clusters),
    waves: drawWaves(draw, clusters),
    guards: drawGuards(draw, topology),
  };
  return { ...described, canaries: drawTogether(draw, described.canaries, services, clientsOf) };
}
