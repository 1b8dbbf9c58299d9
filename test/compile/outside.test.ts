/** Golden meshes about what leaves the mesh or is no route: they are right, recognised again, and safe to roll out. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compileForTest } from 'meshwright/testing';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { AppliedObjects } from '../../src/deliver/applied.ts';
import { factsOf } from '../../src/istio/facts-of-inventory.ts';
import type { Manifest } from '../../src/istio/manifest.ts';
import { groupBy } from '../../src/lower/group-by.ts';
import { liftObject, meshOf } from '../../src/lower/lift.ts';
import { lower } from '../../src/lower/lower.ts';
import { MeshIndex } from '../../src/lower/mesh-index.ts';
import { Prover, proveBootstrap, proveStages } from '../../src/schedule/proof/index.ts';
import * as egress from '../golden/egress/mesh.ts';
import * as external from '../golden/external/mesh.ts';
import * as proxies from '../golden/proxies/mesh.ts';
import { meshTexts } from '../support/stages.ts';

/** With what is found in each that is no mistake. */
const MESHES = [
  { name: 'external', app: external.app, found: ['info no-server-verification'] },
  { name: 'egress', app: egress.app, found: [] },
  { name: 'proxies', app: proxies.app, found: [] },
];

describe.each(MESHES)('the golden mesh $name', ({ name, app, found }) => {
  const folder = join(import.meta.dirname, '../golden', name);
  const inMemory = compileForTest(app);
  const files = [...inMemory.files].filter(([path]) => path.endsWith('.yaml'));
  const compiled = compile(app, { root: process.cwd() });
  const [mesh] = compiled.meshes;

  it('is right', () => {
    expect(inMemory.diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual(found);
  });

  it('is written as it is stored', async () => {
    for (const [path, text] of files) await expect(text).toMatchFileSnapshot(join(folder, path));
    const stored = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
    expect(stored.sort()).toEqual(files.map(([path]) => path).sort());
  });

  it('is recognised: each object is lowered to the same once lifted', () => {
    const index = new MeshIndex(mesh!.snapshot);
    for (const [cluster, own] of groupBy(mesh!.files, (file) => file.cluster)) {
      const lifted = own.flatMap(({ manifest }) => liftObject(index, manifest) ?? []);
      const again = lower(meshOf(mesh!.snapshot, lifted)).objects.filter((object) => object.cluster === cluster);
      const byName = new Map(again.map(({ manifest }) => [nameOf(manifest), manifest.spec]));
      for (const { manifest } of own) {
        if (OF_THIS_TEST.has(manifest.kind)) expect(byName.get(nameOf(manifest))).toEqual(manifest.spec);
      }
    }
  });

  it('arrives in an empty tree, and rolls out, safely', () => {
    const [texts] = meshTexts(compiled);
    const objects = new AppliedObjects(mesh!.files, []);
    const byPath = new Map(mesh!.files.map(({ path, manifest }) => [path, objects.asApplied(manifest)]));
    const { acknowledged = [] } = texts!.mesh;
    const more = { mesh: texts!.mesh, manifestOf: (path: string) => byPath.get(path) };
    const prover = (applied: AppliedObjects['applied']) =>
      new Prover({ facts: factsOf(mesh!.snapshot.inventory), applied, acknowledged });
    const { applied } = new AppliedObjects([], []);
    const steps = [
      ...proveBootstrap({ ...more, prover: prover(applied), applied, most: 3_000_000 }),
      ...proveStages({ ...more, prover: prover(objects.applied), beside: objects.foreign }),
    ];
    expect(steps.length).toBeGreaterThan(0);
    for (const { rollout, to, proved } of steps)
      expect([
        rollout,
        to,
        proved.verdict,
        proved.counterExamples.map(({ happens }) => happens),
        proved.undecided,
      ]).toEqual([rollout, to, 'safe', [], []]);
  });
});

const OF_THIS_TEST = new Set([
  'ServiceEntry',
  'Sidecar',
  'Telemetry',
  'ProxyConfig',
  'WasmPlugin',
  'EnvoyFilter',
  'WorkloadEntry',
  'WorkloadGroup',
]);

function nameOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.namespace}/${metadata.name}`;
}
