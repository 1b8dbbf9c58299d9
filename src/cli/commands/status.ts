import { exitStatus } from '../../deliver/lane-status.ts';
import { look } from '../../deliver/tick.ts';
import { renderLanes } from '../../report/lanes.ts';
import { percent, plainTable } from '../../report/table.ts';
import type { RolloutState } from '../../schedule/state.ts';
import type { CliCommand, ExitStatus, Io } from '../command.ts';
import { openDelivery, type RepositoryOptions, withRepository } from '../repository.ts';

/** Where every rollout stands. Looks, and touches nothing. */
export const status: CliCommand = {
  register(program, run) {
    withRepository(
      program.command('status').description('show where every rollout stands and what it waits for'),
    ).action((options: RepositoryOptions) => run((io) => show(io, options), options));
  },
};

async function show(io: Io, options: RepositoryOptions): Promise<ExitStatus> {
  const delivery = await openDelivery(io, options);
  if (!delivery) return 1;
  const { seen, decision } = await look(delivery);
  const { lanes } = decision;
  const states = seen.meshes.flatMap(({ base }) => [...base.states.values()]);
  const text = [renderStates(states), renderLanes(lanes, seen.now, io.paint)].filter(Boolean).join('\n\n');
  io.result(text, { applied: states, lanes: lanes.map(({ proposal, ...lane }) => lane) });
  return exitStatus(lanes);
}

function renderStates(states: readonly RolloutState[]): string {
  if (states.length === 0) return '';
  const rows = states.map(({ rollout, status, number, total, stage, weights, to }) => {
    const shares = Object.entries(weights).map(([cluster, weight]) =>
      `${cluster} ${percent(weight)} ${to ?? ''}`.trim(),
    );
    return [rollout, status, `${number}/${total} ${stage}`, shares.join(', ')];
  });
  return plainTable(['applied', 'status', 'step', 'share of the new version'], rows);
}
