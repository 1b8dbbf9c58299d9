import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { factsOf } from '../istio/facts-of-inventory.ts';
import type { Manifest } from '../istio/manifest.ts';
import type { ClusterObject } from '../lower/cluster-object.ts';
import type { MeshSnapshot } from '../model/snapshot-types.ts';
import { runDeclaredChecks } from './run.ts';
import { findInObjects, type ObjectDiagnostic } from './run-objects.ts';
import { World } from './world.ts';

/**
 * All checks over one mesh: of what its author declared, and of the objects that became of it. `frozen` was found before
 * in the declarations.
 */
export function judgeMesh(
  mesh: MeshSnapshot,
  objects: readonly ClusterObject[],
  frozen: readonly Diagnostic[] = [],
): Diagnostic[] {
  const declared = runDeclaredChecks(mesh, objects);
  const inObjects = findInObjects(worldOf(mesh, objects));
  const told = frozen.filter(({ severity }) => severity === 'error');
  return [...declared, ...inObjects.filter(notAnEcho(declared, told)).map((found) => found.diagnostic)];
}

function worldOf(mesh: MeshSnapshot, objects: readonly ClusterObject[]): World {
  const written = new Set<Manifest>(mesh.objects.map((object) => object.manifest));
  const always = answering<Place | undefined>();
  return new World({
    facts: factsOf(mesh.inventory),
    objects: objects.map(({ cluster, manifest, at }) => ({
      cluster,
      manifest,
      lowered: !written.has(manifest),
      at: always(at),
    })),
    placeOf: (subject) => mesh.places[subject],
  });
}

/** Gives functions that answer with a thing, one for each: objects that a program made come from few places. */
function answering<T>(): (answer: T) => () => T {
  const functions = new Map<T, () => T>();
  return (answer) => {
    const known = functions.get(answer);
    if (known) return known;
    const made = () => answer;
    functions.set(answer, made);
    return made;
  };
}

/**
 * What is wrong in a declaration is often wrong in the object that it became. The author is told once, in the words of
 * the declaration: Meshwright's own objects count only when all that was declared is right, and never twice at one place.
 * Whether access policies look at HTTP on other ports, of which the webhook warns without knowing ports, is decided there;
 * and of the one shape of EnvoyFilter that a LocalRateLimit becomes, the construct says what it relies on.
 */
function notAnEcho(
  declared: readonly Diagnostic[],
  frozen: readonly Diagnostic[],
): (found: ObjectDiagnostic) => boolean {
  const broken = hasErrors(declared);
  const places = new Set(declared.map(placeKey));
  const atTheFreeze = new Set(frozen.map(placeKey));
  return ({ lowered, diagnostic }) => {
    if (lowered && WARNED.has(diagnostic.code) && diagnostic.severity === 'warning') return false;
    const told = places.has(placeKey(diagnostic));
    return lowered
      ? !broken && !told && !atTheFreeze.has(placeKey(diagnostic))
      : !(told && diagnostic.field?.startsWith('metadata'));
  };
}

const WARNED = new Set(['authorization-policy-validation', 'envoy-filter-validation']);

function placeKey({ at }: Diagnostic): string {
  return at ? `${at.file}:${at.line}:${at.column}` : '';
}
