import { lstatSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { UsageError } from '../../diagnostics/errors.ts';
import type { CliCommand, ExitStatus, Io } from '../command.ts';
import { repositoryTemplate } from '../repository-template.ts';

/** A new repository for a mesh: an example that compiles, a test of it, and what editors, npm and forges need. */
export const init: CliCommand = {
  register(program, run) {
    program
      .command('init')
      .description('begin the repository of a new mesh, with an example that compiles')
      .argument('[folder]', 'folder of the repository, made if it is not there', '.')
      .option('--json', 'print JSON')
      .action((folder: string, options: { json?: boolean }) => run(async (io) => begin(io, folder), options));
  },
};

function begin(io: Io, folder: string): ExitStatus {
  const files = repositoryTemplate(packageName(basename(resolve(folder))));
  checkFree(folder, [...files.keys()]);
  for (const [path, text] of files) write(join(folder, path), text);
  const paths = [...files.keys()];
  const go = relative(process.cwd(), folder);
  const next = [...(go === '' ? [] : [`cd ${go}`]), 'npm install', 'npm test', 'npm run synth'];
  io.result(
    [...paths.map((path) => `wrote ${join(folder, path)}`), '', 'Next:', ...next.map((line) => `  ${line}`)].join('\n'),
    { folder, files: paths, next },
  );
  return 0;
}

/** What a package may be called, of whatever the folder is called. */
function packageName(folder: string): string {
  const name = folder.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '-');
  return name.replace(/^[._-]+|[._-]+$/g, '') || 'mesh';
}

/** Nothing is written where anything would be overwritten: half a template is worse than none. */
function checkFree(folder: string, paths: readonly string[]): void {
  const taken = paths.filter((path) => stands(join(folder, path)));
  // A folder of one of the files may be a file, too.
  const folders = new Set(['', ...paths.map((path) => dirname(path)).filter((path) => path !== '.')]);
  const blocked = [...folders].map((path) => join(folder, path)).filter((path) => stands(path) && !isFolder(path));
  const [first, ...more] = [...blocked, ...taken.map((path) => join(folder, path))];
  if (first === undefined) return;
  const others = more.length === 0 ? '' : ` (and ${more.join(', ')})`;
  throw new UsageError(
    `${first} is there already${others}, and init overwrites nothing.`,
    'Choose an empty folder: meshwright init <folder>. Nothing was written.',
  );
}

function stands(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A file where one of its folders would be: that one is told of.
    return false;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function write(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Whoever has put one there since has the older right.
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new UsageError(`Cannot write ${file} (${code}).`, 'Choose another folder: meshwright init <folder>.');
  }
}
