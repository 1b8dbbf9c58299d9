import { describe, expect, it } from 'vitest';
import { type Diagnostic, diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { countsOf } from '../../src/report/counts.ts';
import { excerpt } from '../../src/report/excerpt.ts';
import { renderFindings } from '../../src/report/findings.ts';
import { renderGithub } from '../../src/report/github.ts';
import { PLAIN } from '../../src/report/paint.ts';
import { sarifLog } from '../../src/report/sarif.ts';

function finding(about: Partial<Diagnostic> = {}): Diagnostic {
  const text = { code: 'unknown-subset', message: 'M.', why: 'W.', hint: 'H.' };
  return { ...diagnostic({ ...text, at: { locate: () => ({ file: 'a.yaml', line: 2, column: 3 }) } }), ...about };
}

const accepted = { reason: 'R', until: '2027-01-31', at: undefined, from: 'file' as const };

describe('an excerpt', () => {
  const lines = (text: string) => () => text.split('\n');
  const at = (column: number, line = 1) => ({ file: 'a.yaml', line, column });

  it.each<[string, string, number, string[]]>([
    ['underlines the word at the place', '  host: crat', 9, ['    1 |   host: crat', '      |         ^^^^']],
    ['underlines a key without its colon', '  host: crat', 3, ['    1 |   host: crat', '      |   ^^^^']],
    ['marks one character where no word begins', '  { a: b }', 3, ['    1 |   { a: b }', '      |   ^']],
    ['shows a tab as one blank', '\thost: x', 2, ['    1 |  host: x', '      |  ^^^^']],
    ['shows no escape of a terminal', '\u001b[31mx: y', 6, ['    1 |  [31mx: y', '      |      ^']],
    ['bears a column beyond the line', 'ab', 9, ['    1 | ab', '      |   ^']],
  ])('%s', (_, text, column, expected) => {
    expect(excerpt(at(column), lines(text), PLAIN)).toEqual(expected);
  });

  it('of a long line begins a little before the place', () => {
    const [shown, mark] = excerpt(at(301), lines(`${'x'.repeat(300)}HERE${'y'.repeat(300)}`), PLAIN);
    expect(shown).toBe(`    1 | ${'x'.repeat(20)}HERE${'y'.repeat(76)}`);
    expect(mark?.indexOf('^')).toBe('      | '.length + 20);
  });

  it.each([
    ['of an empty line', at(1, 2)],
    ['of a line that is not there', at(1, 9)],
    ['of no place', undefined],
  ])('is empty %s', (_, place) => {
    expect(excerpt(place, lines('a\n\n'), PLAIN)).toEqual([]);
  });
});

describe('findings for a terminal', () => {
  it('are grouped by code, errors first, and say once what they share', () => {
    const found = [
      finding({ severity: 'warning', code: 'b', message: 'B.' }),
      finding({ message: 'First.', clusters: ['a', 'b', 'c', 'd', 'e', 'f'] }),
      finding({ message: 'Second.', hint: 'Other.' }),
    ];
    const text = renderFindings(found, PLAIN, () => undefined);
    expect(text).toBe(
      `error unknown-subset 2 findings
  a.yaml:2:3 in a, b, c, d and 2 more
    First.
    help: H.
  a.yaml:2:3
    Second.
    help: Other.
  why:  W.

warning b
  a.yaml:2:3
    B.
  why:  W.
  help: H.

2 errors, 1 warning. 'meshwright explain <code>' tells more about each code.
`,
    );
  });

  it('of one code come with three excerpts at most', () => {
    const text = renderFindings(Array(50).fill(finding()), PLAIN, () => ['a', '  b: c']);
    expect(text.match(/\^/g)).toHaveLength(3);
    expect(text.split('\n').length).toBeLessThan(120);
  });

  it('name the other files that have the same fault, a few of them', () => {
    const copies = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ at: { file: `${i}.yaml`, line: 2, column: 3 }, clusters: [`c${i}`] }));
    const also = (count: number) =>
      renderFindings([finding({ copies: copies(count) })], PLAIN, () => undefined)
        .split('\n')
        .filter((line) => line.startsWith('    also:'));
    expect(also(2)).toEqual(['    also: 1.yaml:2:3 in c1']);
    expect(also(5)).toHaveLength(4);
    expect(also(30).at(-1)).toBe('    also: in 26 more files');
  });

  it('that are suppressed are one line each', () => {
    const text = renderFindings([finding({ suppressed: accepted, object: 'A b/c' })], PLAIN, () => undefined);
    expect(text.split('\n')[1]).toBe('  a.yaml:2:3 error unknown-subset A b/c: R (until 2027-01-31)');
    expect(text).toContain('\n1 suppressed (1 error). ');
  });
});

