/** Random meshes of gateways and connections: right, read back as they were, and their rollouts proved. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { relower } from '../../scripts/features/recovered.ts';
import { compile } from '../../src/compile.ts';
import { ingressVirtualServices } from '../../src/lower/gateways/ingress.ts';
import { liftRoutes } from '../../src/lower/lift/routes.ts';
import { MeshIndex } from '../../src/lower/mesh-index.ts';
import { normalGatewayRoutes, normalMeshRoutes } from '../../src/lower/routes/normal-routes.ts';
import { meshVirtualServices } from '../../src/lower/routes/virtual-service.ts';
import { Settings } from '../../src/lower/settings-of.ts';
import { provable } from '../support/proof.ts';
import { judgeRollout, type Seen } from '../support/proof-rollout.ts';
import { meshesOfConnections } from '../support/random/connections.ts';
import { effort } from '../support/random-mesh.ts';

const root = process.cwd();

it('hold no mistake', () => {
  fc.assert(
    fc.property(meshesOfConnections, (build) => {
      const { diagnostics } = compile(build(), { root });
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    }),
    effort(20),
  );
});

it('are read back as they were, object by object and route by route', () => {
  fc.assert(
    fc.property(meshesOfConnections, (build) => {
      const mesh = compile(build(), { root, checks: false }).meshes[0]!.snapshot;
      for (const { manifest, isRead, again } of relower(mesh))
        expect([manifest.metadata, isRead, again]).toEqual([manifest.metadata, true, manifest]);
      const index = new MeshIndex(mesh);
      const settings = new Settings(index);
      for (const service of mesh.inventory.services)
        for (const { cluster, manifest } of meshVirtualServices(index, settings, service))
          expect(liftRoutes(index, manifest)).toEqual(normalMeshRoutes(index, settings, service, cluster));
      for (const gateway of mesh.inventory.gateways)
        for (const { cluster, manifest } of ingressVirtualServices(index, settings, gateway)) {
          const [host] = (manifest.spec as { hosts: [string] }).hosts;
          expect(liftRoutes(index, manifest)).toEqual(normalGatewayRoutes(index, settings, gateway, host, cluster));
        }
    }),
    effort(30),
  );
});

it('have rollouts that are proved safe at every stage and on every way back', () => {
  const seen: Seen = { transitions: 0, safe: 0, wrong: [], uncounted: [] };
  for (const build of fc.sample(meshesOfConnections, { numRuns: 3, seed: 3 }))
    for (const mesh of provable(compile(build(), { root, checks: false })))
      for (const canary of mesh.bundle.canaries) judgeRollout(mesh, canary, seen);
  expect(seen.transitions).toBeGreaterThan(12);
  expect(seen).toMatchObject({ safe: seen.transitions, wrong: [], uncounted: [] });
});
