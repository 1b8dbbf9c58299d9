import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Argument } from 'commander';
import { UsageError } from '../../diagnostics/errors.ts';
import { blobId } from '../../emit/blob.ts';
import type { Bundle, BundleMesh } from '../../emit/bundle.ts';
import { argoSteps } from '../../handoff/argocd/steps.ts';
import { fluxSteps } from '../../handoff/flux/steps.ts';
import { type Installation, line, type Step } from '../../handoff/steps.ts';
import { type CliCommand, compiled, type ExitStatus, type Io } from '../command.ts';

type Tool = 'argocd' | 'flux';

interface Options {
  readonly output?: string;
  readonly json?: boolean;
}

/** Tells how to install what `dist/` holds for Argo CD or Flux. Changes nothing, in no cluster and on no disk. */
export const bootstrap: CliCommand = {
  register(program, run) {
    program
      .command('bootstrap')
      .description("tell how Argo CD or Flux gets to apply the clusters' folders")
      .addArgument(new Argument('<tool>', 'what applies them').choices(['argocd', 'flux']))
      .option('-o, --output <folder>', 'folder that synth has written to (default: that of cdk8s.yaml, else dist)')
      .option('--json', 'print JSON')
      .action((tool: Tool, options: Options) => run((io) => tell(io, tool, options), options));
  },
};

async function tell(io: Io, tool: Tool, options: Options): Promise<ExitStatus> {
  const source = await compiled(io);
  if (!source) return 1;
  const { bundle } = source.folder;
  const meshes = bundle.meshes.filter(({ gitops }) => gitops?.tool.kind === tool);
  if (meshes.length === 0) throw nothingFor(tool, bundle);
  const folder = options.output ?? source.outdir;
  const output = relative(process.cwd(), folder) || '.';
  const told = meshes.map((mesh) => installationOf(mesh, filesOf(bundle, mesh, tool), folder, output));
  const root = rootFiles(bundle, folder, output);
  const text = [
    ...told.map(({ mesh, steps }) => render(`Mesh ${mesh}`, steps)),
    ...root.map((step) => render('', [step])),
  ];
  io.result(text.join('\n'), { tool, meshes: told, repository: root });
  return 0;
}

function nothingFor(tool: Tool, { meshes }: Bundle): UsageError {
  const other = meshes.find(({ gitops }) => gitops)?.gitops?.tool.kind;
  return new UsageError(
    `No mesh of the source is handed over to ${tool}.`,
    other === undefined
      ? `Set gitops: { repository: 'https://…', ${tool}: {} } on the Mesh, and run meshwright synth.`
      : `Its gitops names ${other}: run meshwright bootstrap ${other}.`,
  );
}

function filesOf({ beside = {} }: Bundle, { inventory }: BundleMesh, tool: Tool): Readonly<Record<string, string>> {
  const folder = `${inventory.mesh}/${tool}/`;
  return Object.fromEntries(Object.entries(beside).filter(([path]) => path.startsWith(folder)));
}

interface Told {
  readonly mesh: string;
  readonly files: readonly string[];
  readonly steps: readonly Step[];
}

function installationOf(
  { inventory: { mesh }, gitops, files: all }: BundleMesh,
  files: Readonly<Record<string, string>>,
  folder: string,
  output: string,
): Told {
  checkWritten(files, folder, output);
  const clusters = [...new Set(Object.values(all).map(({ cluster }) => cluster))].sort();
  const installation = { mesh, gitops: gitops!, clusters, output };
  return { mesh, files: Object.keys(files).sort(), steps: stepsOf({ ...installation, tool: gitops!.tool }) };
}

function stepsOf(installation: Installation): readonly Step[] {
  const { tool } = installation;
  return tool.kind === 'argocd' ? argoSteps({ ...installation, tool }) : fluxSteps({ ...installation, tool });
}

/** Commands that install yesterday's mesh would be worse than none. */
function checkWritten(files: Readonly<Record<string, string>>, folder: string, output: string): void {
  const stale = Object.entries(files).flatMap(([path, blob]) => {
    const text = textOf(join(folder, path));
    if (text !== undefined && blobId(text) === blob) return [];
    return [`${join(output, path)} is ${text === undefined ? 'missing' : 'not what the mesh says now'}`];
  });
  if (stale.length === 0) return;
  const more = stale.length > 1 ? `, and so on for ${stale.length - 1} more` : '';
  throw new UsageError(`${stale[0]}${more}.`, 'Run meshwright synth first, or say with -o where it has written to.');
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Files that only a person can put into the applied tree, because delivery writes nothing but folders of clusters. */
function rootFiles({ beside = {} }: Bundle, folder: string, output: string): readonly Step[] {
  const own = Object.fromEntries(Object.entries(beside).filter(([path]) => !path.includes('/')));
  if (Object.keys(own).length === 0) return [];
  checkWritten(own, folder, output);
  const files = Object.keys(own).sort();
  const copy = line('cp', ...files.map((path) => join(output, path)), '<clone of the applied tree>/');
  return [
    {
      what: `Put ${files.join(' and ')} into the root of the applied tree, in a commit of your own, and again when they change`,
      commands: [copy],
    },
  ];
}

function render(title: string, steps: readonly Step[]): string {
  const lines = steps.flatMap(({ what, commands }) => [`# ${what}.`, ...commands, '']);
  return [...(title === '' ? [] : [`# ${title}`, '']), ...lines].join('\n');
}
