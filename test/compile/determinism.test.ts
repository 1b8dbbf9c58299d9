import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { outputFiles } from '../../src/app.ts';
import { bundleOf, compile } from '../../src/compile.ts';
import {
  type BuildOptions,
  buildMesh,
  effort,
  type MeshDescription,
  meshDescriptions,
} from '../support/random-mesh.ts';

const home = process.cwd();
const elsewhere = mkdtempSync(join(tmpdir(), 'meshwright-elsewhere-'));
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

/** Every byte that a mesh becomes: the files of dist/, and the bundle that delivery reads. */
function bytes(description: MeshDescription, options: BuildOptions = {}, root = home): [string, string][] {
  const compiled = compile(buildMesh(description, options).app, { root });
  const bundle = bundleOf(compiled);
  // Where a rollout is written is told from the project's folder, and here the file stays while the folder moves.
  const meshes = bundle.meshes.map(({ places: _, ...mesh }) => mesh);
  return [...outputFiles(compiled), ['bundle', JSON.stringify({ ...bundle, meshes })]];
}

function sameBytes(change: (description: MeshDescription, numbers: fc.GeneratorValue) => [string, string][]): void {
  fc.assert(
    fc.property(meshDescriptions, fc.gen(), (description, g) => {
      const before = bytes(description);
      expect(before.length).toBeGreaterThan(1);
      expect(change(description, g)).toEqual(before);
    }),
    effort(14),
  );
}

describe('the same mesh is the same bytes', () => {
  it('in whatever order unrelated things are declared', () => {
    sameBytes((description, g) => bytes(description, { next: (ready) => g(fc.integer, { min: 0, max: ready - 1 }) }));
  });

  it('when constructs move under others that only group them', () => {
    sameBytes((description, g) => bytes(description, { group: () => g(fc.constantFrom, 'team-a', 'z', undefined) }));
  });

  it('when keys and lists whose order means nothing are written in another order', () => {
    sameBytes((description) =>
      bytes({
        ...description,
        services: description.services.map((service) => ({
          ...service,
          ports: Object.fromEntries(Object.entries(service.ports).reverse()),
          versions: service.versions?.toReversed(),
          runsIn: service.runsIn.toReversed(),
          callers: Array.isArray(service.callers) ? service.callers.toReversed() : service.callers,
        })),
        gateways: description.gateways.map((gateway) => ({
          ...gateway,
          hosts: gateway.hosts.toReversed() as [string],
          in: gateway.in.toReversed(),
        })),
        routes: description.routes.map((route) => ({
          ...route,
          to: route.to && Object.fromEntries(Object.entries(route.to).reverse()),
          on: route.on?.toReversed(),
        })),
      }),
    );
  });

  it('twice in one process, from one tree and from two', () => {
    fc.assert(
      fc.property(meshDescriptions, (description) => {
        const { app } = buildMesh(description);
        const [first, second] = [compile(app, { root: home }), compile(app, { root: home })];
        expect([...outputFiles(second)]).toEqual([...outputFiles(first)]);
        expect(second.diagnostics).toEqual(first.diagnostics);
      }),
      effort(10),
    );
  });

  it('in whatever folder the project lies and the program runs', () => {
    sameBytes((description) => {
      process.chdir(elsewhere);
      try {
        return bytes(description, {}, elsewhere);
      } finally {
        process.chdir(home);
      }
    });
  });
});
