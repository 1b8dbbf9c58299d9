/** Every TypeScript example of README and docs/ compiles, on top of its page's prelude; README's also gives what README says. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const PAGES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

interface Example {
  readonly page: string;
  readonly line: number;
  readonly code: string;
}

const prelude = blocks('docs/writing-a-mesh.md').find(({ info }) => info.includes('prelude'))?.code ?? '';
const examples = PAGES.flatMap((page) =>
  blocks(page)
    .filter(({ info }) => info.startsWith('ts'))
    .map(({ code, line, info }): Example => ({ page, line, code: alone(code, info) ? code : `${prelude}\n${code}` })),
);
// Below the project, so that 'meshwright' is this package.
mkdirSync(join(ROOT, '.tmp'), { recursive: true });
const folder = mkdtempSync(join(ROOT, '.tmp/examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('examples in the documentation', () => {
  it('are there', () => {
    expect(examples.length).toBeGreaterThanOrEqual(8);
  });

  it('compile', () => {
    expect(problems().join('\n')).toBe('');
  });

  it('of the README give the files that the README shows', () => {
    const readme = examples.find(({ page }) => page === 'README.md');
    const main = join(folder, 'readme.ts');
    writeFileSync(main, readme?.code ?? '');
    const outdir = join(folder, 'dist');
    execFileSync(process.execPath, ['--conditions=meshwright-source', '--import', 'tsx', main], {
      cwd: ROOT,
      env: { ...process.env, CDK8S_OUTDIR: outdir },
    });
    const shown = readFileSync(join(ROOT, 'README.md'), 'utf8').match(/^dist\/\S+\.(yaml|json)/gm) ?? [];
    expect(shown.length).toBeGreaterThan(2);
    const written = readdirSync(outdir, { recursive: true, encoding: 'utf8' }).map((path) => `dist/${path}`);
    expect(shown.filter((path) => !written.includes(path))).toEqual([]);
    expect(
      readFileSync(join(outdir, 'shop/clusters/eu-west/shop/virtualservice.networking.istio.io_stock.yaml'), 'utf8'),
    ).toContain('timeout: 4s');
  });
});

/** Fenced blocks of a page with the words after the fence. */
function blocks(page: string): { readonly info: string; readonly code: string; readonly line: number }[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```(\S[^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    info: match[1] ?? '',
    code: match[2] ?? '',
    line: text.slice(0, match.index).split('\n').length,
  }));
}

/** A block that makes its own app, or is the prelude itself, stands alone. */
function alone(code: string, info: string): boolean {
  return info.includes('prelude') || code.includes('new MeshApp()');
}

function problems(): string[] {
  const names = examples.map(({ code }, i) => {
    const name = join(folder, `example-${i}.ts`);
    writeFileSync(name, `${code}\nexport {};\n`);
    return name;
  });
  const config = ts.getParsedCommandLineOfConfigFile(
    join(ROOT, 'tsconfig.json'),
    { noUnusedLocals: false },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  const program = ts.createProgram(names, { ...config?.options, noUnusedLocals: false, noEmit: true });
  // Of the examples alone: whether the sources behind them are right, `npm run types` says.
  return names.flatMap((name, at) => {
    const file = program.getSourceFile(name);
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    const { page, line } = examples[at]!;
    return found.map(({ messageText }) => `${page}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  });
}
