import type { FieldPath } from '../field-path.ts';
import { type IstioKind, type IstioRelease, istioReleases } from '../generated/kinds.ts';
import { nearestName } from '../nearest.ts';
import { laterField } from './later-fields.ts';
import type { Node } from './node.ts';
import { list, problem, type StructureProblem, show } from './problem.ts';

/** What the fields of a cluster are judged by. */
export interface Judged {
  /** Undefined for what is no object of Istio's, MeshConfig above all. */
  readonly kind: IstioKind | undefined;
  readonly release: IstioRelease;
  /** Whether the cluster's release is later than all that the tables know. */
  readonly beyond: boolean;
}

/** A field that the release does not have: of a later one, or of none. */
export function strangeField(node: Node, at: FieldPath, value: unknown, judged: Judged): StructureProblem[] {
  const name = String(at.at(-1));
  const since = node.newer.get(name);
  if (since) {
    const message = `field '${name}' is not in Istio ${judged.release}; the first release that has it is ${since}`;
    return [problem('newer-field', at, message, { since })];
  }
  const later = judged.kind && laterField(judged.kind, at);
  if (!later) return [unknownField(at, [...node.fields.keys()])];
  const problems = later.values ? oneOf(later.values, at, value) : []; // wrong for any release
  if (judged.beyond) return problems;
  const message = `field '${name}' is not in Istio ${judged.release}; a release after ${istioReleases.at(-1)} brings it`;
  return [...problems, problem('newer-field', at, message, { since: 'later' })];
}

function oneOf(values: readonly string[], at: FieldPath, value: unknown): StructureProblem[] {
  if (value === null || (typeof value === 'string' && values.includes(value))) return [];
  return [problem('value', at, `must be one of ${values.join(', ')}; found ${show(value)}`)];
}

/** A field that has no place where it is. */
export function unknownField(at: FieldPath, names: readonly string[]): StructureProblem {
  const name = String(at.at(-1));
  const suggestion = nearestName(name, names);
  const hint =
    suggestion !== undefined || names.length > 12 || names.length === 0 ? '' : `; the fields here are ${list(names)}`;
  return problem('unknown-field', at, `unknown field '${name}'${hint}`, { suggestion });
}
