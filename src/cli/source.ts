import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { type BundleFolder, openBundle } from '../deliver/bundle-folder.ts';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { UsageError } from '../diagnostics/errors.ts';
import { temporaryFolder } from './temporary.ts';

/** A compiled source: the bundle that its program wrote, and what it had to say. */
export interface CompiledSource {
  /** Where its files go unless the operator says otherwise: `output` of cdk8s.yaml, or `dist` beside it. */
  readonly outdir: string;
  /** The folder of cdk8s.yaml, which the places of diagnostics are told from. */
  readonly root: string;
  readonly folder: BundleFolder;
  /** Where that bundle lies, for as long as the program runs. */
  readonly path: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly failed: boolean;
  /** What the author's program printed. */
  readonly output: string;
}

/** Variables that the author's program may see. No token is among them, and none gets in by a new name. */
const ALLOWED = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SYSTEMROOT',
  'COMSPEC',
  'PATHEXT',
  'NODE_OPTIONS',
  'NODE_PATH',
];

/** Runs the `app` of the nearest cdk8s.yaml and reads the bundle it writes. The author's code runs there and only there. */
export async function compileSource(): Promise<CompiledSource> {
  const { root, app, outdir } = findProject();
  const folder = temporaryFolder('bundle');
  const { code, output } = await run(app, root, folder);
  const said = join(folder, 'diagnostics.json');
  // A program that wrote a bundle and then failed may have meant something else by it.
  if (!existsSync(said) || code !== 0) {
    const reason = code === 0 ? 'ended without calling synth() of a MeshApp' : `ended with status ${code}`;
    throw new UsageError(
      `The app of cdk8s.yaml (${app}) ${reason}.${output.trim() === '' ? '' : `\n\n${output.trim()}\n`}`,
      'Correct the program; running it by itself shows the same.',
    );
  }
  const diagnostics = JSON.parse(readFileSync(said, 'utf8')) as Diagnostic[];
  return {
    outdir,
    root,
    folder: await openBundle(folder),
    path: folder,
    diagnostics,
    failed: hasErrors(diagnostics),
    output,
  };
}

/** What the nearest cdk8s.yaml says. */
interface Project {
  readonly root: string;
  readonly app: string;
  readonly outdir: string;
}

function findProject(): Project {
  for (let root = process.cwd(); ; root = dirname(root)) {
    const file = join(root, 'cdk8s.yaml');
    if (existsSync(file)) return readProject(root, file);
    if (root === dirname(root))
      throw new UsageError(
        'There is no cdk8s.yaml here or in a folder above.',
        "Change to the mesh's folder, or write one with the line: app: node --import tsx meshes/main.ts",
      );
  }
}

function readProject(root: string, file: string): Project {
  const { app, output } = readConfig(file);
  if (typeof app !== 'string' || app.trim() === '')
    throw new UsageError(
      `${file} names no app.`,
      'Add the command that runs the mesh, such as: app: node --import tsx meshes/main.ts',
    );
  return { root, app, outdir: resolve(root, typeof output === 'string' && output !== '' ? output : 'dist') };
}

function readConfig(file: string): { readonly app?: unknown; readonly output?: unknown } {
  try {
    return (parse(readFileSync(file, 'utf8')) ?? {}) as object;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new UsageError(`${file} cannot be read: ${reason}`, 'Correct the file; it is YAML.');
  }
}

function run(
  app: string,
  root: string,
  folder: string,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const env: Record<string, string> = { MESHWRIGHT_BUNDLE: folder };
  for (const name of ALLOWED) if (process.env[name] !== undefined) env[name] = process.env[name];
  return new Promise((settle, reject) => {
    // As cdk8s does: the app is a command line, for the shell.
    const child = spawn(app, { shell: true, cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const heard: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => heard.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => heard.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => settle({ code, output: Buffer.concat(heard).toString('utf8') }));
  });
}
