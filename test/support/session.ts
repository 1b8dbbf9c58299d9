/**
 * Sessions: a conversation with the command line as one text file, in three kinds of sections.
 *
 *   --- file <path>            a file of the working folder, up to the next section
 *   --- bundle <folder> <json> a compiled bundle of test/support/shop.ts with these knobs
 *   --- session
 *   $ meshwright …             a command; may begin with NAME=value
 *   ? 3                        its exit status, where that is not 0
 *   output                     as printed; what went to standard error begins with `! `
 *
 * Beside meshwright there are `cat <file>`, `ls <folder>`, `write <file> <text>` and `adopt <repository> <bundle>` (a
 * person commits what the bundle asks for). Folders read $WORK, ids <hash>, times <time>. MESHWRIGHT_GOLDEN=1 writes
 * what is printed into the file.
 */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '../../src/cli/main.ts';
import { openBundle } from '../../src/deliver/bundle-folder.ts';
import { writeCommit } from '../../src/deliver/git-commit.ts';
import { gitIn } from '../../src/deliver/git-process.ts';
import { writeBundle } from '../../src/emit/write.ts';
import { builtPackage } from './built-package.ts';
import { bundleFrom, partsOf } from './delivery-world.ts';
import { shop } from './shop.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Plays a session and answers with its text as it would be written down now. */
export async function playSession(text: string): Promise<string> {
  const work = realpathSync(mkdtempSync(join(tmpdir(), 'meshwright-session-')));
  const before = process.cwd();
  try {
    linkPackages(work);
    process.chdir(work);
    const told: string[] = [];
    for (const section of text.split(/^(?=--- (?:file|bundle|session)\b)/m))
      told.push(await playSection(section, work));
    return told.join('');
  } finally {
    process.chdir(before);
    rmSync(work, { recursive: true, force: true });
  }
}

async function playSection(section: string, work: string): Promise<string> {
  const end = section.indexOf('\n') + 1;
  const [, kind, name = '', rest = ''] = /^--- (\w+)(?: (\S+))?(?: (.*))?\n/.exec(section) ?? [];
  if (kind === 'file') {
    mkdirSync(dirname(join(work, name)), { recursive: true });
    writeFileSync(join(work, name), section.slice(end).replace(/\n\n$/, '\n'));
  }
  if (kind === 'bundle') {
    writeBundle(join(work, name), partsOf(bundleFrom(shop(JSON.parse(rest)))));
  }
  if (kind !== 'session') return section;
  const lines = [section.slice(0, end)];
  for (const command of section.slice(end).match(/^\$ .*$/gm) ?? []) {
    const { status, output } = await runCommand(command.slice(2), work);
    const code = status === 0 ? '' : `? ${status}\n`;
    lines.push(`${lines.length > 1 ? '\n' : ''}${command}\n${code}${normalise(output, work)}`);
  }
  return lines.join('');
}

interface Outcome {
  readonly status: number;
  readonly output: string;
}

async function runCommand(line: string, work: string): Promise<Outcome> {
  const words = (line.replaceAll('$WORK', work).match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''));
  const start = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
  const settings = words.slice(0, start).map((word) => word.split('=') as [string, string]);
  const [program = '', ...args] = words.slice(start);
  const helper = helpers[program];
  if (helper) return { status: 0, output: await helper(...args) };
  if (program !== 'meshwright') throw new Error(`a session knows no program ${program}`);
  return withEnvironment(settings, () => captured(() => main(args)));
}

const helpers: Readonly<Record<string, (...args: string[]) => string | Promise<string>>> = {
  cat: (file = '') => readFileSync(file, 'utf8'),
  ls: (folder = '') => {
    const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
    const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
    return paths.map((path) => `${path}\n`).join('');
  },
  write: (file = '', text = '') => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${text}\n`);
    return '';
  },
  adopt: async (repository = '', folder = '') => {
    const { bundle, text } = await openBundle(folder);
    const run = gitIn(join(process.cwd(), repository));
    const changes = new Map<string, string>();
    for (const mesh of bundle.meshes)
      for (const [path, { blob }] of Object.entries(mesh.files)) changes.set(path, await text(blob));
    const commit = await writeCommit(run, { parent: undefined, changes, message: 'By hand\n', date: new Date(0) });
    await run(['update-ref', 'refs/heads/main', commit]);
    return '';
  },
};

async function withEnvironment<T>(settings: readonly [string, string][], work: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, Object.fromEntries(settings));
  try {
    return await work();
  } finally {
    for (const [name] of settings) delete process.env[name];
    Object.assign(process.env, before);
  }
}

/** In this process, which spares a start of Node; only the author's programs get processes of their own. */
async function captured(work: () => Promise<void>): Promise<Outcome> {
  const { stdout, stderr } = process;
  const [out, err] = [stdout.write, stderr.write];
  const heard: string[] = [];
  const listen = (mark: string) => (chunk: string | Uint8Array) => {
    heard.push(String(chunk).replace(/^(?=.)/gm, mark));
    return true;
  };
  stdout.write = listen('');
  stderr.write = listen('! ');
  const before = process.exitCode;
  try {
    await work();
    return { status: Number(process.exitCode ?? 0), output: heard.join('') };
  } finally {
    stdout.write = out;
    stderr.write = err;
    process.exitCode = before;
  }
}

function normalise(output: string, work: string): string {
  return (
    output
      .replaceAll(work, '$WORK')
      .replaceAll(ROOT, '$ROOT/')
      .replace(/\b[0-9a-f]{40,64}\b/g, '<hash>')
      .replace(/-[0-9a-f]{10}\b/g, '-<hash>')
      .replace(/(?:\d+[dhms] ?)+ left/g, '<time> left')
      .replace(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replace(/"until": [\d.]+/g, '"until": <time>')
      // As wide as the widest time in the column.
      .replace(/^-[- ]+$/gm, '---')
      .replace(/[ \t]+$/gm, '')
      .replace(/\n*$/, (end) => (end === '' && output === '' ? '' : '\n'))
  );
}

/** So that a mesh in the working folder finds what this checkout builds as its dependency. */
function linkPackages(work: string): void {
  mkdirSync(join(work, 'node_modules'));
  symlinkSync(builtPackage(), join(work, 'node_modules/meshwright'));
  for (const name of ['tsx', 'cdk8s', 'constructs'])
    symlinkSync(join(ROOT, 'node_modules', name), join(work, 'node_modules', name));
}
