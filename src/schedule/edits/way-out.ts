import type { Manifest } from '../../istio/manifest.ts';
import type { Change } from '../plan-types.ts';
import { canonical, clusterOfPath, fields, hostIn, type Sides, texts } from './sides.ts';

/** What lies between sidecars and what is outside of the mesh. */

const MESH = 'mesh';

/** Hosts that a Gateway, or a VirtualService bound to gateways alone, serves; none of anything else. */
export function servedHosts(manifest: Manifest | undefined): readonly string[] {
  const { hosts, gateways, servers } = fields(manifest?.spec);
  if (manifest?.kind === 'Gateway')
    return Array.isArray(servers) ? servers.flatMap((server) => texts(fields(server).hosts)) : [];
  const bound = texts(gateways);
  return manifest?.kind === 'VirtualService' && bound.length > 0 && !bound.includes(MESH) ? texts(hosts) : [];
}

/** Hosts whose routes for sidecars change, after the change or before it, each behind its cluster. */
export function hostsOfSidecars(changes: readonly Change[], sides: Sides): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { path } of changes) {
    for (const side of [sides.after(path), sides.before(path)]) {
      if (side?.kind !== 'VirtualService') continue;
      const { hosts, gateways } = fields(side.spec);
      const bound = texts(gateways);
      if (bound.length > 0 && !bound.includes(MESH)) continue;
      for (const host of texts(hosts)) found.add(`${clusterOfPath(path)} ${hostIn(side, host)}`);
    }
  }
  return found;
}

/** Of an entry that says the same of its hosts as before: whether more namespaces see it, or fewer. */
export function onlySeen(before: Manifest | undefined, after: Manifest | undefined): 'more' | 'fewer' | undefined {
  if (!before || !after) return undefined;
  const rest = ({ spec }: Manifest) => canonical({ ...fields(spec), exportTo: [] });
  if (rest(before) !== rest(after)) return undefined;
  const [old, fresh] = [before, after].map(({ spec }) => texts(fields(spec).exportTo));
  const sees = (present: readonly string[] = [], wanted: readonly string[] = []) =>
    present.includes('*') || wanted.every((namespace) => present.includes(namespace));
  if (sees(fresh, old)) return 'more';
  return sees(old, fresh) ? 'fewer' : undefined;
}
