import type { Diagnostic, SourceLocation } from '../diagnostics/diagnostic.ts';
import type { Paint } from './paint.ts';

/** Diagnostics as a terminal shows them: place, what, why, what to do; then a line that counts them. */
export function renderDiagnostics(found: readonly Diagnostic[], paint: Paint): string {
  if (found.length === 0) return '';
  return `${found.map((d) => renderOne(d, paint)).join('\n\n')}\n\n${countLine(found)}\n`;
}

export function place(at: SourceLocation | undefined): string {
  return at ? `${at.file}:${at.line}:${at.column}` : '(place unknown)';
}

function renderOne({ severity, code, at, message, why, hint, related }: Diagnostic, paint: Paint): string {
  const head = severity === 'error' ? paint.red('error') : paint.yellow('warning');
  const lines = [
    `${paint.bold(place(at))} ${head} ${paint.dim(code)}`,
    `  ${message}`,
    `  why:  ${why}`,
    `  help: ${hint}`,
  ];
  return [...lines, ...related.map((other) => `  see:  ${place(other.at)} ${other.message}`)].join('\n');
}

function countLine(found: readonly Diagnostic[]): string {
  const errors = found.filter((d) => d.severity === 'error').length;
  const warnings = found.length - errors;
  const parts = [errors > 0 && plural(errors, 'error'), warnings > 0 && plural(warnings, 'warning')].filter(Boolean);
  return `${parts.join(', ')}. 'meshwright explain <code>' tells more about each code.`;
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
