import { appendFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { TickResult } from '../deliver/tick.ts';
import { UsageError } from '../diagnostics/errors.ts';

/** Files by which a job of GitHub Actions hears of a run; the workflow says them, the environment is not asked. */
export interface JobFiles {
  readonly githubOutput?: string;
  readonly summary?: string;
}

export function withJobFiles(command: Command): Command {
  return command
    .option(
      '--github-output <file>',
      'add the variables opened, waiting, stopped and exit to this file ("$GITHUB_OUTPUT")',
    )
    .option(
      '--summary <file>',
      'add the page of meshwright status --format markdown to this file ("$GITHUB_STEP_SUMMARY")',
    );
}

/**
 * Variables for later steps of a job: `opened` holds the numbers of pull requests, `waiting` and `stopped` the names of
 * rollouts, each with blanks between; empty where there are none. `exit` is the exit status. A workflow may put them
 * into a script unquoted, so a name keeps letters, digits and `. _ - /` alone; the rest is percent-encoded.
 */
export function githubOutput({ lanes, done, exit }: Pick<TickResult, 'lanes' | 'done' | 'exit'>): string {
  const opened = done.flatMap(({ kind, number }) => (kind === 'open' && number !== undefined ? [String(number)] : []));
  const waiting = lanes.filter(({ state }) => !['done', 'ready', 'stopped'].includes(state));
  const stopped = lanes.filter(({ state }) => state === 'stopped');
  const names = (found: typeof lanes) => [...new Set(found.map(({ rollout }) => encoded(rollout)))].join(' ');
  return [
    variable('opened', opened.join(' ')),
    variable('waiting', names(waiting)),
    variable('stopped', names(stopped)),
    variable('exit', String(exit)),
  ].join('');
}

/** Adds to the job's files whatever of them was asked for. */
export function tellJob(
  { githubOutput: output, summary }: JobFiles,
  result: Parameters<typeof githubOutput>[0],
  page: string,
): void {
  if (output !== undefined) append('--github-output', output, githubOutput(result));
  if (summary !== undefined) append('--summary', summary, page);
}

/** In the form with a delimiter, and with one that no line of the value is: nothing in it can begin another variable. */
export function variable(name: string, value: string): string {
  const line = value.replace(/[\r\n]+/g, ' ');
  let end = 'MESHWRIGHT_END';
  while (line === end) end += '_';
  return `${name}<<${end}\n${line}\n${end}\n`;
}

function encoded(name: string): string {
  const bytes = [...new TextEncoder().encode(name)];
  const hex = (byte: number) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return bytes
    .map((byte) => (/[A-Za-z0-9._/-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : hex(byte)))
    .join('');
}

function append(flag: string, file: string, text: string): void {
  try {
    appendFileSync(file, text);
  } catch (error) {
    throw new UsageError(
      `${flag} ${file} cannot be written (${(error as NodeJS.ErrnoException).code}).`,
      'What was to be done has been done; running the command again is safe.',
    );
  }
}
