import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { typeErrors } from './compiler.ts';

/** The longest first line of a message that can still be read at a glance. */
const LONGEST = 200;

const here = dirname(fileURLToPath(import.meta.url));
const mistakes = programsIn('mistakes');
const correct = programsIn('correct');
const errors = typeErrors(
  resolve(here, '../..'),
  [...mistakes, ...correct].map((name) => join(here, `${name}.ts`)),
  here,
);

describe("authors' mistakes", () => {
  it('are all refused by the compiler, and nothing else is', () => {
    expect([...errors.keys()].sort()).toEqual(mistakes.map((name) => `${name}.ts`));
  });

  it('each stand in one statement, which is the place the compiler points at', () => {
    const imports = [...errors].filter(([, found]) => found.some(({ line }) => line < 4));
    expect(imports.map(([file]) => file)).toEqual([]);
  });

  it(`are explained in a first line of at most ${LONGEST} characters`, async () => {
    const lines = mistakes.map((name) => {
      const { line, message, source } = errors.get(`${name}.ts`)![0]!;
      expect(message.length, name).toBeLessThanOrEqual(LONGEST);
      return `${name.replace('mistakes/', '')}\n  ${line}: ${source}\n  ${message}\n`;
    });
    await expect(lines.join('\n')).toMatchFileSnapshot('mistakes.snapshot.txt');
  });
});

it('there are programs that have to compile', () => {
  expect(correct).toContain('correct/design-sample');
});

function programsIn(folder: string): readonly string[] {
  return readdirSync(join(here, folder))
    .map((file) => `${folder}/${file.replace(/\.ts$/, '')}`)
    .sort();
}
