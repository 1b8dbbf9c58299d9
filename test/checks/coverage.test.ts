import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { declaredChecks } from '../../src/checks/run.ts';
import { objectChecks } from '../../src/checks/run-objects.ts';
import { modelCodes, readCodes } from '../../src/diagnostics/codes.ts';

/** Every message of Istio 1.31's analysis. */
const analysisCodes = [
  ...['0001', '0002', '0101', '0102', '0103', '0106', '0107', '0108', '0109', '0110', '0111', '0112', '0116', '0118'],
  ...['0123', '0125', '0126', '0127', '0128', '0129', '0130', '0131', '0132', '0133', '0134', '0135', '0136', '0137'],
  ...['0138', '0139', '0140', '0141', '0142', '0143', '0144', '0145', '0146', '0147', '0148', '0149', '0150', '0151'],
  ...['0152', '0153', '0154', '0155', '0156', '0157', '0158', '0159', '0160', '0161', '0162', '0163', '0164', '0165'],
  ...['0166', '0167', '0168', '0169', '0170', '0171', '0172', '0173', '0174', '0175', '0176', '0177'],
].map((number) => `IST${number}`);

const text = readFileSync(new URL('../../docs/diagnostics/coverage.md', import.meta.url), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.slice(2, -2).split(' | '))
  .filter((cells) => cells.at(-1) !== 'ours');

const codesIn = (cell: string) => [...cell.matchAll(/\[([a-z0-9-]+)\]\(\1\.md\)/g)].map(([, code]) => code!);

describe('the table of coverage', () => {
  it('names no code that does not exist', () => {
    const known = new Set([
      ...[...declaredChecks, ...objectChecks].map(({ code }) => code),
      ...modelCodes,
      ...readCodes,
    ]);
    expect(codesIn(text).filter((code) => !known.has(code))).toEqual([]);
  });

  it('says of every rule which code covers it, or why none does', () => {
    const silent = rows.filter((cells) => {
      const ours = cells.at(-1)!;
      return codesIn(ours).length === 0 && !/^not judged: .{15}|the validation of each kind/.test(ours);
    });
    expect(silent).toEqual([]);
  });

  it("has every message of Istio's analysis", () => {
    expect(rows.map(([first]) => first!).filter((first) => first.startsWith('IST'))).toEqual(analysisCodes);
  });

  it.each(objectChecks.map(({ code, equivalents = [] }) => ({ code, equivalents })))('has $code', (check) => {
    expect(codesIn(text)).toContain(check.code);
    for (const equivalent of check.equivalents.filter((one) => one.startsWith('IST'))) {
      const row = rows.find(([first]) => first === equivalent);
      expect(codesIn(row?.at(-1) ?? '')).toContain(check.code);
    }
  });
});
