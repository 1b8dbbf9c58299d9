import { type Command, Option } from 'commander';
import type { BundleFolder } from '../../deliver/bundle-folder.ts';
import type { Diagnostic, Severity } from '../../diagnostics/diagnostic.ts';
import { hasErrors, sortDiagnostics } from '../../diagnostics/diagnostic.ts';
import { applySuppressions, expireSuppressions } from '../../diagnostics/suppress.ts';
import { plural } from '../../report/plural.ts';
import { FORMATS, type Format, printReport } from '../check-output.ts';
import type { CliCommand, ExitStatus, Io } from '../command.ts';
import { EXISTING, existingObjects } from '../existing.ts';
import { compileSource } from '../source.ts';

interface Options {
  readonly manifests?: readonly string[];
  readonly inventory?: string;
  readonly suppressions?: string;
  readonly existing?: readonly string[];
  readonly failOn: FailOn;
  readonly format: Format;
  readonly json?: boolean;
}

const FAIL_ON = ['error', 'warning', 'info', 'never'] as const;
type FailOn = (typeof FAIL_ON)[number];

/** Compiles and judges, or judges folders of manifests; writes nothing. */
export const check: CliCommand = {
  register(program, run) {
    program
      .command('check')
      .description('judge the mesh, or folders of plain manifests, without writing anything')
      .option('--manifests <cluster=folder...>', "judge each cluster's folder (or file) of YAML instead of the mesh")
      .option('--inventory <file>', 'what the manifests do not say: regions, networks, releases of Istio, …')
      .option(...EXISTING)
      .option('--suppressions <file>', 'findings that are accepted (default: "meshwright-suppressions.yaml")')
      .addOption(
        new Option('--fail-on <severity>', 'the least severity that makes the exit status 1')
          .choices(FAIL_ON)
          .default('error'),
      )
      .addOption(new Option('--format <format>', 'how findings are printed').choices(FORMATS).default('text'))
      .option('--json', 'print JSON; the same as --format json')
      .action((options: Options, command: Command) => {
        const format = options.json ? 'json' : (options.format ?? command.getOptionValue('format'));
        return run((io) => judge(io, { ...options, format }), { json: format === 'json' });
      });
  },
};

async function judge(io: Io, options: Options): Promise<ExitStatus> {
  const { manifests, inventory, failOn, format } = options;
  const isPlain = manifests !== undefined || inventory !== undefined;
  const judged = isPlain ? await judgePlain(io, options) : await judgeSource(io, options);
  const diagnostics = expireSuppressions(judged.diagnostics, io.today());
  const failed = judged.unusable || fails(diagnostics, failOn);
  printReport(io, format, { ...judged, diagnostics, failed });
  return failed ? 1 : 0;
}

async function judgePlain(io: Io, options: Options) {
  // Only here: what reads plain manifests is much, and the other commands do without.
  const { judgeManifests } = await import('../check-manifests.ts');
  const judged = await io.during(
    'Judging',
    Promise.resolve().then(() => judgeManifests(options)),
  );
  return { ...judged, root: process.cwd() };
}

async function judgeSource(io: Io, options: Options) {
  const { diagnostics: found, folder, output, root } = await io.during('Compiling', compileSource());
  io.note(output);
  const meshes = folder.bundle.meshes.map(
    ({ inventory }) =>
      `${inventory.mesh} (${plural(inventory.clusters.length, 'cluster')}, ${plural(inventory.services.length, 'service')})`,
  );
  // What does not compile has no steps.
  const steps = hasErrors(found) ? undefined : await provedSteps(io, folder, options);
  const all = sortDiagnostics([...found, ...(steps?.diagnostics ?? [])]);
  const diagnostics = options.suppressions === undefined ? all : await accept(all, options.suppressions);
  if (steps !== undefined && steps.steps > 0 && steps.diagnostics.length === 0)
    meshes.push(`${plural(steps.steps, 'step')} of rollouts proved`);
  return { diagnostics, root, notes: steps?.notes ?? [], subject: meshes.join(', ') || 'no mesh', unusable: false };
}

/** Only here: what judges steps is much, and plain manifests have none. */
async function provedSteps(io: Io, folder: BundleFolder, { existing }: Options) {
  const { judgeSteps } = await import('../check-steps.ts');
  const beside = existingObjects(io, existing, folder.bundle);
  return io.during('Proving', judgeSteps(folder, beside));
}

/** The file beside cdk8s.yaml has had its say already, when the mesh was compiled. */
async function accept(found: readonly Diagnostic[], file: string): Promise<readonly Diagnostic[]> {
  const { suppressionsFor } = await import('../check-manifests.ts');
  const { suppressions, problems } = suppressionsFor({ suppressions: file });
  return sortDiagnostics([...applySuppressions(found, suppressions), ...problems]);
}

const RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1 };

function fails(found: readonly Diagnostic[], failOn: FailOn): boolean {
  if (failOn === 'never') return false;
  return found.some(({ severity, suppressed }) => !suppressed && RANK[severity] >= RANK[failOn]);
}
