import type { GateSpec } from '../model/specs.ts';
import type { Gate, GateFacts, Verdict } from './gate.ts';
import * as shelf from './index.ts';
import type { AnswerBook, Question } from './questions.ts';

const gates = new Map(Object.values(shelf).map((gate) => [gate.kind, gate as unknown as Gate]));

/** The kinds of gate that this release can evaluate. */
export const gateKinds: readonly string[] = [...gates.keys()];

/** Whether this release can evaluate such a gate at all. */
export function knowsGate(spec: GateSpec): boolean {
  return gates.get(spec.kind)?.schema.safeParse(spec).success ?? false;
}

/** What has to be known before `evaluateGate`; nothing for most gates. */
export function questionsOf(spec: GateSpec, facts: GateFacts): readonly Question[] {
  const known = parsed(spec);
  return known?.gate.ask?.(known.options, facts) ?? [];
}

/** What a gate judges: the stage in force, or whether anything may be proposed now. */
export function guards(spec: GateSpec): 'stage' | 'proposal' {
  return gates.get(spec.kind)?.guards ?? 'stage';
}

/** Whether a gate has anything to say about a rollout that is no canary. */
export function judgesAnyRollout(spec: GateSpec): boolean {
  return gates.get(spec.kind)?.canariesOnly !== true;
}

/** The verdict of a gate, or undefined for a kind or a form of options that this release does not know. */
export function evaluateGate(spec: GateSpec, facts: GateFacts, answers: AnswerBook = NOTHING): Verdict | undefined {
  const known = parsed(spec);
  return known?.gate.evaluate(known.options, facts, answers);
}

/** Answers by question; one that was not found out counts as unreachable. */
export function answerBook(answers: ReadonlyMap<string, unknown>): AnswerBook {
  return {
    of: (question) => (answers.get(questionKey(question)) ?? { unreachable: 'it has not been asked' }) as never,
  };
}

/** A gate builds the same question twice, once to ask and once to look the answer up: in one form. */
export function questionKey(question: Question): string {
  return JSON.stringify(question);
}

const NOTHING = answerBook(new Map());

function parsed(spec: GateSpec) {
  const gate = gates.get(spec.kind);
  const options = gate?.schema.safeParse(spec);
  return gate && options?.success ? { gate, options: options.data } : undefined;
}
