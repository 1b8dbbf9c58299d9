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
  // A folder where a file belongs, or a file where a folder does, is somebody's too.
  const obstacles = new Set([...base.files].filter(([, { owned }]) => !owned).flatMap(([path]) => ancestors(path)));
  const blocked: string[] = [];
  const ways = new Set<string>();
  for (const [path, after] of want) {
    const present = base.files.get(path);
    if (present?.blob === after.blob) continue;
    const obstacle = present ? !present.owned && path : inPlaceOf(path, base, obstacles);
    if (obstacle) {
      blocked.push(path);
      ways.add(obstacle);
    } else changes.push({ path, before: present?.blob, after });
  }
  const here = mesh.part?.clusters ?? mesh.inventory.clusters.map(({ name }) => name);
  const folders = here.map((cluster) => clusterFolder(mesh.inventory.mesh, cluster));
  const strangers = new Set<string>();
  for (const [path, { blob, owned }] of base.files) {
    if (!owned || want.has(path)) continue;
    if (folders.some((folder) => path.startsWith(folder))) changes.push({ path, before: blob, after: undefined });
    else strangers.add(path.split('/').slice(0, 3).join('/'));
  }
  changes.sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    changes,
    blocked,
    stops: [
      ...[...ways].sort().map(foreign),
      ...[...strangers].sort().map((folder) => unknownCluster(folder, mesh.part !== undefined)),
    ],
  };
}

/** What stands where a new file, or one of its folders, is to be. */
function inPlaceOf(path: string, base: Base, obstacles: ReadonlySet<string>): string | undefined {
  return obstacles.has(path) ? path : ancestors(path).find((folder) => base.files.has(folder));
}

function ancestors(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}

function foreign(path: string): Stop {
  return {
    rollout: undefined,
    code: 'foreign-file',
    message: `${path} is in the way: Meshwright did not write it and will not replace it.`,
    hint: 'Remove or rename the file, or take the object out of the mesh.',
  };
}

function unknownCluster(folder: string, isPart: boolean): Stop {
  const where = isPart ? 'no cluster that this repository holds' : 'no cluster of the mesh';
  return {
    rollout: undefined,
    code: 'unknown-cluster',
    message: `${folder} belongs to ${where}; its files are left as they are.`,
    hint: "Declare the cluster again, with decommission: 'empty' if it is given up; or delete the folder by hand once nothing runs there. meshwright decommission tells what is left.",
  };
}
