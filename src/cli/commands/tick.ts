import { tick as runTick } from '../../deliver/tick.ts';
import { renderLanes } from '../../report/lanes.ts';
import type { CliCommand, ExitStatus, Io } from '../command.ts';
import { doneLine } from '../done-line.ts';
import { openDelivery, type RepositoryOptions, withRepository } from '../repository.ts';

interface Options extends RepositoryOptions {
  readonly dryRun?: boolean;
}

/** One run of delivery: proposes what may be proposed now, and says what everything else waits for. */
export const tick: CliCommand = {
  register(program, run) {
    withRepository(program.command('tick').description('propose every step that may be taken now, as pull requests'))
      .option('--dry-run', 'tell, but do nothing')
      .action((options: Options) => run((io) => once(io, options), options));
  },
};

async function once(io: Io, options: Options): Promise<ExitStatus> {
  const delivery = await openDelivery(io, options);
  if (!delivery) return 1;
  const { lanes, done, exit } = await io.during('Ticking', runTick({ ...delivery, dryRun: options.dryRun ?? false }));
  const now = (await delivery.forge.now()).getTime();
  const told = lanes.map(({ proposal, ...lane }) => ({ ...lane, ...(proposal && { branch: proposal.branch }) }));
  const didText = done.map(doneLine).join('\n');
  // What was opened speaks for itself; a lane that needs a person is never left out.
  const opened = done.some(({ kind }) => kind === 'open');
  const shown = opened ? lanes.filter(({ state }) => state === 'stopped') : lanes;
  const table = opened && shown.length === 0 ? '' : renderLanes(shown, now, io.paint);
  io.result([didText, table].filter(Boolean).join('\n\n'), { lanes: told, done, exit });
  return exit;
}
