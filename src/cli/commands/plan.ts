import { observe } from '../../deliver/observe.ts';
import { meshesIn } from '../../deliver/repositories.ts';
import { renderPlan, renderSchedules } from '../../report/plan.ts';
import { plan as planMesh } from '../../schedule/plan.ts';
import { type CliCommand, compiled, type ExitStatus, type Io } from '../command.ts';
import { openDeliveries, type RepositoryOptions, withRepository } from '../repository.ts';

/** Shows the steps: those the source describes, or with --repo or --config those that are left from what is applied. */
export const plan: CliCommand = {
  register(program, run) {
    withRepository(
      program
        .command('plan')
        .description('show the steps of each rollout; with --repo or --config, those still to take'),
    ).action((options: RepositoryOptions) =>
      run((io) => (namesRepository(options) ? remaining(io, options) : schedules(io)), options),
    );
  },
};

function namesRepository({ repo, config }: RepositoryOptions): boolean {
  return repo !== undefined || config !== undefined;
}

async function schedules(io: Io): Promise<ExitStatus> {
  const source = await compiled(io);
  if (!source) return 1;
  const canaries = source.folder.bundle.meshes.flatMap((mesh) => mesh.canaries);
  io.result(renderSchedules(canaries, io.paint), { canaries });
  return 0;
}

async function remaining(io: Io, options: RepositoryOptions): Promise<ExitStatus> {
  const deliveries = await openDeliveries(io, options, 'steer');
  if (!deliveries) return 1;
  const plans = [];
  for (const delivery of deliveries) {
    const seen = await observe({ ...delivery, meshes: meshesIn(delivery) });
    plans.push(...seen.meshes.map(({ mesh, base }) => planMesh(mesh, base)));
  }
  io.result(plans.map((found) => renderPlan(found, io.paint)).join('\n\n'), plans);
  return plans.some((found) => found.stops.length > 0) ? 3 : 0;
}
