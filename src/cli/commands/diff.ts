import { type Command, Option } from 'commander';
import { code, fenced, prose } from '../../deliver/text/quote.ts';
import { UsageError } from '../../diagnostics/errors.ts';
import { emitManifest } from '../../emit/yaml.ts';
import type { Manifest } from '../../istio/manifest.ts';
import { type ObjectPatch, objectPatches, patchesBlock, patchesText } from '../../report/object-diff.ts';
import { trafficText } from '../../report/traffic.ts';
import { markdownTraffic, terminalTraffic } from '../../report/traffic-styles.ts';
import { changedObjects } from '../../schedule/traffic/changes.ts';
import { trafficDifference } from '../../schedule/traffic/difference.ts';
import type { TrafficDifference } from '../../schedule/traffic/types.ts';
import type { CliCommand, ExitStatus, Io } from '../command.ts';
import { againstApplied, betweenBundles, betweenPositions, objectsOf, type Sides } from '../diff-sides.ts';
import { type RepositoryOptions, withRepository } from '../repository.ts';

const FORMATS = ['text', 'json', 'markdown'] as const;

interface Options extends RepositoryOptions {
  readonly at?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  readonly inventory?: string;
  /** False with `--no-yaml`. */
  readonly yaml: boolean;
  readonly format: (typeof FORMATS)[number];
}

/** Shows what a change does to traffic, security and reach, and then the objects that differ. */
export const diff: CliCommand = {
  register(program, run) {
    withRepository(
      program.command('diff').description('show what a change does to traffic, security and reach, then the objects'),
    )
      .option('--at <rollout=stage...>', 'with rollouts at these stages; alone: against their start')
      .option('--from <bundle>', 'compare with this bundle')
      .option('--to <bundle>', 'the bundle that --from is compared to (default: the source)')
      .option('--before <cluster=folder...>', 'compare folders of plain manifests: the old ones')
      .option('--after <cluster=folder...>', 'the new ones')
      .option('--inventory <file>', 'what plain manifests do not say: regions, networks, …')
      .option('--no-yaml', 'leave the objects out')
      .addOption(new Option('--format <format>', 'how it is printed').choices(FORMATS).default('text'))
      .action((options: Options, command: Command) => {
        const format = options.json ? 'json' : (options.format ?? command.getOptionValue('format'));
        return run((io) => show(io, { ...options, format }), { json: format === 'json' });
      });
  },
};

async function show(io: Io, options: Options): Promise<ExitStatus> {
  const sides = await sidesFor(io, options);
  if (!sides) return 1;
  const told = sides.map((one) => ({
    mesh: one.mesh,
    difference: trafficDifference(one.before, one.after),
    patches: options.yaml ? patchesOf(one) : [],
  }));
  if (options.format === 'markdown') io.print(told.map((one) => markdown(one, told.length > 1)).join('\n\n'));
  else
    io.result(
      told.map((one) => terminal(io, one, told.length > 1)).join('\n\n'),
      told.map(({ mesh, difference, patches }) => ({ mesh, ...difference, patches })),
    );
  return 0;
}

async function sidesFor(io: Io, options: Options): Promise<readonly Sides[] | undefined> {
  const { at = [], from, before, after } = options;
  if (before !== undefined || after !== undefined) return plainSides(io, options);
  if (from !== undefined) return betweenBundles(io, { ...options, from });
  if (options.to !== undefined)
    throw new UsageError('--to without --from has nothing to be compared with.', 'Name the old bundle with --from.');
  if (options.repo !== undefined || options.config !== undefined) return againstApplied(io, options, at);
  if (at.length > 0) return betweenPositions(io, options, at);
  throw new UsageError(
    'The difference between what?',
    'Give --repo or --config for what is applied, --at <rollout>=<stage> for a step, --from <bundle> for an older source, or --before and --after for folders.',
  );
}

async function plainSides(io: Io, { before, after, inventory }: Options): Promise<readonly Sides[]> {
  if (before === undefined || after === undefined)
    throw new UsageError(
      'Folders are compared in pairs.',
      'Give --before <cluster>=<folder> … and --after <cluster>=<folder> …',
    );
  // Only here: what reads plain manifests is much.
  const { readPlainWorld } = await import('../plain-world.ts');
  const [old, fresh] = [before, after].map((manifests) => {
    const { parts, notes } = readPlainWorld({ manifests, ...(inventory !== undefined && { inventory }) });
    for (const note of notes) io.note(`${io.paint.dim('note:')} ${note}`);
    return { facts: parts.facts, objects: objectsOf(parts.objects) };
  }) as [Sides['before'], Sides['after']];
  return [{ mesh: fresh.facts.mesh, before: old, after: fresh }];
}

function patchesOf({ before, after }: Sides): readonly ObjectPatch[] {
  const texts = changedObjects(before.objects, after.objects).map((changed) => {
    const { kind, metadata } = (changed.after ?? changed.before) as Manifest;
    const namespace = metadata.namespace === undefined ? '' : `${metadata.namespace}/`;
    const object = `${kind} ${namespace}${metadata.name}`;
    const text = (manifest: Manifest | undefined) => (manifest === undefined ? undefined : emitManifest(manifest));
    return { object, cluster: changed.cluster, before: text(changed.before), after: text(changed.after) };
  });
  return objectPatches(texts);
}

interface Told {
  readonly mesh: string;
  readonly difference: TrafficDifference;
  readonly patches: readonly ObjectPatch[];
}

function terminal(io: Io, { mesh, difference, patches }: Told, several: boolean): string {
  const text = trafficText(difference, terminalTraffic(io.paint));
  const parts = [...(several ? [io.paint.bold(mesh)] : []), text, patchesText(patches, io.paint)];
  return parts.filter((part) => part !== '').join('\n\n');
}

function markdown({ mesh, difference, patches }: Told, several: boolean): string {
  const text = trafficText(difference, markdownTraffic({ code, prose }));
  const yaml = patches.length === 0 ? [] : [fenced('diff', patchesBlock(patches))];
  return [...(several ? [`### ${code(mesh)}`] : []), text, ...yaml].join('\n\n');
}
