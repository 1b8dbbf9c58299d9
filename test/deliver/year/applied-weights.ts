/** Reads from manifests alone how much of the new version the callers of a cluster are sent to. */
import { parse } from 'yaml';
import type { MemoryRepository } from '../../support/memory/repository.ts';
import type { Folder } from '../../support/memory/tree.ts';
import { MESH, NAMESPACE } from './fleet.ts';

interface VirtualService {
  readonly spec: {
    readonly http: readonly {
      readonly route: readonly {
        readonly destination: { readonly host: string; readonly subset?: string };
        readonly weight?: number;
      }[];
    }[];
  };
}

export function virtualServicePath(cluster: string, service: string): string {
  return `${MESH}/clusters/${cluster}/${NAMESPACE}/virtualservice.networking.istio.io_${service}.yaml`;
}

/** Per cent that the last route gives to `to`; undefined where the cluster has no such object. */
export function appliedShare(
  repository: MemoryRepository,
  tree: Folder,
  where: { readonly cluster: string; readonly service: string; readonly to: string },
): number | undefined {
  const entry = tree.at(virtualServicePath(where.cluster, where.service));
  if (!entry) return undefined;
  const { spec } = parsed(repository.text(entry.blob));
  const routes = spec.http.at(-1)?.route ?? [];
  const isNew = (subset = '') => subset === where.to || subset.startsWith(`${where.to}-`);
  return routes
    .filter(({ destination }) => isNew(destination.subset))
    .reduce((sum, { weight = 100 }) => sum + weight, 0);
}

/** Clusters mostly hold the same texts. */
const known = new Map<string, VirtualService>();

function parsed(text: string): VirtualService {
  const found = known.get(text) ?? (parse(text) as VirtualService);
  known.set(text, found);
  return found;
}
