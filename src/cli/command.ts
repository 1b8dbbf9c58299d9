import type { Command } from 'commander';
import { renderDiagnostics } from '../report/diagnostics.ts';
import { Io } from './io.ts';
import { type CompiledSource, compileSource } from './source.ts';

/** 0 done, 1 error, 2 waiting, 3 needs a person. */
export type ExitStatus = 0 | 1 | 2 | 3;

/** One command of the program: declares itself on commander and hands over what it found as an exit status. */
export interface CliCommand {
  register(program: Command, run: Runner): void;
}

/** Runs a command's work and turns what it throws into words and an exit status. */
export type Runner = (work: (io: Io) => Promise<ExitStatus>, options: { readonly json?: boolean }) => Promise<void>;

/** Compiles and says what there is to say; undefined when errors leave nothing to go on with. */
export async function compiled(io: Io): Promise<CompiledSource | undefined> {
  const source = await io.during('Compiling', compileSource());
  io.note(source.output);
  io.note(renderDiagnostics(source.diagnostics, io.paint));
  if (!source.failed) return source;
  if (io.json) io.result('', { diagnostics: source.diagnostics });
  return undefined;
}

export { Io };
