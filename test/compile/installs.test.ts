/** What is said of installing Istio changes nothing of what it is told by objects, and its values say what checks judge with. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { compile } from '../../src/compile.ts';
import { factsOf } from '../../src/istio/facts-of-inventory.ts';
import { meshConfigFrom } from '../../src/istio/mesh-config/facts.ts';
import { installedMeshes } from '../support/random/installs.ts';
import { effort } from '../support/random-mesh.ts';

const root = process.cwd();

it('random meshes with all that can be said of installing Istio are right, and have the same objects', () => {
  fc.assert(
    fc.property(installedMeshes, ({ plain, installed, severalDomains }) => {
      const [without, compiled] = [plain, installed].map((build) => compile(build(), { root }));
      const texts = ({ diagnostics }: NonNullable<typeof compiled>) =>
        diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
      expect(texts(compiled!)).toEqual(texts(without!));
      if (!severalDomains) expect(istioObjects(compiled!)).toEqual(istioObjects(without!));
      expectOneMeshConfig(compiled!);
    }),
    { ...effort(12), seed: 41 },
  );
});

type Compiled = ReturnType<typeof compile>;

/** Those that the installation brings apart. */
function istioObjects({ meshes }: Compiled): ReadonlyMap<string, string> {
  return new Map(
    meshes.flatMap(({ files }) =>
      files.flatMap(({ path, manifest, text }) => {
        const isOwn = manifest.kind === 'Namespace' || /^istiod-(gateway|vs)/.test(manifest.metadata.name);
        return isOwn ? [] : [[path, text] as const];
      }),
    ),
  );
}

function expectOneMeshConfig({ meshes, beside }: Compiled): void {
  for (const { snapshot } of meshes) {
    for (const { name, meshConfig, trustDomain, trustDomainAliases } of factsOf(snapshot.inventory).clusters) {
      const text = [...beside].find(([path]) => path.startsWith(`${snapshot.name}/helm/${name}/istiod`))?.[1] ?? '';
      const written = meshConfigFrom((parse(text) as { meshConfig?: unknown }).meshConfig);
      const { extensionProviders: told, ...rest } = written.facts;
      const { extensionProviders: judged, ...others } = meshConfig;
      expect(rest).toEqual(others);
      expect(judged).toEqual(expect.arrayContaining([...(told ?? [])]));
      expect([written.trustDomain, written.trustDomainAliases ?? []]).toEqual([trustDomain, trustDomainAliases]);
    }
  }
}
