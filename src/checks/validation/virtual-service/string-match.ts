import { type Message, messageOf, textOf } from '../../../istio/message.ts';
import { regexProblem } from '../../../istio/re2.ts';
import type { Cursor } from '../cursor.ts';

type Way = 'exact' | 'prefix' | 'regex';

/** The way in which a text is matched; where several are written, which structure refuses, Istio reads the last. */
export function wayOf(match: Message): Way | undefined {
  if (typeof match.regex === 'string') return 'regex';
  if (typeof match.prefix === 'string') return 'prefix';
  return typeof match.exact === 'string' ? 'exact' : undefined;
}

/** Rules for a text match: a prefix must not be empty, a regular expression must be RE2. */
export function validateStringMatch(value: unknown, at: Cursor): void {
  const match = messageOf(value);
  if (!match) return;
  if (wayOf(match) === 'prefix' && match.prefix === '') {
    at.at('prefix').error('the prefix is empty', 'To ask only whether it is there, write an empty match: {}.');
  }
  validateRegex(match, at);
}

/** Rules for a text match of which only the regular expression counts. */
export function validateRegex(value: unknown, at: Cursor): void {
  const match = messageOf(value);
  if (!match || wayOf(match) !== 'regex') return;
  validatePattern(textOf(match.regex), at.at('regex'));
}

/** A regular expression by itself. */
export function validatePattern(pattern: string, at: Cursor): void {
  const problem = regexProblem(pattern);
  if (problem === undefined) return;
  at.error(`the regular expression '${shortened(pattern)}' is refused: ${problem}`, hintFor(pattern));
}

function hintFor(pattern: string): string {
  return /\(\?<?[=!]|\\[1-9]/.test(pattern)
    ? 'Istio uses RE2, which has neither lookaround nor back references; use several matches instead.'
    : 'Istio uses RE2: see https://github.com/google/re2/wiki/Syntax.';
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
