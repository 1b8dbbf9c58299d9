import { goBack } from '../../deliver/rollback.ts';
import type { CliCommand, ExitStatus, Io } from '../command.ts';
import { doneLine } from '../done-line.ts';
import { openDelivery, type RepositoryOptions, withRepository } from '../repository.ts';

/** Proposes to take a canary back in all clusters at once. */
export const rollback: CliCommand = {
  register(program, run) {
    withRepository(
      program
        .command('rollback')
        .description('propose that a canary gives all its traffic back')
        .argument('<rollout>', 'such as bookinfo/reviews-v2'),
    ).action((rollout: string, options: RepositoryOptions) => run((io) => propose(io, rollout, options), options));
  },
};

async function propose(io: Io, rollout: string, options: RepositoryOptions): Promise<ExitStatus> {
  const delivery = await openDelivery(io, options);
  if (!delivery) return 1;
  const done = await goBack([delivery], { rollout, purpose: 'rollback' });
  io.result(done.map(doneLine).join('\n'), { done });
  return 0;
}
