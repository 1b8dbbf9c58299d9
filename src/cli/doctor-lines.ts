import type { Examined } from '../deliver/forges/contract.ts';
import { DeliveryError, UsageError } from '../diagnostics/errors.ts';
import type { Paint } from '../report/paint.ts';

/** What is found, or the error for a person that stood in the way; a fault of the program is thrown on. */
export function attempt<T>(look: () => T): T | Error {
  try {
    return look();
  } catch (error) {
    return expected(error);
  }
}

export async function attemptLater<T>(look: () => Promise<T>): Promise<T | Error> {
  try {
    return await look();
  } catch (error) {
    return expected(error);
  }
}

/** What is wrong and what to do about it. */
export function reasonOf(error: Error): string {
  const hint = (error as { readonly hint?: string }).hint ?? '';
  return [error.message, hint].filter(Boolean).join('\n');
}

/** Errors that are written for a person carry a hint. */
function expected(error: unknown): Error {
  const known =
    error instanceof UsageError || error instanceof DeliveryError || (error instanceof Error && 'hint' in error);
  if (known) return error;
  throw error;
}

const MARKS = { ok: '✓', missing: '✗', advice: '!' } as const;

/** One line each, and what does not fit below it, further in. */
export function renderExamined(lines: readonly Examined[], paint: Paint): string {
  const width = Math.max(0, ...lines.map(({ what }) => what.length));
  const colours = { ok: paint.green, missing: paint.red, advice: paint.yellow };
  return lines
    .map(({ what, verdict, detail }) => {
      const [first = '', ...rest] = detail.split('\n');
      const more = rest.map((line) => `\n${' '.repeat(width + 4)}${line.trimStart()}`).join('');
      return `${colours[verdict](MARKS[verdict])} ${what.padEnd(width)}  ${first}${more}`;
    })
    .join('\n');
}
