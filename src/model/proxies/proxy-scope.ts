import type { Cluster } from '../topology/cluster.ts';

/** Which proxies a setting of theirs is for, under the mesh. */
export interface ProxyPlace {
  /** Clusters where the proxies run. @default all */
  readonly in?: readonly [Cluster, ...Cluster[]];
  /** Under the mesh: only proxies of this namespace. @default all of the mesh, gateways among them */
  readonly namespace?: string;
  /** With `namespace`: only those of its pods with these labels. @default all */
  readonly pods?: Readonly<Record<string, string>>;
}