describe('workflow commands of GitHub', () => {
  it('escape what would end them', () => {
    const found = finding({ message: '100 %\r\n::error::x', equivalents: ['IST0101', 'KIA1107'] });
    const [line] = renderGithub([found], (file) => `sub:dir,/${file}`).split('\n');
    expect(line).toBe(
      '::error file=sub%3Adir%2C/a.yaml,line=2,col=3,title=unknown-subset (IST0101%2C KIA1107)::100 %25%0D%0A::error::x%0Awhy: W.%0Ahelp: H.',
    );
  });

  it('name the severities as GitHub does, leave out places that are unknown, and do not tell what is suppressed', () => {
    const found = [
      finding({ severity: 'warning', at: undefined }),
      finding({ severity: 'info', clusters: ['east'] }),
      finding({ suppressed: accepted }),
    ];
    expect(renderGithub(found, (file) => file).split('\n')).toEqual([
      '::warning title=unknown-subset::M.%0Awhy: W.%0Ahelp: H.',
      '::notice file=a.yaml,line=2,col=3,title=unknown-subset::M. [east]%0Awhy: W.%0Ahelp: H.',
      '1 warning, 1 info; 1 suppressed (1 error).',
    ]);
  });
});

describe('a fault in the copies of several clusters', () => {
  const at = (file: string) => ({ file, line: 2, column: 3 });
  const copied = finding({
    clusters: ['east', 'west'],
    at: at('e.yaml'),
    copies: [
      { at: at('e.yaml'), clusters: ['east'] },
      { at: at('w.yaml'), clusters: ['west'] },
    ],
  });

  it('is an annotation of each', () => {
    expect(renderGithub([copied], (file) => file)).toBe(
      `::error file=e.yaml,line=2,col=3,title=unknown-subset::M. [east]%0Awhy: W.%0Ahelp: H.
::error file=w.yaml,line=2,col=3,title=unknown-subset::M. [west]%0Awhy: W.%0Ahelp: H.
1 error.`,
    );
  });

  it('is one result of SARIF, with the others beside it', () => {
    const log = sarifLog([copied], { version: '1', pageOf: () => undefined, pathOf: (file) => file });
    expect(JSON.stringify(log)).toContain('"message":{"text":"the same in west"}');
  });
});

interface Result {
  readonly ruleIndex: number;
  readonly level: string;
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions: readonly { readonly kind: string; readonly justification: string }[];
  readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[];
}

describe('a SARIF log', () => {
  const page =
    '# unknown-subset\n\nA `route` names [a subset](x.md) that is not there. More.\n\n## Why it matters\n\n```yaml\na: b\n```\n';
  const log = (...found: Diagnostic[]) => {
    const context = {
      version: '1.2.3',
      pageOf: (code: string) => (code === 'unknown-subset' ? page : undefined),
      pathOf: (file: string) => `meshes/über ${file}`,
    };
    const { runs } = sarifLog(found, context) as {
      runs: {
        tool: { driver: { rules: { shortDescription: object; help: { text: string } }[] } };
        results: Result[];
      }[];
    };
    return runs[0]!;
  };

  it('describes each rule by its page', () => {
    const [rule] = log(finding()).tool.driver.rules;
    expect(rule?.shortDescription).toEqual({ text: 'A route names a subset that is not there.' });
    expect(rule?.help.text).toContain('a: b');
    expect(rule?.help.text).not.toContain('`');
  });

  it('tells severities as levels, and the rules by their index', () => {
    const { results } = log(finding({ severity: 'info' }), finding({ code: 'a', severity: 'warning' }), finding());
    expect(results.map(({ level, ruleIndex }) => [level, ruleIndex])).toEqual([
      ['note', 1],
      ['warning', 0],
      ['error', 1],
    ]);
  });

  it('writes paths as addresses', () => {
    const [result] = log(finding()).results;
    expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('meshes/%C3%BCber%20a.yaml');
    expect(log(finding({ at: undefined })).results[0]?.locations).toEqual([]);
  });

  it('knows a finding again after its line has moved, and tells two of one object apart', () => {
    const print = (...found: Diagnostic[]) =>
      log(...found).results.map((one) => one.partialFingerprints['meshwrightFinding/v1']);
    const moved = finding({ at: { file: 'a.yaml', line: 99, column: 1 } });
    expect(print(moved)).toEqual(print(finding()));
    expect(new Set(print(finding(), moved, finding({ field: 'spec' }), finding({ object: 'A b/c' }))).size).toBe(4);
  });

  it('justifies what is suppressed', () => {
    const [file, code] = log(
      finding({ suppressed: accepted }),
      finding({ suppressed: { reason: 'S', at: undefined, from: 'source' } }),
    ).results;
    expect(file?.suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'R (until 2027-01-31)' },
    ]);
    expect(code?.suppressions).toEqual([{ kind: 'inSource', status: 'accepted', justification: 'S' }]);
  });
});

describe('counts', () => {
  it('are of what nobody accepted', () => {
    const found = [finding(), finding({ severity: 'info' }), finding({ suppressed: accepted })];
    expect(countsOf(found)).toEqual({ error: 1, warning: 0, info: 1, suppressed: 1 });
  });
});
