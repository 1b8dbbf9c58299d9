import { UsageError } from '../diagnostics/errors.ts';
import type { BundleMesh } from '../emit/bundle.ts';
import type { Facts } from '../istio/facts.ts';
import { factsOf } from '../istio/facts-of-inventory.ts';
import type { Manifest } from '../istio/manifest.ts';
import { nearestName } from '../istio/nearest.ts';
import { readManifests } from '../read/manifests.ts';
import { renderDiagnostics } from '../report/diagnostics.ts';
import { desired, type Positions } from '../schedule/desired.ts';
import { stageNamed, stagesOf } from '../schedule/stages.ts';
import type { SimulationParts } from '../simulate/simulation.ts';
import { compiled, type Io } from './command.ts';

export interface WorldOptions {
  readonly manifests?: readonly string[];
  readonly inventory?: string;
  /** `<rollout>=<stage>` each. */
  readonly at?: readonly string[];
  readonly mesh?: string;
}

/** What to simulate in: the compiled source, or folders of manifests; undefined where the source does not compile. */
export async function worldFor(io: Io, options: WorldOptions): Promise<SimulationParts | undefined> {
  if (options.manifests !== undefined || options.inventory !== undefined) return plainWorld(io, options);
  const source = await compiled(io);
  if (!source) return undefined;
  const mesh = meshNamed(source.folder.bundle.meshes, options.mesh);
  const manifests = new Map<string, Manifest[]>();
  for (const [path, { blob, text }] of desired(mesh, positionsFrom(mesh, options.at ?? []))) {
    const cluster = mesh.files[path]?.cluster ?? '';
    const read = readManifests(text ?? (await source.folder.text(blob)), path).manifests;
    manifests.set(cluster, [...(manifests.get(cluster) ?? []), ...read.map((one) => one.manifest)]);
  }
  return { facts: factsOf(mesh.inventory), manifests };
}

async function plainWorld(io: Io, options: WorldOptions): Promise<SimulationParts> {
  if (options.at !== undefined)
    throw new UsageError('--at is about rollouts of the source.', 'Leave it out with --manifests.');
  // Only here: what reads plain manifests is much, and the other commands do without.
  const { readPlainWorld } = await import('./plain-world.ts');
  const { parts, problems } = readPlainWorld(options);
  io.note(renderDiagnostics(problems, io.paint));
  return { facts: parts.facts, manifests: byCluster(parts.facts, parts.objects) };
}

function byCluster(
  facts: Facts,
  objects: readonly { readonly cluster: string; readonly manifest: Manifest }[],
): ReadonlyMap<string, readonly Manifest[]> {
  const manifests = new Map<string, Manifest[]>(facts.clusters.map((cluster) => [cluster.name, []]));
  for (const { cluster, manifest } of objects) manifests.get(cluster)?.push(manifest);
  return manifests;
}

function meshNamed(meshes: readonly BundleMesh[], name: string | undefined): BundleMesh {
  const [first, second] = meshes;
  const names = meshes.map((mesh) => mesh.inventory.mesh);
  const found = name === undefined ? (second ? undefined : first) : meshes[names.indexOf(name)];
  if (found) return found;
  throw new UsageError(
    name === undefined ? `The source has ${meshes.length} meshes.` : `The source has no mesh '${name}'.`,
    meshes.length === 0 ? 'Declare one.' : `Name one of them with --mesh: ${names.join(', ')}.`,
  );
}

/** Where `--at` puts rollouts of a mesh. */
export function positionsFrom(mesh: BundleMesh, at: readonly string[]): Positions {
  return Object.fromEntries(
    at.map((text) => {
      const [, rollout = text, stage = ''] = /^(.*)=([^=]*)$/.exec(text) ?? [];
      const canary = mesh.canaries.find((one) => one.id === rollout);
      if (!canary) {
        const ids = mesh.canaries.map((one) => one.id);
        const meant = nearestName(rollout, ids);
        throw new UsageError(
          `There is no rollout '${rollout}'.`,
          meant === undefined ? `Rollouts are ${ids.join(', ') || 'none'}.` : `Did you mean '${meant}'?`,
        );
      }
      if (!stageNamed(canary, stage)) {
        const stages = ['start', ...stagesOf(canary).map((one) => one.key)];
        throw new UsageError(
          `Rollout '${rollout}' has no stage '${stage}'.`,
          `Write --at ${rollout}=<stage>; its stages are ${stages.join(', ')}.`,
        );
      }
      return [rollout, stage];
    }),
  );
}
