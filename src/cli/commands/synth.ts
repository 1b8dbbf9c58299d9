import { UsageError } from '../../diagnostics/errors.ts';
import type { BundleMesh } from '../../emit/bundle.ts';
import { planPath } from '../../emit/paths.ts';
import { type Written, writeTree } from '../../emit/write.ts';
import { plural } from '../../report/diagnostics.ts';
import { desired, type Positions } from '../../schedule/desired.ts';
import { planFile } from '../../schedule/plan-file.ts';
import { stageNamed, stagesOf } from '../../schedule/stages.ts';
import { type CliCommand, compiled, type ExitStatus, type Io } from '../command.ts';
import { keepBundle } from '../keep-bundle.ts';
import type { CompiledSource } from '../source.ts';

interface Options {
  readonly output?: string;
  readonly bundle?: string;
  readonly at: readonly string[];
  readonly json?: boolean;
}

/** Compiles and writes `dist/`: only what changed, and only what is ours. */
export const synth: CliCommand = {
  register(program, run) {
    program
      .command('synth')
      .description("write each cluster's manifests below dist/")
      .option('-o, --output <folder>', 'folder to write to (default: output of cdk8s.yaml, else dist beside it)')
      .option(
        '--at <rollout=stage>',
        'show a rollout at one of its stages, such as bookinfo/reviews-v2=shift-1-2; may be repeated',
        (value: string, all: readonly string[]) => [...all, value],
        [] as readonly string[],
      )
      .option('--bundle <folder>', 'keep what delivery needs in a folder instead, for tick --bundle in another job')
      .option('--json', 'print JSON')
      .action((options: Options) => run((io) => write(io, options), options));
  },
};

async function write(io: Io, options: Options): Promise<ExitStatus> {
  const source = await compiled(io, io.today());
  if (!source) return 1;
  if (options.bundle !== undefined) return keep(io, source, options.bundle);
  const folder = options.output ?? source.outdir;
  const result = writeInto(folder, await outputOf(source, options.at));
  if (result.inTheWay.length > 0)
    throw new UsageError(
      `Meshwright did not write ${result.inTheWay.join(', ')} in ${folder}, and will not replace it.`,
      'Move it away, or write elsewhere with -o. Nothing was changed.',
    );
  const { written, unchanged, removed } = result;
  io.result(
    `${plural(written.length, 'file')} written, ${unchanged.length} unchanged, ${removed.length} removed in ${folder}`,
    { folder, written, unchanged, removed },
  );
  return 0;
}

function keep(io: Io, { path, folder }: CompiledSource, target: string): ExitStatus {
  keepBundle(path, target);
  const files = folder.bundle.meshes.reduce((all, mesh) => all + Object.keys(mesh.files).length, 0);
  io.result(`a bundle of ${plural(files, 'file')} in ${target}; meshwright tick --bundle ${target} delivers it`, {
    bundle: target,
    files,
  });
  return 0;
}

/** What the disk may answer where the folder is not one to write to. */
const REFUSALS = ['EACCES', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EPERM', 'EROFS'];

function writeInto(folder: string, files: ReadonlyMap<string, string>): Written {
  try {
    return writeTree(folder, files);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!REFUSALS.includes(code)) throw error;
    throw new UsageError(
      `Cannot write to ${folder}: ${/^\w+: ([^,]+)/.exec(message)?.[1] ?? code}.`,
      'Choose another folder with -o. Running synth again is safe.',
    );
  }
}

async function outputOf({ folder }: CompiledSource, at: readonly string[]): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const positions = positionsFrom(folder.bundle.meshes, at);
  for (const mesh of folder.bundle.meshes) {
    for (const [path, file] of desired(mesh, positions)) files.set(path, file.text ?? (await folder.text(file.blob)));
    files.set(planPath(mesh.inventory.mesh), planFile(mesh.inventory.mesh, mesh.canaries));
  }
  for (const [path, blob] of Object.entries(folder.bundle.beside ?? {})) files.set(path, await folder.text(blob));
  return files;
}

function positionsFrom(meshes: readonly BundleMesh[], at: readonly string[]): Positions {
  const canaries = meshes.flatMap((mesh) => mesh.canaries);
  return Object.fromEntries(
    at.map((text) => {
      const [id = '', stage = ''] = text.split('=');
      const canary = canaries.find((candidate) => candidate.id === id);
      if (!canary)
        throw new UsageError(
          `There is no rollout '${id}'.`,
          `The source has ${canaries.map((candidate) => candidate.id).join(', ') || 'none'}.`,
        );
      if (!stageNamed(canary, stage))
        throw new UsageError(
          `${id} has no stage '${stage}'.`,
          `It has start, ${stagesOf(canary)
            .map(({ key }) => key)
            .join(', ')}.`,
        );
      return [id, stage];
    }),
  );
}
