import { type Command, Option } from 'commander';
import { openBundle } from '../../deliver/bundle-folder.ts';
import { capacities } from '../../deliver/capacities.ts';
import { observe } from '../../deliver/observe.ts';
import { meshesIn } from '../../deliver/repositories.ts';
import { code, fenced, prose } from '../../deliver/text/quote.ts';
import { NOTHING, renderPlan } from '../../report/plan.ts';
import { markdownPlan } from '../../report/plan-markdown.ts';
import { mermaidPlan } from '../../report/plan-mermaid.ts';
import { plan as planMesh } from '../../schedule/plan.ts';
import { atStart, type Timetable, timetable, withCapacity } from '../../schedule/timetable.ts';
import { type CliCommand, compiled, type ExitStatus, type Io } from '../command.ts';
import { openDeliveries, type RepositoryOptions, withRepository } from '../repository.ts';

const FORMATS = ['text', 'json', 'markdown', 'mermaid'] as const;

interface Options extends RepositoryOptions {
  readonly format: (typeof FORMATS)[number];
}

/** Shows the steps: those the source describes, or with --repo or --config those that are left from what is applied. */
export const plan: CliCommand = {
  register(program, run) {
    withRepository(
      program
        .command('plan')
        .description('show the steps of each rollout; with --repo or --config, those still to take'),
    )
      .addOption(new Option('--format <format>', 'how they are printed').choices(FORMATS).default('text'))
      .action((options: Options, command: Command) => {
        const format = options.json ? 'json' : (options.format ?? command.getOptionValue('format'));
        return run((io) => show(io, { ...options, format }), { json: format === 'json' });
      });
  },
};

async function show(io: Io, options: Options): Promise<ExitStatus> {
  const timetables = namesRepository(options) ? await remaining(io, options) : await described(io, options);
  if (!timetables) return 1;
  print(io, options.format, timetables, namesRepository(options) ? NOTHING : 'the source describes no rollout.');
  return timetables.some(({ stops }) => stops.length > 0) ? 3 : 0;
}

function namesRepository({ repo, config }: RepositoryOptions): boolean {
  return repo !== undefined || config !== undefined;
}

/** What the source describes, from a tree in which no rollout has begun. */
async function described(io: Io, options: Options): Promise<readonly Timetable[] | undefined> {
  const folder = options.bundle === undefined ? (await compiled(io))?.folder : await openBundle(options.bundle);
  if (!folder) return undefined;
  return Promise.all(
    folder.bundle.meshes.map(async (mesh) =>
      withCapacity(timetable(mesh, planMesh(mesh, atStart(mesh))), await capacities(folder, mesh)),
    ),
  );
}

async function remaining(io: Io, options: Options): Promise<readonly Timetable[] | undefined> {
  const deliveries = await openDeliveries(io, options, 'steer');
  if (!deliveries) return undefined;
  const found: Timetable[] = [];
  for (const delivery of deliveries) {
    const seen = await observe({ ...delivery, meshes: meshesIn(delivery) });
    for (const { mesh, base } of seen.meshes) {
      // What one repository holds is only a part of what decides where requests go.
      const whole = delivery.folder.bundle.meshes.find((one) => one.inventory.mesh === mesh.inventory.mesh) ?? mesh;
      found.push(withCapacity(timetable(mesh, planMesh(mesh, base)), await capacities(delivery.folder, whole)));
    }
  }
  return found;
}

function print(io: Io, format: Options['format'], timetables: readonly Timetable[], nothing: string): void {
  if (format === 'mermaid') io.print(mermaidPlan(timetables));
  else if (format === 'markdown')
    io.print(timetables.map((one) => markdownPlan(one, { code, prose, fenced }, nothing)).join('\n\n'));
  else io.result(timetables.map((one) => renderPlan(one, io.paint, nothing)).join('\n\n'), timetables);
}
