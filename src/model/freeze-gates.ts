import type { GateSpec } from './specs.ts';

/** Gates as the bundle holds them: plain JSON, nothing of the author's objects, no option that is undefined. */
export function freezeGates(gates: readonly GateSpec[] | undefined): readonly GateSpec[] {
  return (gates ?? []).map((gate) => JSON.parse(JSON.stringify(gate)) as GateSpec);
}
