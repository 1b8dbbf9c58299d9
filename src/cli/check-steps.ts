import { runObjectChecks } from '../checks/run-objects.ts';
import { World } from '../checks/world.ts';
import type { ForeignObject } from '../deliver/applied.ts';
import { AppliedObjects } from '../deliver/applied.ts';
import type { BundleFolder } from '../deliver/bundle-folder.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { BundleMesh } from '../emit/bundle.ts';
import type { Facts } from '../istio/facts.ts';
import { factsOf } from '../istio/facts-of-inventory.ts';
import type { Manifest } from '../istio/manifest.ts';
import { counterExampleText, toldCounterExample } from '../report/counter-example.ts';
import { provedStepName } from '../report/plan-proofs.ts';
import { affordableArrival, type ProvedStep, Prover, proveBootstrap, proveStages } from '../schedule/proof/index.ts';

/** What was judged, for the line that says that all is well. */
export interface JudgedSteps {
  readonly diagnostics: readonly Diagnostic[];
  readonly steps: number;
  readonly mixtures: bigint;
  /** What was judged in part only, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Proves the arrival of the source in an empty tree, every step of every canary, and the ways back, beside what `existing`
 * says is applied too.
 */
export async function judgeSteps(folder: BundleFolder, existing: readonly ForeignObject[]): Promise<JudgedSteps> {
  const diagnostics: Diagnostic[] = [];
  const notes: string[] = [];
  let [steps, mixtures] = [0, 0n];
  for (const mesh of folder.bundle.meshes) {
    const beside = besideIn(mesh, existing);
    const facts = factsOf(mesh.inventory);
    const most = affordableArrival(facts);
    if (most === 0)
      notes.push(
        `How ${facts.mesh} arrives in an empty tree is not judged here: it is large. tick judges a part of each step.`,
      );
    if (most === 0 && mesh.canaries.length === 0 && beside.length === 0) continue;
    const own = await ownObjects(folder, mesh);
    const told = new Set<string>();
    for (const step of provedSteps(mesh, facts, own, beside, most)) {
      steps += 1;
      mixtures += step.proved.counts.mixtures;
      const isArrival = step.rollout === `${facts.mesh}/bootstrap`;
      if (isArrival && step.proved.verdict === 'undecided')
        notes.push(
          `How ${facts.mesh} arrives in an empty tree is judged in part, up to ${step.to}. tick looks at each step again.`,
        );
      const found = isArrival ? unsafeArrival(mesh, step) : unsafeStep(mesh, step);
      // One fault shows in many steps; the first of them tells it.
      const key = `${step.rollout} ${found?.message.replace(/^.*?: /, '')}`;
      if (found && !told.has(key)) diagnostics.push(found);
      told.add(key);
    }
    diagnostics.push(...besideOthers(mesh, own, beside));
  }
  return { diagnostics, steps, mixtures, notes };
}

/** The same steps one by one, for whoever shows them: of one mesh, beside what `existing` says of its clusters. */
export async function stepsOfMesh(
  folder: BundleFolder,
  mesh: BundleMesh,
  existing: readonly ForeignObject[],
): Promise<readonly ProvedStep[]> {
  if (mesh.canaries.length === 0) return [];
  return [...provedSteps(mesh, factsOf(mesh.inventory), await ownObjects(folder, mesh), besideIn(mesh, existing))];
}

/** Another mesh of the same source has other clusters. */
function besideIn({ inventory }: BundleMesh, existing: readonly ForeignObject[]): readonly ForeignObject[] {
  return existing.filter(({ cluster }) => inventory.clusters.some(({ name }) => name === cluster));
}

async function ownObjects(folder: BundleFolder, mesh: BundleMesh): Promise<OwnObjects> {
  const manifests = await folder.manifests(Object.values(mesh.files).map(({ blob }) => blob));
  return Object.entries(mesh.files).flatMap(([path, { blob, cluster }]) => {
    const manifest = manifests.get(blob);
    return manifest ? [{ path, cluster, manifest }] : [];
  });
}

type OwnObjects = readonly { readonly path: string; readonly cluster: string; readonly manifest: Manifest }[];

function* provedSteps(
  mesh: BundleMesh,
  facts: Facts,
  own: OwnObjects,
  beside: readonly ForeignObject[],
  most = 0,
): Generator<ProvedStep> {
  const objects = new AppliedObjects(own, beside);
  const byPath = new Map(own.map(({ path, manifest }) => [path, objects.asApplied(manifest)]));
  const manifestOf = (path: string) => byPath.get(path);
  const { acknowledged = [] } = mesh;
  if (most === 0) {
    const prover = new Prover({ facts, applied: objects.applied, acknowledged });
    yield* proveStages({ mesh, prover, manifestOf, beside: objects.foreign });
    return;
  }
  const { applied } = new AppliedObjects([], beside);
  const prover = new Prover({ facts, applied, acknowledged });
  yield* proveBootstrap({ mesh, prover, manifestOf, applied, most });
  yield* proveStages({ mesh, prover, manifestOf, beside: objects.foreign });
}

/** A step that is not proved as an error at its Canary; undefined where all is well. */
export function unsafeStep(
  { places }: Pick<BundleMesh, 'places'>,
  { rollout, from, to, number, total, proved, shadowed }: ProvedStep,
): (Diagnostic & { readonly counterExample?: object }) | undefined {
  const [example] = proved.counterExamples;
  const reason = example?.happens ?? shadowed[0] ?? proved.undecided[0];
  if (reason === undefined) return undefined;
  const step = provedStepName({ from, to, number, total });
  const isOpen = example === undefined && shadowed.length === 0;
  return {
    code: 'unsafe-step',
    severity: 'error',
    message: `${step} of ${rollout} is not ${isOpen ? 'proved to be ' : ''}safe: ${reason}`,
    why: example
      ? `Clusters apply the objects of a step in any order, so this mixture of old and new is met.\n${counterExampleText(example)}`
      : isOpen
        ? 'What is not proved is not opened: between old and new, requests may fail.'
        : 'The step would be merged and nobody would see anything of it; what the canary is judged by would be another thing.',
    hint:
      example?.remedy ??
      (shadowed.length > 0
        ? 'Take what the hand-written object does into the mesh and remove it from its file, in a change before the canary.'
        : 'Change what the step relies on first, in a change of its own.'),
    at: places?.[rollout],
    related: [],
    ...(example && { counterExample: toldCounterExample(example) }),
  };
}

/** No error: once a mesh has arrived, how it did matters no more. */
function unsafeArrival(mesh: BundleMesh, step: ProvedStep): ReturnType<typeof unsafeStep> {
  const found = step.proved.verdict === 'unsafe' ? unsafeStep(mesh, step) : undefined;
  if (!found) return undefined;
  const hint =
    'Where the mesh is applied already, nothing is to be done. Else put what lets requests fail into the source later, in a change of its own.';
  return { ...found, code: 'unsafe-bootstrap', severity: 'warning', hint };
}

/** What is wrong with objects only because others are beside them. */
function besideOthers(mesh: BundleMesh, own: OwnObjects, beside: readonly ForeignObject[]): readonly Diagnostic[] {
  if (beside.length === 0) return [];
  const facts = factsOf(mesh.inventory);
  const ours = own.map(({ cluster, manifest }) => ({ cluster, manifest, lowered: true, at: () => undefined }));
  const theirs = beside.map(({ cluster, manifest, file }) => ({
    ...{ cluster, manifest, lowered: false },
    at: () => ({ locate: () => ({ file, line: 1, column: 1 }) }),
  }));
  const findings = (objects: typeof ours | readonly ((typeof ours)[number] | (typeof theirs)[number])[]) =>
    runObjectChecks(new World({ facts, objects, placeOf: () => undefined }));
  const key = ({ code, message }: Diagnostic) => `${code} ${message}`;
  const without = new Set(findings(ours).map(key));
  const added = findings([...ours, ...theirs]).filter((found) => !without.has(key(found)));
  // A finding at an object of ours is about what is beside it: nothing of the mesh's own was wrong without.
  return added.map((found) => ({ ...found, at: found.at ?? found.related.find(({ at }) => at)?.at }));
}
