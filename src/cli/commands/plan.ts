import { type Command, Option } from 'commander';
import type { ForeignObject } from '../../deliver/applied.ts';
import { type BundleFolder, openBundle } from '../../deliver/bundle-folder.ts';
import { capacities } from '../../deliver/capacities.ts';
import type { Place } from '../../deliver/ground.ts';
import { observe } from '../../deliver/observe.ts';
import { planMeshes } from '../../deliver/planned.ts';
import { meshesIn } from '../../deliver/repositories.ts';
import { code, fenced, prose } from '../../deliver/text/quote.ts';
import type { BundleMesh } from '../../emit/bundle.ts';
import { NOTHING, renderPlan } from '../../report/plan.ts';
import { markdownPlan } from '../../report/plan-markdown.ts';
import { mermaidPlan } from '../../report/plan-mermaid.ts';
import { isAllProved, type PlanProofs, proofsJson } from '../../report/plan-proofs.ts';
import { plan as planMesh } from '../../schedule/plan.ts';
import type { ProvedStep } from '../../schedule/proof/index.ts';
import { atStart, type Timetable, timetable, withCapacity } from '../../schedule/timetable.ts';
import { type CliCommand, compiled, type ExitStatus, type Io } from '../command.ts';
import { EXISTING, existingObjects } from '../existing.ts';
import { openDeliveries, type RepositoryOptions, withRepository } from '../repository.ts';

const FORMATS = ['text', 'json', 'markdown', 'mermaid'] as const;

interface Options extends RepositoryOptions {
  readonly format: (typeof FORMATS)[number];
  /** False with `--no-proof`. */
  readonly proof: boolean;
}

/** What is left of one mesh, in one repository of its tree. */
interface Planned {
  readonly timetable: Timetable;
  readonly proofs: PlanProofs;
}

/** Shows the steps: those the source describes, or with --repo or --config those that are left from what is applied. */
export const plan: CliCommand = {
  register(program, run) {
    withRepository(
      program
        .command('plan')
        .description('show the steps of each rollout and prove them; with --repo or --config, those still to take'),
    )
      .option(...EXISTING)
      .option('--no-proof', 'show the steps without proving them')
      .addOption(new Option('--format <format>', 'how they are printed').choices(FORMATS).default('text'))
      .action((options: Options, command: Command) => {
        const format = options.json ? 'json' : (options.format ?? command.getOptionValue('format'));
        return run((io) => show(io, { ...options, format }), { json: format === 'json' });
      });
  },
};

/** A step that is not proved is no failure of the plan: it is shown, and needs a person as a stop does. */
async function show(io: Io, options: Options): Promise<ExitStatus> {
  const planned = namesRepository(options) ? await remaining(io, options) : await described(io, options);
  if (!planned) return 1;
  print(io, options.format, planned, namesRepository(options) ? NOTHING : 'the source describes no rollout.');
  const isStopped = planned.some(({ timetable: { stops }, proofs }) => stops.length > 0 || !isAllProved(proofs));
  return isStopped ? 3 : 0;
}

function namesRepository({ repo, config }: RepositoryOptions): boolean {
  return repo !== undefined || config !== undefined;
}

/** A diagram has no place for proofs. */
function wantsProofs({ proof, format }: Options): boolean {
  return proof && format !== 'mermaid';
}

/** What the source describes, from a tree in which no rollout has begun. */
async function described(io: Io, options: Options): Promise<readonly Planned[] | undefined> {
  const folder = options.bundle === undefined ? (await compiled(io))?.folder : await openBundle(options.bundle);
  if (!folder) return undefined;
  const existing = existingObjects(io, options.existing, folder.bundle);
  const planned: Planned[] = [];
  for (const mesh of folder.bundle.meshes) {
    const known = await capacities(folder, mesh);
    const found = withCapacity(timetable(mesh, planMesh(mesh, atStart(mesh))), known);
    const proofs = wantsProofs(options) ? await io.during('Proving', sourceProofs(folder, mesh, existing)) : new Map();
    planned.push({ timetable: found, proofs });
  }
  return planned;
}

async function sourceProofs(
  folder: BundleFolder,
  mesh: BundleMesh,
  existing: readonly ForeignObject[],
): Promise<PlanProofs> {
  // Only here: what proves is much, and other formats do without.
  const { stepsOfMesh } = await import('../check-steps.ts');
  const proofs = new Map<string, ProvedStep[]>();
  for (const step of await stepsOfMesh(folder, mesh, existing))
    proofs.set(step.rollout, [...(proofs.get(step.rollout) ?? []), step]);
  return proofs;
}

async function remaining(io: Io, options: Options): Promise<readonly Planned[] | undefined> {
  const deliveries = await openDeliveries(io, options, 'steer');
  if (!deliveries) return undefined;
  const places: [Place, ...Place[]][] = [];
  for (const delivery of deliveries) {
    const seen = await observe({ ...delivery, meshes: meshesIn(delivery) });
    for (const mesh of planMeshes(seen)) {
      const same = places.find(([first]) => first.mesh.mesh.inventory.mesh === mesh.mesh.inventory.mesh);
      if (same) same.push({ request: delivery, seen, mesh });
      else places.push([{ request: delivery, seen, mesh }]);
    }
  }
  const planned: Planned[] = [];
  for (const own of places) {
    const proofs = wantsProofs(options) ? await io.during('Proving', leftProofs(io, own)) : new Map();
    for (const { request, mesh } of own) {
      // What one repository holds is only a part of what decides where requests go.
      const name = mesh.mesh.inventory.mesh;
      const whole = request.folder.bundle.meshes.find(({ inventory }) => inventory.mesh === name) ?? mesh.mesh;
      const known = await capacities(request.folder, whole);
      planned.push({ timetable: withCapacity(timetable(mesh.mesh, mesh.plan), known), proofs });
    }
  }
  return planned;
}

async function leftProofs(io: Io, places: readonly [Place, ...Place[]]): Promise<PlanProofs> {
  const { provePlan } = await import('../../deliver/prove-plan.ts');
  const { steps, notes } = await provePlan(places);
  for (const note of notes) io.note(`note: ${note}`);
  return steps;
}

function print(io: Io, format: Options['format'], planned: readonly Planned[], nothing: string): void {
  if (format === 'mermaid') io.print(mermaidPlan(planned.map(({ timetable: found }) => found)));
  else if (format === 'markdown')
    io.print(
      planned.map((one) => markdownPlan(one.timetable, { code, prose, fenced }, nothing, one.proofs)).join('\n\n'),
    );
  else
    io.result(
      planned.map((one) => renderPlan(one.timetable, io.paint, nothing, one.proofs)).join('\n\n'),
      planned.map(withProofs),
    );
}

/** Without proofs, the timetable as it is. */
function withProofs({ timetable: found, proofs }: Planned) {
  if (proofs.size === 0) return found;
  const rollouts = found.rollouts.map((rollout) => ({ ...rollout, proofs: proofsJson(proofs.get(rollout.id) ?? []) }));
  return { ...found, rollouts };
}
