import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { countsOf } from '../report/counts.ts';
import type { Lines } from '../report/excerpt.ts';
import { renderFindings } from '../report/findings.ts';
import { renderGithub } from '../report/github.ts';
import { sarifLog } from '../report/sarif.ts';
import { decode } from './check-folders.ts';
import type { Io } from './io.ts';

export const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
export type Format = (typeof FORMATS)[number];

export interface CheckReport {
  readonly diagnostics: readonly Diagnostic[];
  /** Folder that the files of findings are told from. */
  readonly root: string;
  /** What is said when there is nothing to say. */
  readonly subject: string;
  readonly notes: readonly string[];
  readonly failed: boolean;
}

/** Prints what was found in the format that was asked for. */
export function printReport(io: Io, format: Format, report: CheckReport): void {
  if (format !== 'json') for (const note of report.notes) io.note(`${io.paint.dim('note:')} ${note}`);
  PRINTERS[format](io, report);
}

const PRINTERS: Readonly<Record<Format, (io: Io, report: CheckReport) => void>> = {
  text: (io, { diagnostics, root, subject }) => {
    const good = diagnostics.length === 0 ? `${io.paint.green('ok')}: ${subject}` : '';
    io.print(`${renderFindings(diagnostics, io.paint, linesBelow(root))}${good}`);
  },
  json: (io, { diagnostics, failed, notes }) => {
    io.result('', { diagnostics, counts: countsOf(diagnostics), failed, notes });
  },
  sarif: (io, { diagnostics, root }) => {
    const context = { version: version(), pageOf, pathOf: inRepository(root) };
    io.print(JSON.stringify(sarifLog(diagnostics, context), null, 2));
  },
  github: (io, { diagnostics, root }) => {
    io.print(renderGithub(diagnostics, inRepository(root)));
  },
};

/** Lines of files for excerpts, each file read once. A file that has gone has none. */
export function linesBelow(root: string): Lines {
  const known = new Map<string, readonly string[] | undefined>();
  return (file) => {
    if (!known.has(file)) known.set(file, read(resolve(root, file))?.split(/\r?\n/));
    return known.get(file);
  };
}

function pageOf(code: string): string | undefined {
  return read(fileURLToPath(new URL(`../../docs/diagnostics/${code}.md`, import.meta.url)));
}

/** A file as the repository knows it; without a repository, as the current folder does. */
function inRepository(root: string): (file: string) => string {
  const top = repositoryOf(process.cwd());
  return (file) => {
    const path = relative(top, join(existsSync(root) ? realpathSync(root) : root, file));
    return path.split(sep).join('/');
  };
}

function repositoryOf(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (folder === dirname(folder)) return start;
  }
}

function read(path: string): string | undefined {
  try {
    return decode(readFileSync(path));
  } catch {
    return undefined;
  }
}

function version(): string {
  return (
    JSON.parse(read(fileURLToPath(new URL('../../package.json', import.meta.url))) ?? '{}') as { version: string }
  ).version;
}
