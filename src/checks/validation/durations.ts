import { durationProblem } from '../../istio/duration.ts';
import type { Message } from '../../istio/message.ts';
import type { Cursor } from './cursor.ts';

/** A duration that may be left out, but must be whole milliseconds, at least one, where it is there. */
export function validateDuration(message: Message, field: string, at: Cursor): void {
  const value = message[field];
  if (typeof value !== 'string') return;
  const problem = durationProblem(value);
  if (problem !== undefined) at.at(field).error(`${field}: ${JSON.stringify(value)} ${problem}`);
}

export function requireDuration(message: Message, field: string, at: Cursor): void {
  if (message[field] === undefined || message[field] === null) at.at(field).error(`a ${field} is needed`);
  validateDuration(message, field, at);
}
