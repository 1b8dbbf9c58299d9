import type { MeshApp } from 'meshwright';
import { compile } from '../../src/compile.ts';
import type { Manifest } from '../../src/istio/manifest.ts';
import { identityOf } from '../../src/istio/manifest.ts';
import { plan } from '../../src/schedule/plan.ts';
import type { Base, BaseFile } from '../../src/schedule/plan-types.ts';
import { type ChangedObject, Prover } from '../../src/schedule/proof/index.ts';
import { type ProvableMesh, provable } from '../support/proof.ts';
import { type PlanCase, shopOf } from './plan-cases.ts';

function provableOf(app: MeshApp): ProvableMesh {
  const compiled = compile(app, { root: process.cwd() });
  const [found] = provable(compiled);
  if (!found) throw new Error(compiled.diagnostics.map(({ message }) => message).join('\n'));
  return found;
}

/** The parts of a change of the source, one after the other: `<key> safe`, or what goes wrong in one. */
export function proofsOf({ from, to, networks }: PlanCase): string[] {
  const target = provableOf(shopOf(to, networks));
  const before = from && provableOf(shopOf(from, networks));
  const objects = new Map<string, Manifest>();
  const files = new Map<string, BaseFile>();
  for (const [path, { blob }] of Object.entries(before?.bundle.files ?? {})) {
    const manifest = before?.manifestOf(path) as Manifest;
    objects.set(path, manifest);
    files.set(path, { blob, owned: true, manifest });
  }
  const base: Base = { files, states: new Map(), baked: new Set() };
  const [lane] = plan(target.bundle, base).lanes;
  const empty = new Map(target.bundle.inventory.clusters.map(({ name }) => [name, new Map()] as const));
  const prover = new Prover({
    facts: target.facts,
    applied: before?.applied ?? empty,
    acknowledged: target.bundle.acknowledged ?? [],
  });
  return (lane?.stages ?? []).map(({ key, changes }) => {
    const changed = changes.flatMap(({ path, after }): ChangedObject[] => {
      const now = objects.get(path);
      const next = after && (after.manifest ?? target.manifestOf(path));
      if (next) objects.set(path, next);
      else objects.delete(path);
      const either = now ?? next;
      return either ? [{ cluster: path.split('/')[2] ?? '', id: identityOf(either), versions: [now, next] }] : [];
    });
    const { verdict, counterExamples } = prover.prove(changed);
    prover.advance(changed);
    return verdict === 'safe'
      ? `${key} safe`
      : `${key}: ${counterExamples[0]?.breach} ${counterExamples[0]?.happens} ${JSON.stringify(counterExamples[0]?.probe)} ${counterExamples[0]?.expected} ${JSON.stringify(counterExamples[0]?.mixture.map((m) => [m.change.cluster, m.change.id, m.version]))}`;
  });
}
