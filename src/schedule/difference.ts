import type { BundleMesh } from '../emit/bundle.ts';
import { clusterFolder } from '../emit/paths.ts';
import type { DesiredFile } from './desired.ts';
import type { Base, Change, Stop } from './plan-types.ts';

interface Difference {
  readonly changes: readonly Change[];
  /** Where files of other people stand in the way. */
  readonly blocked: readonly string[];
  readonly stops: readonly Stop[];
}

/** What separates the applied tree from a desired one, in the order of paths; files of other people are left out. */
export function difference(mesh: BundleMesh, base: Base, want: ReadonlyMap<string, DesiredFile>): Difference {
  const changes: Change[] = [];
  const blocked: string[] = [];
  for (const [path, after] of want) {
    const present = base.files.get(path);
    if (present?.blob === after.blob) continue;
    if (present && !present.owned) blocked.push(path);
    else changes.push({ path, before: present?.blob, after });
  }
  const folders = mesh.inventory.clusters.map((cluster) => clusterFolder(mesh.inventory.mesh, cluster.name));
  const strangers = new Set<string>();
  for (const [path, { blob, owned }] of base.files) {
    if (!owned || want.has(path)) continue;
    if (folders.some((folder) => path.startsWith(folder))) changes.push({ path, before: blob, after: undefined });
    else strangers.add(path.split('/').slice(0, 3).join('/'));
  }
  changes.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { changes, blocked, stops: [...blocked.map(foreign), ...[...strangers].sort().map(unknownCluster)] };
}

function foreign(path: string): Stop {
  return {
    rollout: undefined,
    code: 'foreign-file',
    message: `${path} is in the way: Meshwright did not write it and will not replace it.`,
    hint: 'Remove or rename the file, or take the object out of the mesh.',
  };
}

function unknownCluster(folder: string): Stop {
  return {
    rollout: undefined,
    code: 'unknown-cluster',
    message: `${folder} belongs to no cluster of the mesh; its files are left as they are.`,
    hint: 'Declare the cluster again, or delete the folder by hand once nothing runs there.',
  };
}
