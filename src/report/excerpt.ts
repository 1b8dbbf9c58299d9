import type { SourceLocation } from '../diagnostics/diagnostic.ts';
import type { Paint } from './paint.ts';

/** The lines of a file, as far as whoever calls can read it. */
export type Lines = (file: string) => readonly string[] | undefined;

const WIDEST = 100;

/** The line of a place with a mark under it; nothing where the line is not to be had. */
export function excerpt(at: SourceLocation | undefined, linesOf: Lines, paint: Paint): readonly string[] {
  const line = at && linesOf(at.file)?.[at.line - 1];
  if (at === undefined || line === undefined || line.trim() === '') return [];
  const column = Math.min(Math.max(at.column, 1), line.length + 1) - 1;
  // A line longer than a terminal is shown from a little before the place on.
  const start = column > WIDEST - 20 ? column - 20 : 0;
  const shown = printable(line.slice(start, start + WIDEST));
  const number = String(at.line).padStart(5);
  const width = wordAt(line, column).slice(0, WIDEST - (column - start)).length;
  return [
    `${paint.dim(`${number} |`)} ${shown.trimEnd()}`,
    `${paint.dim('      |')} ${' '.repeat(column - start)}${paint.red('^'.repeat(Math.max(width, 1)))}`,
  ];
}

/** What the mark underlines: the word that begins at the place. */
function wordAt(line: string, column: number): string {
  return /^[^\s:,[\]{}()]*/.exec(line.slice(column))?.[0] ?? '';
}

/** One column for each character, and nothing that a terminal would obey. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
