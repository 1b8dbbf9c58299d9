import { userInfo } from 'node:os';
import { resume as resumeRollout } from '../../deliver/pause.ts';
import type { CliCommand, ExitStatus, Io } from '../command.ts';
import { openDeliveries, type RepositoryOptions, withRepository } from '../repository.ts';

interface Options extends RepositoryOptions {
  readonly by?: string;
  readonly anyway?: boolean;
}

/** Ends a pause, or says "go on" to what a rollout has stopped for. */
export const resume: CliCommand = {
  register(program, run) {
    withRepository(
      program
        .command('resume')
        .description('end a pause, or let a rollout go on that has stopped for a person')
        .argument('<rollout>', 'such as bookinfo/reviews-v2, or bookinfo to end the pause of a whole mesh')
        .option('--anyway', 'go forward although a gate of the step in force has failed')
        .option('--by <name>', 'who says so (default: the user of this machine)'),
    ).action((rollout: string, options: Options) => run((io) => goOn(io, rollout, options), options));
  },
};

async function goOn(io: Io, rollout: string, options: Options): Promise<ExitStatus> {
  const [first, ...others] = (await openDeliveries(io, options)) ?? [];
  if (!first) return 1;
  const by = options.by ?? userInfo().username;
  const resumed = await resumeRollout([first, ...others], { rollout, by, anyway: options.anyway ?? false });
  const lines = [
    ...(resumed.unpaused ? [`${rollout} is no longer paused`] : []),
    ...resumed.settled.map((reason) => `${rollout} goes on: ${reason}`),
    ...(resumed.left ?? []).map((reason) => `left as it is: ${reason}`),
  ];
  io.result(`${lines.join('\n')}\nthe next tick proposes what may follow`, { rollout, ...resumed });
  return 0;
}
