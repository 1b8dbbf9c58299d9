import type { Command } from 'commander';
import type { Purpose } from '../deliver/going-back.ts';
import { goBack } from '../deliver/rollback.ts';
import type { ExitStatus, Io, Runner } from './command.ts';
import { doneLine } from './done-line.ts';
import { openDeliveries, type RepositoryOptions, withRepository } from './repository.ts';

/** A command that takes a canary back: rollback, abort and supersede differ in what may follow. */
export function goBackCommand(program: Command, run: Runner, purpose: Purpose, description: string): void {
  withRepository(
    program.command(purpose).description(description).argument('<rollout>', 'such as bookinfo/reviews-v2'),
  ).action((rollout: string, options: RepositoryOptions) =>
    run((io) => proposeBack(io, rollout, purpose, options), options),
  );
}

export async function proposeBack(
  io: Io,
  rollout: string,
  purpose: Purpose,
  options: RepositoryOptions,
): Promise<ExitStatus> {
  const deliveries = await openDeliveries(io, options, 'steer');
  if (!deliveries) return 1;
  const done = await goBack(deliveries, { rollout, purpose });
  io.result(done.map(doneLine).join('\n'), { done });
  return 0;
}
