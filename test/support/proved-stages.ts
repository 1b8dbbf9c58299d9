/** A change of the source, planned and proved: every stage as it would be merged, one after the other. */
import { parse } from 'yaml';
import type { BundleMesh } from '../../src/emit/bundle.ts';
import { identityOf, type Manifest } from '../../src/istio/manifest.ts';
import { plan } from '../../src/schedule/plan.ts';
import type { Base, PlannedStage } from '../../src/schedule/plan-types.ts';
import { type ChangedObject, type Proved, Prover } from '../../src/schedule/proof/index.ts';
import type { ProvableMesh } from './proof.ts';

/** What is applied where a mesh is, its objects read, as a change of the source finds it. */
export function appliedBase({ files }: BundleMesh): Base {
  const read = Object.entries(files).map(([path, { blob, manifest }]) => {
    return [path, { blob, owned: true, ...(manifest && { manifest }) }] as const;
  });
  return { files: new Map(read), states: new Map(), baked: new Set() };
}

export interface ProvedStage {
  readonly key: string;
  readonly verdict: string;
  /** What goes wrong, where something does. */
  readonly happens: readonly string[];
}

/**
 * `applied` is what `base` holds, with the facts of the mesh before. Last, as `whole`, all stages between the two ends: what
 * a stage closes and the next opens again is seen there alone.
 */
export function provedStages(mesh: BundleMesh, base: Base, applied: ProvableMesh): ProvedStage[] {
  const known = new Map(Object.values(mesh.files).map(({ blob, manifest }) => [blob, manifest]));
  const start = new Map([...base.files].map(([path, { manifest }]) => [path, manifest]));
  const stages = plan(mesh, base).lanes.flatMap((lane) => lane.stages);
  const trees: Tree[] = [start];
  for (const stage of stages) trees.push(new Map([...(trees.at(-1) ?? []), ...treeOf(stage, known)]));
  const prover = new Prover({ facts: applied.facts, applied: applied.applied });
  const whole = changesOver(trees);
  const ends = stages.length > 1 ? [told('whole', prover.judgeStages(whole))] : [];
  const each = stages.map(({ key }, i) => {
    const changes = changesOver(trees.slice(i, i + 2));
    const proved = prover.prove(changes);
    prover.advance(changes);
    return told(key, proved);
  });
  return [...each, ...ends];
}

type Tree = ReadonlyMap<string, Manifest | undefined>;

function told(key: string, { verdict, counterExamples, undecided }: Proved): ProvedStage {
  return { key, verdict, happens: [...counterExamples.map(({ happens }) => happens), ...undecided] };
}

function treeOf({ changes }: PlannedStage, known: Tree): Tree {
  return new Map(
    changes.map(({ path, after }) => {
      const text = after?.text;
      const manifest = after && (known.get(after.blob) ?? (text === undefined ? undefined : (parse(text) as Manifest)));
      return [path, manifest];
    }),
  );
}

/** Of every file that is not the same in all trees. */
function changesOver(trees: readonly Tree[]): ChangedObject[] {
  const paths = new Set(trees.flatMap((tree) => [...tree.keys()]));
  return [...paths].flatMap((path) => {
    const versions = trees.map((tree) => tree.get(path));
    const object = versions.find((version) => version !== undefined);
    const isSame = new Set(versions.map((version) => JSON.stringify(version))).size === 1;
    return object && !isSame ? [{ cluster: path.split('/')[2] ?? '', id: identityOf(object), versions }] : [];
  });
}
