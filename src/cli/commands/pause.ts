import { userInfo } from 'node:os';
import { pause as pauseRollout } from '../../deliver/pause.ts';
import type { CliCommand, ExitStatus, Io } from '../command.ts';
import { openDeliveries, type RepositoryOptions, withRepository } from '../repository.ts';

interface Options extends RepositoryOptions {
  readonly by?: string;
  readonly reason?: string;
}

/** Holds a rollout, or all of a mesh, where it is. */
export const pause: CliCommand = {
  register(program, run) {
    withRepository(
      program
        .command('pause')
        .description('propose no further step of a rollout, or of a whole mesh, until resume')
        .argument('<rollout>', 'such as bookinfo/reviews-v2, or bookinfo for all of its rollouts')
        .option('--reason <text>', 'said to everybody who asks for the status')
        .option('--by <name>', 'who says so (default: the user of this machine)'),
    ).action((rollout: string, options: Options) => run((io) => hold(io, rollout, options), options));
  },
};

async function hold(io: Io, rollout: string, options: Options): Promise<ExitStatus> {
  const deliveries = await openDeliveries(io, options, 'steer');
  if (!deliveries) return 1;
  const by = options.by ?? userInfo().username;
  await pauseRollout(deliveries, { rollout, by, reason: options.reason ?? '' });
  io.result(`${rollout} is paused; meshwright resume ${rollout} lets it go on`, { rollout, paused: true, by });
  return 0;
}
