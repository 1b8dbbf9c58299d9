/** docs/security.md: each row of its table names tests that are there, and every threat has one. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');
const table = /## Threats\n[\s\S]*?\n((?:\|.*\n)+)/.exec(page)?.[1]?.trim().split('\n').slice(2) ?? [];
const rows = table.map((line) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim()),
);
const named = rows.flatMap(([threat = '', , , tests = '']) =>
  tests
    .split(/; (?=`test\/)/)
    .map((test) => ({ threat, test, ...(/^`(?<file>test\/[^`]+)`: (?<title>.+)$/.exec(test)?.groups ?? {}) })),
) as { threat: string; test: string; file?: string; title?: string }[];

/** Titles of tests, of groups and of rows of tables, as they are written. */
function titlesIn(file: string): string {
  const text = readFileSync(join(ROOT, file), 'utf8');
  if (file.endsWith('.txt')) return text.split('\n')[0] ?? '';
  const strings = text.match(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g) ?? [];
  return strings.map((quoted) => quoted.slice(1, -1).replaceAll("\\'", "'")).join('\n');
}

describe('the table of threats', () => {
  it('tells of each what could happen, what stops it and which test would fail', () => {
    expect(rows.length).toBeGreaterThanOrEqual(20);
    for (const row of rows) {
      expect(row, row[0]).toHaveLength(4);
      for (const cell of row) expect(cell.length, row[0]).toBeGreaterThan(10);
    }
  });

  it.each(named)('$threat: $test', ({ file, title }) => {
    expect(file).toBeDefined();
    expect(existsSync(join(ROOT, file!)), file).toBe(true);
    expect(titlesIn(file!), file).toContain(title);
  });

  // Rows of the reference that this project answers for; each word stands in a threat.
  it.each([
    'program is hostile',
    'called `../x`',
    'Links or submodules',
    'an option',
    "git's configuration",
    'Hooks',
    'token in arguments',
    'Markdown',
    'marker',
    'state file',
    'Commit messages',
    'statuses',
    'workflows',
    'webhook',
    'Packages',
  ])('has a row for: %s', (word) => {
    expect(rows.filter(([threat]) => threat?.includes(word))).toHaveLength(1);
  });
});

it('the package runs nothing when it is installed', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) expect(scripts).not.toHaveProperty(script);
});
