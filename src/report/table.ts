import type { Permille } from '../model/specs.ts';

/** A Markdown table; cells are ours or names that were checked, so nothing in them needs escaping but a bar. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** As many rows as a reader still reads; the rest is counted. Bodies of pull requests have a limit, meshes have not. */
export function shortTable(head: readonly string[], rows: readonly (readonly string[])[], what: string): string {
  const left = rows.length - LONGEST;
  const table = markdownTable(head, rows.slice(0, LONGEST));
  return left > 0 ? `${table}\n\n… and ${left} more ${what}.` : table;
}

const LONGEST = 40;

/** `a, b, c`, or the first few and how many more there are. */
export function listed(names: readonly string[], most = 8): string {
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** Columns padded to one width, for a terminal. */
export function plainTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

export function percent(weight: Permille): string {
  return `${weight / 10} %`;
}

/** `1h 30m`, `45s`, `0s`: as people say it, seconds as the smallest unit. */
export function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  const parts = [
    [Math.floor(seconds / 86400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  return (
    parts
      .filter(([n]) => n > 0)
      .map(([n, unit]) => `${n}${unit}`)
      .join(' ') || '0s'
  );
}
