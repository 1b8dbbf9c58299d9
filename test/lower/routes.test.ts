import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { ingressVirtualServices } from '../../src/lower/gateways/ingress.ts';
import { liftRoutes } from '../../src/lower/lift/routes.ts';
import { MeshIndex } from '../../src/lower/mesh-index.ts';
import { normalGatewayRoutes, normalMeshRoutes } from '../../src/lower/routes/normal-routes.ts';
import { meshVirtualServices } from '../../src/lower/routes/virtual-service.ts';
import { Settings } from '../../src/lower/settings-of.ts';
import { buildMesh, effort, meshDescriptions } from '../support/random-mesh.ts';

it('routes come back from the VirtualServices that they are lowered to, and those lower to the same again', () => {
  let lifted = 0;
  fc.assert(
    fc.property(meshDescriptions, (description) => {
      const mesh = compile(buildMesh(description).app, { root: process.cwd(), checks: false }).meshes[0]!.snapshot;
      const index = new MeshIndex(mesh);
      const settings = new Settings(index);
      for (const service of mesh.inventory.services) {
        for (const { cluster, manifest } of meshVirtualServices(index, settings, service)) {
          const routes = liftRoutes(index, manifest);
          expect(routes).toEqual(normalMeshRoutes(index, settings, service, cluster));
          lifted += routes.length;
          const again = new MeshIndex({ ...mesh, routes, canaries: [], trafficPolicies: [] });
          const lowered = meshVirtualServices(again, new Settings(again), service);
          expect(lowered.find((one) => one.cluster === cluster)?.manifest).toEqual(manifest);
        }
      }
      for (const gateway of mesh.inventory.gateways) {
        for (const { cluster, manifest } of ingressVirtualServices(index, settings, gateway)) {
          const [host] = (manifest.spec as { hosts: [string] }).hosts;
          const routes = liftRoutes(index, manifest);
          expect(routes).toEqual(normalGatewayRoutes(index, settings, gateway, host, cluster));
          lifted += routes.length;
        }
      }
    }),
    effort(40),
  );
  expect(lifted).toBeGreaterThan(100);
});
