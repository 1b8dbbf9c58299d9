import { type FieldPath, printPath } from '../field-path.ts';
import type { IstioRelease } from '../generated/kinds.ts';

/**
 * - `unknown-field`: the API server drops it, and tells only those who ask; kubectl asks.
 * - `newer-field`: like an unknown field in this cluster; a later release has it.
 * - `missing`, `wrong-type`, `value`, `not-one-of`, `duplicate`, `rule`: the API server refuses the object.
 */
export type StructureProblemKind =
  | 'unknown-field'
  | 'newer-field'
  | 'missing'
  | 'wrong-type'
  | 'value'
  | 'not-one-of'
  | 'duplicate'
  | 'rule';

/** One way in which an object is not what the CRD of its kind describes. */
export interface StructureProblem {
  /** From the root of the object, e.g. `spec.http[0].timeuot`; of the field itself, also where it is missing. */
  readonly path: string;
  /** The same, step by step. */
  readonly at: FieldPath;
  /** Continues the path: `must be an integer; found "5"`. */
  readonly message: string;
  /** What was probably meant: a name or a value that can stand in the place of the wrong one. */
  readonly suggestion?: string;
  readonly kind: StructureProblemKind;
  /** The first release in which it would be right; `later` is one after the last that the tables know. */
  readonly since?: IstioRelease | 'later';
}

export function problem(
  kind: StructureProblemKind,
  at: FieldPath,
  message: string,
  more: { readonly suggestion?: string | undefined; readonly since?: IstioRelease | 'later' | undefined } = {},
): StructureProblem {
  const { suggestion, since } = more;
  return {
    path: printPath(at),
    at: [...at],
    message,
    ...(suggestion === undefined ? {} : { suggestion }),
    kind,
    ...(since === undefined ? {} : { since }),
  };
}

/** A value in few words. */
export function show(data: unknown): string {
  if (Array.isArray(data)) return `a list of ${data.length}`;
  if (typeof data === 'object' && data !== null) return 'an object';
  const text = typeof data === 'string' ? JSON.stringify(data) : String(data);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

export function list(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
