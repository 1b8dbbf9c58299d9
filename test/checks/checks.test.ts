import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as shelf from '../../src/checks/declared/index.ts';
import { declaredChecks as allChecks } from '../../src/checks/run.ts';
import { objectChecks } from '../../src/checks/run-objects.ts';
import { modelCodes, readCodes, stepCodes } from '../../src/diagnostics/codes.ts';
import { diagnose } from '../support/diagnose.ts';
import type { FailingCases, PassingCases } from './case.ts';

interface Cases {
  readonly failing: FailingCases;
  readonly passing: PassingCases;
}

const cases = new Map<string, Cases>();
for (const code of allChecks.map((check) => check.code)) {
  // Not a pattern, which would be resolved once and kept: a case that is new would not be found.
  if (existsSync(caseFile(code))) cases.set(code, (await import(/* @vite-ignore */ caseFile(code))) as Cases);
}

describe.each(allChecks.map(({ code, severity }) => ({ code, severity })))('$code', ({ code, severity }) => {
  const { failing, passing } = cases.get(code) ?? { failing: {}, passing: {} };

  it.each(Object.keys(failing))('finds: %s', (name) => {
    const { message, build } = failing[name]!;
    const found = diagnose(build).filter(
      (diagnostic) => diagnostic.code === code && diagnostic.message.includes(message),
    );
    expect(found.map((diagnostic) => diagnostic.severity)).toEqual([severity]);
    expect(found[0]?.at).toEqual(placeOfFault(code, name));
    expect([found[0]?.why, found[0]?.hint].every((text) => text && /[.:?)]$/.test(text))).toBe(true);
    expect(found[0]?.related.every((place) => place.at !== undefined)).toBe(true);
  });

  it.each(Object.keys(passing))('leaves alone: %s', (name) => {
    const found = diagnose(passing[name]!);
    expect(found.filter((diagnostic) => diagnostic.code === code || diagnostic.severity === 'error')).toEqual([]);
  });
});

describe('the shelf', () => {
  it('has a file for each check, and a check for each file', () => {
    const files = readdirSync(new URL('../../src/checks/declared/', import.meta.url)).filter((file) =>
      file.endsWith('.ts'),
    );
    const own = ['check.ts', 'index.ts'];
    expect(files.filter((file) => !own.includes(file)).sort()).toEqual(
      allChecks.map(({ code }) => `${code}.ts`).sort(),
    );
  });

  it('names each check after its code', () => {
    const camel = (code: string) => code.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    expect(Object.keys(shelf).sort()).toEqual(
      Object.values(shelf)
        .map(({ code }) => camel(code))
        .sort(),
    );
  });

  it.each(allChecks.map(({ code }) => code))('has a failing and a passing case of %s', (code) => {
    const found = cases.get(code);
    expect(Object.keys(found?.failing ?? {}).length).toBeGreaterThan(0);
    expect(Object.keys(found?.passing ?? {}).length).toBeGreaterThan(0);
  });

  it('has cases of no other code', () => {
    const known = allChecks.map(({ code }) => `${code}.ts`);
    expect(readdirSync(new URL('./cases/', import.meta.url)).filter((file) => !known.includes(file))).toEqual([]);
  });
});

describe('the pages', () => {
  const folder = new URL('../../docs/diagnostics/', import.meta.url);
  const judged = [...allChecks, ...objectChecks];
  const codes = [...new Set([...judged.map(({ code }) => code), ...modelCodes, ...readCodes, ...stepCodes])].sort();
  const ofObjects = new Set([...objectChecks.map(({ code }) => code), ...readCodes]);

  it('are there for each code, and for nothing else', () => {
    const tables = ['README.md', 'coverage.md'];
    const pages = readdirSync(folder).filter((file) => !tables.includes(file));
    expect(pages.sort()).toEqual(codes.map((code) => `${code}.md`).sort());
  });

  it.each(codes)('explain %s', (code) => {
    const page = readFileSync(new URL(`${code}.md`, folder), 'utf8');
    expect(page.startsWith(`# ${code}\n`)).toBe(true);
    for (const section of ['## Why it matters', '## What to do', '## Example'])
      expect(page).toContain(`\n${section}\n`);
    const example = page.slice(page.indexOf('\n## Example\n'));
    expect(example).toMatch(ofObjects.has(code) ? /```(?:yaml|ts)\n/ : /```ts\n/);
  });

  it('are all in the index, once, with their severity', () => {
    const rows = readFileSync(new URL('README.md', folder), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| ['));
    const rowOf = (code: string) => rows.filter((row) => row.startsWith(`| [${code}](${code}.md) | `));
    for (const { code, severity } of judged) {
      expect(rowOf(code)).toEqual([expect.stringContaining(`| [${code}](${code}.md) | ${severity} | `)]);
    }
    for (const code of codes) expect(rowOf(code)).toHaveLength(1);
    expect(rows).toHaveLength(codes.length);
  });

  it('are in the index with what the finding is called elsewhere', () => {
    const index = readFileSync(new URL('README.md', folder), 'utf8');
    for (const { code, equivalents = [] } of objectChecks) {
      const row = index.split('\n').find((line) => line.startsWith(`| [${code}]`));
      const elsewhere =
        row
          ?.split(' | ')
          .at(-1)
          ?.match(/IST\d+/g) ?? [];
      expect([code, ...elsewhere]).toEqual(
        expect.arrayContaining([code, ...equivalents.filter((one) => one.startsWith('IST'))]),
      );
    }
  });
});

function caseFile(code: string): string {
  return fileURLToPath(new URL(`./cases/${code}.ts`, import.meta.url));
}

/** The `new` on the line below the marker of the case. */
function placeOfFault(code: string, name: string) {
  const lines = readFileSync(caseFile(code), 'utf8').split('\n');
  const marker = lines.findIndex((line) => line.trim() === `// fault: ${name}`);
  const column = (lines[marker + 1] ?? '').indexOf('new ');
  expect([marker, column].every((found) => found >= 0)).toBe(true);
  return { file: `test/checks/cases/${code}.ts`, line: marker + 2, column: column + 1 };
}
