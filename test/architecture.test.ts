/**
 * The layout of DESIGN as a test: who may import whom and why, where effects live, how large things may get. A rule that
 * stands in the way is to be changed here, with its reason, or not at all.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

/** Folder (or file) → what it may import, and why just that. */
const LAYERS: Readonly<Record<string, { readonly may: readonly string[]; readonly because: string }>> = {
  istio: { may: [], because: 'vocabulary: true of Istio, whatever Meshwright does with it' },
  diagnostics: { may: [], because: 'vocabulary: how anything says what is wrong' },
  policies: { may: ['istio', 'diagnostics'], because: 'a setting knows Istio, not who carries it' },
  model: {
    may: ['policies', 'istio', 'diagnostics'],
    because: 'what authors write knows nothing of what becomes of it',
  },
  lower: {
    may: ['model/snapshot-types.ts', 'model/specs.ts', 'model/matching.ts', 'policies', 'istio', 'diagnostics'],
    because: 'behind the freeze nobody sees a construct',
  },
  simulate: { may: ['istio'], because: 'an independent witness shares no code with what it judges' },
  read: { may: ['istio', 'diagnostics'], because: 'YAML from anywhere, not only from a mesh' },
  emit: { may: ['istio', 'model/specs.ts'], because: 'text from plain data' },
  helm: {
    may: ['emit', 'istio', 'model/snapshot-types.ts'],
    because: "values for Istio's charts say what the manifests rely on: both come from one snapshot",
  },
  handoff: {
    may: ['helm', 'emit', 'istio', 'model/snapshot-types.ts', 'model/specs.ts'],
    because: 'objects for whatever applies the folders: about them, and from plain data like them',
  },
  schedule: {
    may: ['simulate', 'emit', 'model/specs.ts', 'istio', 'diagnostics'],
    because: 'plans from a bundle, never from constructs',
  },
  checks: {
    may: ['model', 'policies', 'istio', 'lower', 'simulate', 'schedule', 'diagnostics'],
    because: 'judges what was declared and what it became',
  },
  report: {
    may: ['schedule', 'simulate', 'model/specs.ts', 'model/snapshot-types.ts', 'istio', 'diagnostics'],
    because: 'words for results, and no effects',
  },
  gates: {
    may: ['model/specs.ts', 'istio', 'diagnostics'],
    because: 'facts in, verdict out; istio only for the type of durations',
  },
  deliver: {
    may: ['schedule', 'emit', 'gates', 'report', 'read', 'simulate', 'istio', 'model/specs.ts', 'diagnostics'],
    because: 'delivery reads a bundle: it never lowers and runs no code of the author',
  },
  'compile.ts': {
    may: ['model', 'checks', 'lower', 'schedule', 'emit', 'handoff', 'report', 'diagnostics'],
    because: 'the spine of the compile half',
  },
  'app.ts': {
    may: ['compile.ts', 'model', 'checks', 'lower', 'schedule', 'emit', 'report', 'read', 'diagnostics'],
    because: 'compile and write; read for the suppressions beside cdk8s.yaml',
  },
  'testing.ts': {
    may: ['testing', 'compile.ts', 'simulate', 'schedule', 'report', 'read', 'model', 'istio', 'diagnostics'],
    because: 'what tests of a mesh need',
  },
  testing: {
    may: ['compile.ts', 'simulate', 'schedule', 'report', 'read', 'model', 'istio', 'diagnostics'],
    because: 'the parts of testing.ts: requests, expectations, stages',
  },
  'index.ts': { may: ['*'], because: 'the public interface gathers from everywhere' },
  cli: { may: ['*'], because: 'the outermost layer; nobody imports it' },
};

