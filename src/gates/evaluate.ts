import type { GateSpec } from '../model/specs.ts';
import type { Gate, GateFacts, Verdict } from './gate.ts';
import * as shelf from './index.ts';

const gates = new Map(Object.values(shelf).map((gate) => [gate.kind, gate as unknown as Gate]));

/** The kinds of gate that this release can evaluate. */
export const gateKinds: readonly string[] = [...gates.keys()];

/** Whether this release can evaluate such a gate at all. */
export function knowsGate(spec: GateSpec): boolean {
  return gates.get(spec.kind)?.schema.safeParse(spec).success ?? false;
}

/** The verdict of a gate, or undefined for a kind or a form of options that this release does not know. */
export function evaluateGate(spec: GateSpec, facts: GateFacts): Verdict | undefined {
  const gate = gates.get(spec.kind);
  const options = gate?.schema.safeParse(spec);
  return gate && options?.success ? gate.evaluate(options.data, facts) : undefined;
}
