/** What a source change leaves as it is while another Canary waits to take over: the old version, at its weights. */
import type { BundleFile, BundleMesh } from '../emit/bundle.ts';
import { type Destination, movesOf, type RouteVariant, type SubsetsVariant, type Variant } from '../model/specs.ts';
import { movesIn } from './moves.ts';
import type { Base } from './plan-types.ts';
import type { CanaryStage } from './stages.ts';
import type { RolloutState } from './state.ts';
import type { Succession } from './succession.ts';

/** A mesh in which some canaries stand where another rollout stands, and lead to its version. */
export interface StandingMesh extends BundleMesh {
  readonly standing?: ReadonlyMap<string, CanaryStage>;
}

/** The mesh as it is to be while rollouts are yet to be taken over. */
export function asItStands(mesh: BundleMesh, base: Base, successions: readonly Succession[]): StandingMesh {
  const taken = successions.filter(({ how }) => how === 'hotfix');
  if (taken.length === 0) return mesh;
  const files = Object.entries(mesh.files).map(([path, file]) => {
    const variants = taken.reduce<readonly Variant[] | undefined>(
      (found, succession) => standingVariants(succession, file, found, base.files.get(path)?.manifest?.spec?.subsets),
      file.variants,
    );
    return [path, variants === file.variants ? file : withVariantsOf(file, variants)] as const;
  });
  const standing = new Map(taken.map(({ state, canary }) => [canary.id, stageOf(state)]));
  return { ...mesh, files: Object.fromEntries(files), standing };
}

/** Routes of the old rollout that cannot be told in the terms of the new one: nobody but the take-over writes them. */
export function untold({ state, canary }: Succession, { files }: BundleMesh): ReadonlySet<string> {
  const opened = [state.mirrored, state.cohort, state.sticky].some((clusters = []) => clusters.length > 0);
  return new Set(
    Object.keys(state.files).filter((path) => {
      const file = files[path];
      if (!file || file.kind === 'DestinationRule') return false;
      return opened || !file.variants?.some(({ rollout }) => rollout === canary.id);
    }),
  );
}

function withVariantsOf({ variants: _, ...file }: BundleFile, variants: readonly Variant[] | undefined): BundleFile {
  return variants && variants.length > 0 ? { ...file, variants } : file;
}

function stageOf({ weights, stage }: RolloutState): CanaryStage {
  const settled = stage === 'settle' || stage === 'contract';
  return { key: 'standing', phase: 'shift', weights, pinned: true, settled, bake: 0 };
}

function standingVariants(
  { state, canary }: Succession,
  file: BundleFile,
  variants: readonly Variant[] | undefined,
  applied: unknown,
): readonly Variant[] | undefined {
  const old = new Map(movesIn(state).map(({ service, to }) => [service, to]));
  if (file.kind === 'DestinationRule') {
    const to = old.get(file.service ?? '');
    const there = new Set(declaredIn(file).map(({ name }) => name));
    const kept = to === undefined ? [] : subsetsOf(to, applied).filter(({ name }) => !there.has(name));
    return kept.length === 0 ? variants : [...(variants ?? []), { kind: 'subsets', rollout: canary.id, subsets: kept }];
  }
  if (!variants?.some(({ rollout }) => rollout === canary.id)) return variants;
  const byHost = new Map(movesOf(canary).map(({ host, service }) => [host, old.get(service)]));
  return variants.flatMap((variant): Variant[] => {
    if (variant.rollout !== canary.id || variant.kind !== 'route') return [variant];
    const to = byHost.get(variant.to.host);
    return to === undefined
      ? []
      : [leadingTo(variant, to, isPinned(state) ? `${to}-${variant.client ?? file.cluster}` : to)];
  });
}

function leadingTo(
  { cohort: _, mirrors: __, sticky: ___, ...variant }: RouteVariant,
  version: string,
  subset: string,
): RouteVariant {
  const at = (destination: Destination, name: string) => ({ ...destination, subset: name });
  return { ...variant, to: at(variant.to, subset), settled: at(variant.settled, version) };
}

/** Only a rollout with subsets of its own writes DestinationRules. */
function isPinned({ files }: RolloutState): boolean {
  return Object.keys(files).some((path) => /\/destinationrule\./.test(path));
}

type Subset = SubsetsVariant['subsets'][number];

/** Subsets that the source has by now, those of rollouts among them. */
function declaredIn({ manifest, variants = [] }: BundleFile): readonly Subset[] {
  const own = (manifest?.spec?.subsets ?? []) as readonly Subset[];
  return [...own, ...variants.flatMap((variant) => (variant.kind === 'subsets' ? variant.subsets : []))];
}

/** Subsets of a version that are applied: the source may have dropped them, and requests still go there. */
function subsetsOf(version: string, applied: unknown): readonly Subset[] {
  if (!Array.isArray(applied)) return [];
  return applied.filter((subset: Partial<Subset> | null): subset is Subset => {
    const { name, labels } = subset ?? {};
    return typeof name === 'string' && isOf(version, name) && typeof labels === 'object' && labels !== null;
  });
}

function isOf(version: string, name: string): boolean {
  return name === version || name.startsWith(`${version}-`);
}
