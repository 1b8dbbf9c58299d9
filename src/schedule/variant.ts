import type { Manifest } from '../istio/manifest.ts';
import { copiesFor } from '../istio/route-copies.ts';
import type { Destination, Permille, RouteVariant, Variant } from '../model/specs.ts';
import type { CanaryStage } from './stages.ts';

/** The stage at which a rollout stands, by its id. */
export type StageOf = (rollout: string) => CanaryStage;

/** Whether a cluster's variants are the same at two stages: told without making them. */
export function standAlike(variants: readonly Variant[], cluster: string, a: StageOf, b: StageOf): boolean {
  return variants.every((variant) => {
    const [one, other] = [a(variant.rollout), b(variant.rollout)];
    if (one === other) return true;
    const client = clientOf(variant, cluster);
    return (
      (one.weights[client] ?? 0) === (other.weights[client] ?? 0) &&
      one.pinned === other.pinned &&
      one.settled === other.settled &&
      one.mirrored?.includes(client) === other.mirrored?.includes(client) &&
      one.cohort?.includes(client) === other.cohort?.includes(client) &&
      one.sticky?.includes(client) === other.sticky?.includes(client)
    );
  });
}

/** The cluster whose share decides: that of the callers, which one istiod may serve together with others. */
function clientOf(variant: Variant, cluster: string): string {
  return variant.kind === 'route' ? (variant.client ?? cluster) : cluster;
}

/**
 * A manifest with every variant at the stage of its rollout. Each says by the place of its route in the manifest as compiled
 * what becomes of that route alone; variants of two rollouts meet in one where one is queued behind the other.
 */
export function withVariants(
  manifest: Manifest,
  variants: readonly Variant[],
  cluster: string,
  stageOf: (rollout: string) => CanaryStage,
): Manifest {
  let result = manifest;
  for (const protocol of ['http', 'tls', 'tcp'] as const) {
    const own = variants.filter((variant) => variant.kind === 'route' && variant.protocol === protocol);
    if (own.length > 0) result = withRoutes(result, own as readonly RouteVariant[], cluster, stageOf);
  }
  for (const variant of variants)
    if (variant.kind === 'subsets' && stageOf(variant.rollout).pinned) result = withSubsets(result, variant.subsets);
  return result;
}

function withRoutes(
  manifest: Manifest,
  variants: readonly RouteVariant[],
  cluster: string,
  stageOf: (rollout: string) => CanaryStage,
): Manifest {
  const [{ protocol }] = variants as readonly [RouteVariant, ...RouteVariant[]];
  const present = (manifest.spec?.[protocol] ?? []) as readonly object[];
  const at = new Map<number, RouteVariant[]>();
  for (const variant of variants) at.set(variant.index, [...(at.get(variant.index) ?? []), variant]);
  const routes = present.flatMap((entry, i) => routesFor(entry, at.get(i) ?? [], cluster, stageOf));
  const same = routes.length === present.length && routes.every((entry, i) => entry === present[i]);
  return same ? manifest : { ...manifest, spec: { ...manifest.spec, [protocol]: routes } };
}

/** What becomes of one route: the same for all of its clients, or a copy for those of each cluster that stands elsewhere. */
function routesFor(
  entry: object,
  variants: readonly RouteVariant[],
  cluster: string,
  stageOf: (rollout: string) => CanaryStage,
): readonly object[] {
  const movedIn = (client: string, own: readonly RouteVariant[]) =>
    inOrder(own).reduce<object[]>(
      (made, variant) => [
        ...made.slice(0, -1),
        ...routesAt(made.at(-1) ?? entry, variant, client, stageOf(variant.rollout)),
      ],
      [entry],
    );
  const clients = variants[0]?.clients;
  if (!clients) return movedIn(cluster, variants);
  const each = clients.map((client) => ({
    cluster: client,
    routes: movedIn(
      client,
      variants.filter((variant) => variant.client === client),
    ),
  }));
  return copiesFor(each, cluster).flatMap(({ routes }) => routes);
}

/** One that is queued begins where another ends: it acts on what that has left, and not before it moves anything itself. */
function inOrder(variants: readonly RouteVariant[]): readonly RouteVariant[] {
  if (variants.length < 2) return variants;
  const first = variants.find(({ from }) => variants.every(({ settled }) => settled.subset !== from.subset));
  const [next, ...others] = first ? [first, ...variants.filter((one) => one !== first)] : variants;
  return next ? [next, ...inOrder(others)] : [];
}

/** A route as it stands at a stage, and in front of it those for the canary's cohort and for its cookie while there are. */
function routesAt(entry: object, variant: RouteVariant, cluster: string, stage: CanaryStage): object[] {
  const weight = stage.weights[cluster] ?? 0;
  const mirrors = stage.mirrored?.includes(cluster) ? variant.mirrors : undefined;
  const match = stage.cohort?.includes(cluster) ? variant.cohort : undefined;
  const sticky = stage.sticky?.includes(cluster) ? variant.sticky : undefined;
  const moved = weight > 0 && { route: shares(variant, weight, stage.settled, sticky?.setCookie) };
  const main = moved || mirrors ? { ...entry, ...moved, ...(mirrors && { mirrors }) } : entry;
  const route = [{ destination: variant.to }];
  return [
    ...(match ? [{ ...entry, match, route }] : []),
    ...(sticky ? [{ ...entry, match: sticky.match, route }] : []),
    main,
  ];
}

/** One destination carries no weight, as the compiler writes it; two carry per cents, or thousandths where they must. */
function shares(
  { from, to, settled }: RouteVariant,
  weight: Permille,
  isSettled: boolean,
  setCookie: string | undefined,
): readonly Share[] {
  const target = isSettled ? settled : to;
  if (weight === 1000) return [{ destination: target }];
  const unit = weight % 10 === 0 ? 10 : 1;
  return [
    { destination: from, weight: (1000 - weight) / unit },
    {
      destination: target,
      weight: weight / unit,
      ...(setCookie !== undefined && { headers: { response: { add: { 'set-cookie': setCookie } } } }),
    },
  ];
}

interface Share {
  readonly destination: Destination;
  readonly weight?: number;
  readonly headers?: object;
}

/** Sorted by name, as the compiler sorts the versions' own. */
function withSubsets(manifest: Manifest, added: readonly { readonly name: string }[]): Manifest {
  const present = (manifest.spec?.subsets ?? []) as readonly { readonly name: string }[];
  const all = [...present, ...added].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { ...manifest, spec: { ...manifest.spec, subsets: all } };
}
