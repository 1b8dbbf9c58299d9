import type { IConstruct } from 'constructs';
import type { Origin } from '../../diagnostics/origin.ts';
import type { Freezing } from '../freezing.ts';
import type { GateSpec } from '../specs.ts';

/**
 * Gates as the bundle holds them: plain JSON, nothing of the author's objects, no option that is undefined. A gate that
 * says of itself that it makes no sense (`problem`), or that JSON could not carry, becomes a diagnostic and is left out.
 */
export function freezeGates(
  construct: IConstruct & { readonly origin: Origin },
  gates: readonly GateSpec[] | undefined,
  freezing: Freezing,
): readonly GateSpec[] {
  const listed: readonly unknown[] = Array.isArray(gates ?? []) ? (gates ?? []) : ['no list of gates'];
  return listed.flatMap((gate) => {
    const problem = problemOf(gate);
    if (problem === undefined) return [JSON.parse(JSON.stringify(gate)) as GateSpec];
    freezing.report({
      code: 'invalid-gate',
      at: freezing.placeOf(construct),
      message: `A gate of ${construct.constructor.name} '${construct.node.id}' makes no sense: ${problem}.`,
      why: 'Delivery evaluates gates from the bundle; with one that it cannot read it would stop, in the middle of a rollout.',
      hint: 'Correct the option. docs/gates.md says what each gate takes.',
    });
    return [];
  });
}

function problemOf(gate: unknown): string | undefined {
  if (!isRecord(gate) || typeof gate.kind !== 'string')
    return 'it was not made by one of the functions that make gates';
  if (typeof gate.problem === 'string') return `${gate.kind}: ${gate.problem}`;
  const path = unfitFor(gate, '');
  return path === undefined ? undefined : `${gate.kind}: ${path} is no number that JSON could hold, or no plain data`;
}

/** Where the first value stands that JSON would drop or change. */
function unfitFor(value: unknown, path: string): string | undefined {
  if (value === undefined || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : path;
  if (Array.isArray(value)) {
    return value.map((item, i) => unfitFor(item ?? Number.NaN, `${path}[${i}]`)).find((found) => found !== undefined);
  }
  if (!isRecord(value) || Object.getPrototypeOf(value) !== Object.prototype) return path;
  return Object.entries(value)
    .map(([key, item]) => unfitFor(item, path === '' ? key : `${path}.${key}`))
    .find((found) => found !== undefined);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
