import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import { countLine, place, severityWord, suppressedLines } from './diagnostics.ts';
import { excerpt, type Lines } from './excerpt.ts';
import type { Paint } from './paint.ts';
import { plural } from './plural.ts';

/** Of one code, so many findings come with an excerpt; whoever has read those knows what the others are about. */
const SHOWN_IN_FULL = 3;
const MOST_CLUSTERS = 4;
const MOST_COPIES = 3;
const ORDER: readonly Severity[] = ['error', 'warning', 'info'];

/** Many findings for a terminal, by severity and code, so that what they share is said once; then a line of counts. */
export function renderFindings(found: readonly Diagnostic[], paint: Paint, linesOf: Lines): string {
  if (found.length === 0) return '';
  const groups = new Map<string, Diagnostic[]>();
  for (const finding of found) {
    if (finding.suppressed) continue;
    const key = `${ORDER.indexOf(finding.severity)} ${finding.code}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  const sorted = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => renderGroup(group, paint, linesOf));
  return `${[...sorted, ...suppressedLines(found, paint), countLine(found)].join('\n\n')}\n`;
}

function renderGroup(group: readonly Diagnostic[], paint: Paint, linesOf: Lines): string {
  const [first] = group;
  if (!first) return '';
  const others = [...new Set(group.flatMap(({ equivalents = [] }) => equivalents))].sort();
  const count = group.length === 1 ? '' : ` ${plural(group.length, 'finding')}`;
  const head = `${severityWord(first.severity, paint)} ${paint.bold(first.code)}${others.length > 0 ? ` ${paint.dim(`(${others.join(', ')})`)}` : ''}${count}`;
  const why = shared(group, 'why');
  const hint = shared(group, 'hint');
  const items = group.map((finding, index) => {
    const lines = [
      `  ${paint.bold(place(finding.at))}${clustersText(finding, paint)}`,
      `    ${finding.message}`,
      ...(index < SHOWN_IN_FULL ? excerpt(finding.at, linesOf, paint).map((line) => `  ${line}`) : []),
      ...copyLines(finding),
      ...(why === undefined ? [`    why:  ${finding.why}`] : []),
      ...(hint === undefined ? [`    help: ${finding.hint}`] : []),
      ...finding.related.map((other) => `    see:  ${place(other.at)} ${other.message}`),
    ];
    return lines.join('\n');
  });
  const tail = [...(why === undefined ? [] : [`  why:  ${why}`]), ...(hint === undefined ? [] : [`  help: ${hint}`])];
  return [head, ...items, ...tail].join('\n');
}

/** Where else the same is wrong. */
function copyLines({ copies = [] }: Diagnostic): readonly string[] {
  const others = copies.slice(1);
  const more = others.length - MOST_COPIES;
  const shown = more > 1 ? others.slice(0, MOST_COPIES) : others;
  const lines = shown.map(({ at, clusters }) => `    also: ${place(at)} in ${clusters.join(', ')}`);
  return more > 1 ? [...lines, `    also: in ${more} more files`] : lines;
}

/** What all findings of a group say alike; undefined where they differ. */
function shared(group: readonly Diagnostic[], field: 'why' | 'hint'): string | undefined {
  const first = group[0]?.[field];
  return group.every((finding) => finding[field] === first) ? first : undefined;
}

function clustersText({ clusters = [] }: Diagnostic, paint: Paint): string {
  if (clusters.length === 0) return '';
  const more = clusters.length - MOST_CLUSTERS;
  const named = more > 1 ? `${clusters.slice(0, MOST_CLUSTERS).join(', ')} and ${more} more` : clusters.join(', ');
  return ` ${paint.dim(`in ${named}`)}`;
}
