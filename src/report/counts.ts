import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import { plural } from './plural.ts';

/** How many findings there are that nobody accepted, by severity, and how many that somebody did. */
export interface Counts {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly suppressed: number;
}

export function countsOf(found: readonly Diagnostic[]): Counts {
  const open = (severity: Severity) => found.filter((d) => d.severity === severity && !d.suppressed).length;
  const suppressed = found.filter((d) => d.suppressed).length;
  return { error: open('error'), warning: open('warning'), info: open('info'), suppressed };
}

/** `2 errors, 1 warning; 3 suppressed (1 error).` */
export function countsText(found: readonly Diagnostic[]): string {
  const { error, warning, info, suppressed } = countsOf(found);
  const parts = [
    error > 0 && plural(error, 'error'),
    warning > 0 && plural(warning, 'warning'),
    info > 0 && `${info} info`,
  ].filter(Boolean);
  const refused = found.filter((d) => d.suppressed && d.severity === 'error').length;
  const silent =
    suppressed === 0 ? '' : `${suppressed} suppressed${refused > 0 ? ` (${plural(refused, 'error')})` : ''}`;
  return `${[parts.join(', '), silent].filter((part) => part !== '').join('; ')}.`;
}
