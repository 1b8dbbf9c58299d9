import { parseDuration } from '../duration.ts';
import type { FieldChoice } from '../generated/schemas/schema.ts';
import { nearestName } from '../nearest.ts';
import type { Node } from './node.ts';
import { list, show } from './problem.ts';

/** What a limit that is not kept says, and what was probably meant. */
export interface LimitProblem {
  readonly message: string;
  readonly suggestion?: string | undefined;
  readonly value?: string;
}

/** Of a text of the right type. */
export function textProblem(node: Node, text: string): LimitProblem | undefined {
  if (node.enum && !node.enum.includes(text)) {
    const message = `must be one of ${node.enum.join(', ')}; found ${show(text)}`;
    return { message, suggestion: nearestName(text, node.enum), value: text };
  }
  const message = node.format && formatProblem(node.format, text);
  if (message) return { message: `${message}; found ${show(text)}` };
  if (node.regExp && !node.regExp.test(text)) return { message: `must match ${node.pattern}; found ${show(text)}` };
  return sizeProblem(node.minLength, node.maxLength, lengthOf(text, node), 'character', text);
}

/** A text is as long as it has code points; its UTF-16 units are counted where that decides as well. */
function lengthOf(text: string, { minLength = 0, maxLength = Infinity }: Node): number {
  return text.length <= maxLength && text.length >= 2 * minLength ? text.length : [...text].length;
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
const judgedDurations = new Map<string, number | undefined>();

function formatProblem(format: NonNullable<Node['format']>, text: string): string | undefined {
  if (format === 'byte') return base64.test(text) ? undefined : 'must be base64';
  let milliseconds = judgedDurations.get(text);
  if (milliseconds === undefined) {
    milliseconds = parseDuration(text);
    judgedDurations.set(text, milliseconds);
  }
  const least = format === 'positive-duration' ? 1 : -Infinity;
  if (milliseconds !== undefined && milliseconds >= least) return undefined;
  return `must be a duration${least === 1 ? ' of at least 1ms' : ''}, such as 500ms, 2s or 1h30m`;
}

/** Of a number of the right type. */
export function numberProblem({ minimum, maximum }: Node, value: number): LimitProblem | undefined {
  if (minimum !== undefined && value < minimum) return { message: `must be at least ${minimum}; found ${value}` };
  if (maximum !== undefined && value > maximum) return { message: `must be at most ${maximum}; found ${value}` };
  return undefined;
}

/** Of a list of the right type. */
export function listProblem({ minItems, maxItems }: Node, { length }: readonly unknown[]): LimitProblem | undefined {
  return sizeProblem(minItems, maxItems, length, 'item');
}

/** Of an object of the right type: `size` is the number of fields that are set. */
export function objectProblem({ minProperties, maxProperties }: Node, size: number): LimitProblem | undefined {
  return sizeProblem(minProperties, maxProperties, size, 'entry');
}

function sizeProblem(
  least: number | undefined,
  most: number | undefined,
  size: number,
  what: 'character' | 'item' | 'entry',
  found: unknown = size,
): LimitProblem | undefined {
  if (least !== undefined && size < least)
    return { message: `must have at least ${counted(least, what)}; found ${show(found)}` };
  if (most === undefined || size <= most) return undefined;
  if (most === 0) return { message: `must be empty; found ${show(found)}` };
  return { message: `must have at most ${counted(most, what)}; found ${show(found)}` };
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what.replace(/y$/, 'ie')}s`;
}

/** Of an object in which too many fields of a choice are set, or none. */
export function choiceMessage({ fields, optional }: FieldChoice, found: readonly string[]): string {
  const verb = optional ? 'may' : 'must';
  return `exactly one of ${fields.join(', ')} ${verb} be set; found ${found.length > 0 ? list(found) : 'none'}`;
}
