import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { UnknownFormError } from '../deliver/bundle-folder.ts';
import { DeliveryError, UsageError } from '../diagnostics/errors.ts';
import { type ExitStatus, Io, type Runner } from './command.ts';
import * as commands from './commands/index.ts';

const HELP = `
Exit status: 0 done, 1 error, 2 waiting, 3 needs a person.

Try it without an account:
  meshwright local init gitops.git      an empty repository for the applied tree
  meshwright tick --repo gitops.git     opens the first pull request
  meshwright local show 1 --repo gitops.git`;

/** The program. The one place that sets the exit status. */
export async function main(args: readonly string[]): Promise<void> {
  const program = new Command('meshwright')
    .description('Compiles an Istio mesh over many clusters, and rolls changes out by pull request.')
    .version(version())
    .showSuggestionAfterError()
    .addHelpText('after', HELP)
    // Before the commands are registered, for they take it over from here; without it commander would end the process.
    .exitOverride();
  let status: ExitStatus = 0;
  const run: Runner = async (work, { json = false }) => {
    const io = new Io(json);
    status = await work(io).catch((error: unknown) => tell(io, error));
  };
  for (const command of Object.values(commands)) command.register(program, run);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    // commander has said what was wrong with the arguments, or printed the help that was asked for.
    status = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 1) : tell(new Io(false), error);
  }
  // Not process.exit: output into a pipe may still be under way.
  process.exitCode = status;
}

function tell(io: Io, error: unknown): ExitStatus {
  if (error instanceof UsageError || error instanceof DeliveryError || error instanceof UnknownFormError) {
    io.error(error.message, error.hint);
    if (io.json) io.result('', { error: error.message, hint: error.hint });
    return error instanceof UnknownFormError ? 3 : 1;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.error(
    'Meshwright failed; this is a fault of the program, not of the mesh.',
    'Please report it with what follows. Nothing was left half done: the command may be run again.',
  );
  io.note(`\nmeshwright ${version()}, node ${process.version}, ${process.platform}\n${stack}`);
  return 1;
}

function version(): string {
  return (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string })
    .version;
}
