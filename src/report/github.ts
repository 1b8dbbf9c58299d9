import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import { countsText } from './counts.ts';

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * Workflow commands of GitHub Actions, which become annotations of a pull request; a plain line of counts at the end. What
 * is suppressed is only counted. `pathOf` tells a file as the repository knows it.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function renderGithub(found: readonly Diagnostic[], pathOf: (file: string) => string): string {
  const lines = found.flatMap((finding) => (finding.suppressed ? [] : commands(finding, pathOf)));
  return found.length === 0 ? '' : [...lines, countsText(found)].join('\n');
}

/** One for each copy, so that every file that has to be changed is marked. */
function commands(finding: Diagnostic, pathOf: (file: string) => string): readonly string[] {
  const copies = finding.copies ?? [{ at: finding.at, clusters: finding.clusters ?? [] }];
  return copies.map(({ at, clusters }) => command({ ...finding, at, clusters }, pathOf));
}

function command(finding: Diagnostic, pathOf: (file: string) => string): string {
  const { severity, code, at, message, why, hint, clusters = [], equivalents = [] } = finding;
  const title = equivalents.length > 0 ? `${code} (${equivalents.join(', ')})` : code;
  const place = at ? { file: pathOf(at.file), line: String(at.line), col: String(at.column) } : {};
  const properties = Object.entries({ ...place, title }).map(([name, value]) => `${name}=${property(value)}`);
  const where = clusters.length > 0 ? ` [${clusters.join(', ')}]` : '';
  const text = `${message}${where}\nwhy: ${why}\nhelp: ${hint}`;
  return `::${COMMANDS[severity]} ${properties.join(',')}::${data(text)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
