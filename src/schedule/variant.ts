import type { Manifest } from '../istio/manifest.ts';
import type { Destination, Permille, RouteVariant, Variant } from '../model/specs.ts';
import type { CanaryStage } from './stages.ts';

/** A manifest with every variant at the stage of its rollout. Variants of different rollouts never meet in one route. */
export function withVariants(
  manifest: Manifest,
  variants: readonly Variant[],
  cluster: string,
  stageOf: (rollout: string) => CanaryStage,
): Manifest {
  return variants.reduce((result, variant) => {
    const stage = stageOf(variant.rollout);
    if (variant.kind === 'subsets') return stage.pinned ? withSubsets(result, variant.subsets) : result;
    const weight = stage.weights[cluster] ?? 0;
    return weight === 0 ? result : withRoute(result, variant, shares(variant, weight, stage.settled));
  }, manifest);
}

/** One destination carries no weight, as the compiler writes it; two carry per cents, or thousandths where they must. */
function shares({ from, to, settled }: RouteVariant, weight: Permille, isSettled: boolean): readonly Share[] {
  const target = isSettled ? settled : to;
  if (weight === 1000) return [{ destination: target }];
  const unit = weight % 10 === 0 ? 10 : 1;
  return [
    { destination: from, weight: (1000 - weight) / unit },
    { destination: target, weight: weight / unit },
  ];
}

interface Share {
  readonly destination: Destination;
  readonly weight?: number;
}

function withRoute(manifest: Manifest, { protocol, index }: RouteVariant, route: readonly Share[]): Manifest {
  const routes = (manifest.spec?.[protocol] ?? []) as readonly object[];
  return {
    ...manifest,
    spec: { ...manifest.spec, [protocol]: routes.map((entry, i) => (i === index ? { ...entry, route } : entry)) },
  };
}

/** Sorted by name, as the compiler sorts the versions' own. */
function withSubsets(manifest: Manifest, added: readonly { readonly name: string }[]): Manifest {
  const present = (manifest.spec?.subsets ?? []) as readonly { readonly name: string }[];
  const all = [...present, ...added].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { ...manifest, spec: { ...manifest.spec, subsets: all } };
}
