import { Option } from 'commander';
import { exitStatus } from '../../deliver/lane-status.ts';
import { statusPage, statusPart } from '../../deliver/status-page.ts';
import { look } from '../../deliver/tick.ts';
import { proofJson } from '../../report/counter-example.ts';
import { renderLanes } from '../../report/lanes.ts';
import { percent, plainTable } from '../../report/table.ts';
import type { RolloutState } from '../../schedule/state.ts';
import type { CliCommand, ExitStatus, Io } from '../command.ts';
import { openDeliveries, type RepositoryOptions, withRepository } from '../repository.ts';

interface Options extends RepositoryOptions {
  readonly format: 'table' | 'markdown';
}

/** Where every rollout stands. Looks, and touches nothing. */
export const status: CliCommand = {
  register(program, run) {
    withRepository(program.command('status').description('show where every rollout stands and what it waits for'))
      .addOption(
        new Option('--format <format>', 'a table for a terminal, or a page for a wiki or the summary of a job')
          .choices(['table', 'markdown'])
          .default('table'),
      )
      .action((options: Options) => run((io) => show(io, options), options));
  },
};

async function show(io: Io, options: Options): Promise<ExitStatus> {
  const deliveries = await openDeliveries(io, options);
  const [first, ...more] = deliveries ?? [];
  if (!first) return 1;
  const looks = await look(first, ...more);
  const found = looks.map((one, index) => statusPart(one, deliveries?.[index]?.repository ?? ''));
  const now = Math.max(...looks.map(({ seen }) => seen.now));
  const several = found.length > 1;
  const tables = found.map(({ repository, states, lanes }) =>
    [several ? `${repository}:` : '', renderStates(states), renderLanes(lanes, now, io.paint)]
      .filter(Boolean)
      .join('\n\n'),
  );
  const where = (repository: string) => (several ? { repository } : {});
  io.result(options.format === 'markdown' ? statusPage(found, now) : tables.join('\n\n'), {
    applied: found.flatMap(({ states, repository }) => states.map((state) => ({ ...state, ...where(repository) }))),
    lanes: found.flatMap(({ lanes, repository }) =>
      lanes.map(({ proposal, proof, ...lane }) => ({
        ...lane,
        ...(proof && { proof: proofJson(proof.proved) }),
        ...where(repository),
      })),
    ),
  });
  return exitStatus(found.flatMap(({ lanes }) => lanes));
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
