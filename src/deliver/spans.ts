/** What the objects of files are at each stage that clusters may be between when a step is proposed. */
import { identityOf, type Manifest } from '../istio/manifest.ts';
import type { CanarySpec } from '../model/specs.ts';
import { readManifests } from '../read/manifests.ts';
import { heldFiles } from '../schedule/canary-lane.ts';
import { type DesiredFile, desiredFile, stageLookup } from '../schedule/desired.ts';
import { positionsOf } from '../schedule/plan.ts';
import type { Change } from '../schedule/plan-types.ts';
import type { ChangedObject, Limits, Proved, Prover } from '../schedule/proof/index.ts';
import { START } from '../schedule/stages.ts';
import type { ObservedMesh } from './observe.ts';

/** What files hold at some moment: blobs by path, or what the schedule makes of them; undefined: it is not there. */
export type Point = ReadonlyMap<string, string | DesiredFile | undefined>;

/** What is known of the objects of files. */
export interface ObjectsOfFiles {
  /** What a path of the applied tree holds now. */
  at(path: string): Manifest | undefined;
  /** What a blob says. */
  blob(blob: string): Manifest | undefined;
  cluster(path: string): string;
  /** The object as a proof is to see it. */
  seen(manifest: Manifest | undefined): Manifest | undefined;
}

/** Objects at points that clusters may still be at, as they are now, and after each of the steps to come. */
export function changedObjects(
  earlier: readonly Point[],
  later: readonly (readonly Change[])[],
  objects: ObjectsOfFiles,
): readonly ChangedObject[] {
  const steps = later.map((changes) => new Map(changes.map((change) => [change.path, change])));
  const paths = new Set([...earlier, ...steps].flatMap((step) => [...step.keys()]));
  return [...paths].sort().flatMap((path): ChangedObject[] => {
    const now = objects.at(path);
    const versions = earlier.map((point) => {
      const held = point.get(path);
      if (held === undefined) return point.has(path) ? undefined : now;
      return typeof held === 'string' ? objects.blob(held) : (objects.seen(held.manifest) ?? objects.blob(held.blob));
    });
    versions.push(now);
    for (const step of steps) {
      const change = step.get(path);
      versions.push(change ? afterOf(change, objects) : versions.at(-1));
    }
    return renamed(objects.cluster(path), versions);
  });
}

/** What is left of a rollout as a whole. */
export interface WholePlan {
  /** From where it began through every stage that is left: what is applied now is none that is still to be judged. */
  readonly stages: readonly ChangedObject[];
  /** The same with what is applied now, and at which index that is. */
  readonly all: readonly ChangedObject[];
  readonly now: number;
}

/**
 * A canary begins before its first stage, a change of the source where clusters may still be.
 */
export function planOf(
  { mesh, unconfirmed }: { readonly mesh: ObservedMesh; readonly unconfirmed: { readonly points: readonly Point[] } },
  rollout: string,
  steps: readonly (readonly Change[])[],
  objects: ObjectsOfFiles,
): WholePlan {
  const canary = mesh.mesh.canaries.find(({ id }) => id === rollout);
  const begins = canary ? startOf(mesh, canary) : unconfirmed.points[0];
  return begins ? planFrom([begins], steps, objects) : planFrom([], steps, objects);
}

export function planFrom(
  begins: readonly Point[],
  steps: readonly (readonly Change[])[],
  objects: ObjectsOfFiles,
): WholePlan {
  const all = changedObjects(begins, steps, objects);
  const now = begins.length;
  const stages = all.map((change) => ({ ...change, versions: change.versions.toSpliced(1, now) }));
  return { stages: now === 0 ? all : stages, all, now };
}

/** Each stage against the two ends: a dip and a recovery may hide in two steps. The prover stands at now, before and after. */
export function judgeWhole(prover: Prover, plans: readonly WholePlan[], limits: Limits = {}): Proved | undefined {
  const stages = plans.flatMap((plan) => plan.stages);
  if ((stages[0]?.versions.length ?? 0) < 3) return undefined;
  const about = plans.flatMap(({ stages: own, all, now }) =>
    own.filter((_, index) => all[index]?.versions.slice(now).some((version, _step, left) => version !== left[0])),
  );
  const proved = prover.judgeStages(stages, { ...limits, about });
  for (const { all, now } of plans) prover.advance(all, now);
  return proved;
}

/** The files of a canary before its first stage, all others where they stand. */
function startOf({ mesh, base }: ObservedMesh, canary: CanarySpec): Point {
  const stageOf = stageLookup(mesh, { ...positionsOf(mesh, base), [canary.id]: START.key });
  return new Map(
    heldFiles(mesh, canary).flatMap((path) => {
      const file = mesh.files[path];
      return file ? [[path, desiredFile(file, stageOf)] as const] : [];
    }),
  );
}

/** Those of them that the last step changes. */
export function changedLast(changes: readonly ChangedObject[]): readonly ChangedObject[] {
  return changes.filter(({ versions }) => versions.at(-1) !== versions.at(-2));
}

function afterOf({ after }: Change, objects: ObjectsOfFiles): Manifest | undefined {
  return after && (objects.seen(after.manifest) ?? objects.blob(after.blob) ?? objects.seen(textOf(after.text)));
}

function textOf(text: string | undefined): Manifest | undefined {
  return text === undefined ? undefined : readManifests(text, '').manifests[0]?.manifest;
}

/** A file that changes what object it holds is two changes: one goes, another comes. */
function renamed(cluster: string, versions: readonly (Manifest | undefined)[]): ChangedObject[] {
  const ids = [...new Set(versions.flatMap((version) => (version ? [identityOf(version)] : [])))];
  return ids.flatMap((id): ChangedObject[] => {
    const own = versions.map((version) => (version && identityOf(version) === id ? version : undefined));
    return own.every((version) => version === own[0]) ? [] : [{ cluster, id, versions: own }];
  });
}