/** Effects and heavy packages: only in these files. */
const EFFECTS: readonly { readonly what: string; readonly pattern: RegExp; readonly only: readonly RegExp[] }[] = [
  { what: 'constructs and cdk8s', pattern: /from '(cdk8s|constructs)'/, only: [/^model\//, /^app\.ts$/] },
  {
    what: 'the disk',
    pattern: /from 'node:fs(\/promises)?'/,
    only: [/^emit\/write\.ts$/, /^app\.ts$/, /^cli\//, /^deliver\/(bundle-folder|git|git-[a-z]+|forges\/local)\.ts$/],
  },
  {
    what: 'other programs',
    pattern: /from 'node:child_process'/,
    only: [/^deliver\/(git-process|sources\/command)\.ts$/, /^cli\/source\.ts$/],
  },
  {
    what: 'the network',
    pattern: /\bawait fetch\(|from 'node:https?'/,
    only: [/^deliver\/(notify-post|sources\/http|forges\/(github|gitea)\/client)\.ts$/],
  },
  {
    what: 'the environment',
    pattern: /process\.env\b/,
    only: [/^app\.ts$/, /^cli\/(io|secrets|source)\.ts$/, /^deliver\/(git-process|sources\/command)\.ts$/],
  },
  {
    what: 'the clock',
    pattern: /\bDate\.now\(|new Date\(\)|performance\.now/,
    only: [/^cli\/io\.ts$/, /^deliver\/forges\/local\.ts$/],
  },
  { what: 'chance', pattern: /Math\.random|randomUUID|randomBytes/, only: [] },
  { what: 'the exit status', pattern: /process\.exit\(|process\.exitCode\s*=/, only: [/^cli\/main\.ts$/, /^app\.ts$/] },
  { what: 'a forge by its name', pattern: /[=!]==\s*'(local|github|gitea)'/, only: [/^deliver\/forges\//] },
];

const files = sources(SRC).map((path) => ({ path, text: readFileSync(join(SRC, path), 'utf8') }));
const written = files.filter(({ path }) => !isGenerated(path));

describe('imports', () => {
  it('go only where the table allows', () => {
    const wrong = files.flatMap(({ path, text }) =>
      ownImports(path, text)
        .filter((to) => !mayImport(path, to))
        .map((to) => `${path} → ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it('are explained, layer by layer', () => {
    const layers = new Set(files.map(({ path }) => layerOf(path)));
    expect([...layers].filter((layer) => LAYERS[layer] === undefined)).toEqual([]);
    for (const { because } of Object.values(LAYERS)) expect(because.length).toBeGreaterThan(10);
  });

  it('form no ring at run time', () => {
    expect(rings()).toEqual([]);
  });

  it('of meshes/ are the public interface alone', () => {
    const wrong = sources(join(ROOT, 'meshes')).flatMap((path) =>
      specifiers(readFileSync(join(ROOT, 'meshes', path), 'utf8')).filter(
        (to) => !/^(meshwright(\/testing)?|cdk8s(-plus-\d+)?|constructs|vitest|\.\/[a-z-]+\.ts)$/.test(to),
      ),
    );
    expect(wrong).toEqual([]);
  });
});

describe('effects', () => {
  for (const { what, pattern, only } of EFFECTS) {
    it(`touch ${what} only in named files`, () => {
      const wrong = files.filter(({ path, text }) => pattern.test(text) && !only.some((allowed) => allowed.test(path)));
      expect(wrong.map(({ path }) => path)).toEqual([]);
    });
  }
});

describe('sizes', () => {
  const lines = written.map(({ path, text }) => ({ path, count: text.split('\n').length - 1 }));

  it('keep the median file under 90 lines and none over 400', () => {
    const counts = lines.map(({ count }) => count).sort((a, b) => a - b);
    expect(counts[Math.floor(counts.length / 2)]).toBeLessThan(90);
    expect(lines.filter(({ count }) => count > 400)).toEqual([]);
  });

  it('keep every function under 60 lines', () => {
    expect(written.flatMap(({ path, text }) => longFunctions(path, text))).toEqual([]);
  });

  it('keep the spines short: compile.ts and tick.ts under 60 lines, index.ts at most 60', () => {
    const count = (path: string) => lines.find((line) => line.path === path)?.count;
    expect(count('compile.ts')).toBeLessThan(60);
    expect(count('deliver/tick.ts')).toBeLessThan(60);
    expect(count('index.ts')).toBeLessThanOrEqual(60);
  });

  it('know no utils', () => {
    expect(files.filter(({ path }) => /util|helper|misc|common/i.test(path)).map(({ path }) => path)).toEqual([]);
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => path.split('\\').join('/'))
    .sort();
}

function isGenerated(path: string): boolean {
  return path.includes('generated/') || path === 'model/low-level/index.ts';
}

function layerOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? path) : path;
}

function mayImport(from: string, to: string): boolean {
  if (layerOf(from) === layerOf(to)) return true;
  if (layerOf(to) === 'cli') return false;
  const { may = [] } = LAYERS[layerOf(from)] ?? {};
  return may.includes('*') || may.includes(layerOf(to)) || may.includes(to);
}

function specifiers(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** Files of ours that a file imports, types included: the direction of knowledge counts, not only that of calls. */
function ownImports(path: string, text: string): string[] {
  return specifiers(text)
    .filter((to) => to.startsWith('.'))
    .map((to) =>
      relative(SRC, normalize(join(SRC, dirname(path), to)))
        .split('\\')
        .join('/'),
    );
}

/** Imports that exist at run time: type-only ones are gone by then. */
function runtimeImports(path: string, text: string): string[] {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023);
  const kept = tree.statements.filter((statement) => {
    if (ts.isImportDeclaration(statement)) return !onlyTypes(statement);
    return ts.isExportDeclaration(statement) && !statement.isTypeOnly && statement.moduleSpecifier !== undefined;
  }) as (ts.ImportDeclaration | ts.ExportDeclaration)[];
  const texts = kept
    .map((statement) => (statement.moduleSpecifier as ts.StringLiteral).text)
    .filter((to) => to.startsWith('.'));
  return texts.map((to) =>
    relative(SRC, normalize(join(SRC, dirname(path), to)))
      .split('\\')
      .join('/'),
  );
}

function onlyTypes({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false;
  if (importClause.isTypeOnly) return true;
  const bindings = importClause.namedBindings;
  return (
    importClause.name === undefined &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.every((element) => element.isTypeOnly)
  );
}

function rings(): string[] {
  const graph = new Map(files.map(({ path, text }) => [path, runtimeImports(path, text)]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    if (done.has(path) || trail.includes(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}

function longFunctions(path: string, text: string): string[] {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const long: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const line = (position: number) => tree.getLineAndCharacterOfPosition(position).line;
      const count = line(node.end) - line(node.getStart(tree)) + 1;
      if (count >= 60) long.push(`${path}:${line(node.getStart(tree)) + 1} has ${count} lines`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return long;
}
