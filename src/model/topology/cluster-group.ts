import type { Construct } from 'constructs';
import { isPlain } from '../../istio/crd/types.ts';
import { Element } from '../element.ts';
import { Cluster, type ClusterProps } from './cluster.ts';

/** At least one cluster: what stands wherever clusters are named. */
export type Clusters = readonly [Cluster, ...Cluster[]];

/** What a cluster of a group has of its own: what the group does not say, and whatever is otherwise here. */
export type ClusterOverrides<D> = Omit<ClusterProps, keyof D> & Partial<ClusterProps>;

/** Clusters of a group, or of several: a list, to be used wherever one is asked for (`runsIn`, `in`, waves). */
export type ClusterList<N extends string = string> = Clusters & {
  /** Some of them. */
  only(...names: readonly [N, ...N[]]): ClusterList<N>;
  /** All but some. */
  except(...names: readonly [N, ...N[]]): ClusterList<N>;
  /** These and others, each once. */
  and(...others: readonly (readonly Cluster[])[]): ClusterList;
  /** Those of which something is true. */
  where(test: (cluster: Cluster) => boolean): ClusterList<N>;
  /**
   * Waves of a rollout that take so many clusters each, one after the other; what is left is the last wave.
   * @param sizes how many clusters the first waves have
   * @param wave what else every wave says: its bake, its weights
   */
  waves<const W extends object>(
    sizes: readonly number[],
    wave: W,
  ): readonly [W & { readonly clusters: Clusters }, ...(W & { readonly clusters: Clusters })[]];
};

/** Clusters that have much in common, in the order in which they were named. */
export type ClusterGroup<N extends string = string> = ClusterList<N> & {
  /** Each by its name. */
  readonly named: Readonly<Record<N, Cluster>>;
};

/** The scope of a group's clusters. */
class Group extends Element {}

/**
 * Declares many clusters at once: what they have in common, and what each has of its own. `meshConfig` and `helm` of a
 * cluster replace single fields of the group's; every other setting is replaced whole.
 */
export function clusterGroup<D extends Partial<ClusterProps>, const N extends string>(
  scope: Construct,
  id: string,
  defaults: D,
  clusters: Readonly<Record<N, ClusterOverrides<D>>>,
): ClusterGroup<N> {
  const group = new Group(scope, id);
  const own = isPlain(clusters) ? Object.entries(clusters) : [];
  if (own.length === 0) group.node.addValidation({ validate: () => ['a group of clusters has at least one cluster'] });
  const made = own.map(([name, overrides]) => new Cluster(group, name, merged(defaults, overrides)));
  const named = Object.fromEntries(made.map((cluster) => [cluster.node.id, cluster]));
  return Object.defineProperty(listOf(made), 'named', { value: named }) as ClusterGroup<N>;
}

/** An array like any other, with ways to take parts of it. */
function listOf(clusters: readonly Cluster[]): ClusterList {
  const some = (test: (cluster: Cluster) => boolean) => listOf(clusters.filter(test));
  const ways: Omit<ClusterList, keyof Clusters> = {
    only: (...names) => some(({ node }) => names.includes(node.id)),
    except: (...names) => some(({ node }) => !names.includes(node.id)),
    and: (...others) => listOf([...new Set([...clusters, ...others.flat()])]),
    where: some,
    waves: (sizes, wave) => partsOf(clusters, sizes).map((part) => ({ ...wave, clusters: part })) as never,
  };
  const list = [...clusters];
  for (const [name, value] of Object.entries(ways)) Object.defineProperty(list, name, { value });
  return list as unknown as ClusterList;
}

function merged(defaults: Partial<ClusterProps>, overrides: unknown): ClusterProps {
  const own: Partial<ClusterProps> = isPlain(overrides) ? overrides : {};
  const layered = (['meshConfig', 'helm'] as const).flatMap((name) => {
    const [shared, said] = [defaults?.[name], own[name]];
    return isPlain(shared) && isPlain(said) ? [[name, { ...shared, ...said }]] : [];
  });
  return { ...defaults, ...own, ...Object.fromEntries(layered) } as ClusterProps;
}

/** The list in pieces of the given sizes, and a last one of what is left. */
function partsOf(list: readonly Cluster[], sizes: readonly number[]): readonly Clusters[] {
  const parts: (readonly Cluster[])[] = [];
  let taken = 0;
  for (const size of sizes) {
    parts.push(list.slice(taken, taken + size));
    taken += size;
  }
  return [...parts, list.slice(taken)].filter((part) => part.length > 0) as unknown as readonly Clusters[];
}
