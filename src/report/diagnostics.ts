import type { Diagnostic, Severity, SourceLocation } from '../diagnostics/diagnostic.ts';
import { countsText } from './counts.ts';
import { excerpt, type Lines } from './excerpt.ts';
import type { Paint } from './paint.ts';

export { plural } from './plural.ts';

/** No file's lines are to be had: no excerpts. */
const NO_LINES: Lines = () => undefined;

/** Diagnostics as a terminal shows them: place, what, why, what to do; then a line that counts them. */
export function renderDiagnostics(found: readonly Diagnostic[], paint: Paint, linesOf: Lines = NO_LINES): string {
  if (found.length === 0) return '';
  const open = found.filter((d) => !d.suppressed).map((d) => renderOne(d, paint, linesOf));
  return `${[...open, ...suppressedLines(found, paint), countLine(found)].join('\n\n')}\n`;
}

export function place(at: SourceLocation | undefined): string {
  return at ? `${at.file}:${at.line}:${at.column}` : '(place unknown)';
}

export function severityWord(severity: Severity, paint: Paint): string {
  return { error: paint.red, warning: paint.yellow, info: paint.cyan }[severity](severity);
}

function renderOne(finding: Diagnostic, paint: Paint, linesOf: Lines): string {
  const { severity, code, at, message, why, hint, related } = finding;
  const lines = [
    `${paint.bold(place(at))} ${severityWord(severity, paint)} ${paint.dim(code)}`,
    `  ${message}`,
    ...excerpt(at, linesOf, paint).map((line) => `  ${line}`),
    `  why:  ${why}`,
    `  help: ${hint}`,
  ];
  return [...lines, ...related.map((other) => `  see:  ${place(other.at)} ${other.message}`)].join('\n');
}

/** One line for each finding that somebody accepted, under one heading. */
export function suppressedLines(found: readonly Diagnostic[], paint: Paint): readonly string[] {
  const lines = found.flatMap(({ suppressed, at, code, severity, object }) => {
    if (!suppressed) return [];
    const until = suppressed.until === undefined ? '' : ` (until ${suppressed.until})`;
    return [`  ${place(at)} ${severity} ${code}${object ? ` ${object}` : ''}: ${suppressed.reason}${until}`];
  });
  return lines.length === 0 ? [] : [[paint.dim('suppressed'), ...lines].join('\n')];
}

export function countLine(found: readonly Diagnostic[]): string {
  return `${countsText(found)} 'meshwright explain <code>' tells more about each code.`;
}
