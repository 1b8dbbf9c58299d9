import type { Command } from 'commander';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { expireSuppressions } from '../diagnostics/suppress.ts';
import { renderDiagnostics } from '../report/diagnostics.ts';
import { linesBelow } from './check-output.ts';
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

/**
 * Compiles and says what there is to say; undefined when errors leave nothing to go on with. `today` is for commands that
 * hold suppressions to their last day.
 */
export async function compiled(io: Io, today?: string): Promise<CompiledSource | undefined> {
  const source = await io.during('Compiling', compileSource());
  const diagnostics = today === undefined ? source.diagnostics : expireSuppressions(source.diagnostics, today);
  io.note(source.output);
  io.note(renderDiagnostics(diagnostics, io.paint, linesBelow(source.root)));
  if (!hasErrors(diagnostics)) return source;
  if (io.json) io.result('', { diagnostics });
  return undefined;
}

export { Io };
