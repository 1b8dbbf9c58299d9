import type { Revision } from '../gates/questions.ts';
import type { Observation } from './observe.ts';
import type { PlannedMesh } from './planned.ts';
import { remembering } from './remember.ts';
import type { Relate } from './sources/contract.ts';
import type { TickRequest } from './tick-request.ts';

/** One repository, as far as its history is asked. */
export interface HistoryWorld {
  readonly seen: Pick<Observation, 'head'>;
  readonly meshes: readonly PlannedMesh[];
  readonly request: Pick<TickRequest, 'git'>;
}

/** What is asked of one repository's history, each thing once: hundreds of clusters report the same few revisions. */
export interface History {
  /** Whether a commit is on the branch of the applied tree. */
  has(commit: string): Promise<boolean>;
  /** First parents from `commit` to the head, newest first. */
  since(commit: string): Promise<readonly string[] | undefined>;
  relate(id: string, commit: string, cluster: string): Promise<Revision>;
}

/** For one run: what has been fetched does not change under it. */
export function historyOf({ seen: { head }, meshes, request: { git } }: HistoryWorld): History {
  const asked = remembering((commit: string, ancestor: string) => git.contains(commit, ancestor));
  const contains = async (commit: string, ancestor: string) => commit === ancestor || asked(commit, ancestor);
  const has = async (commit: string) => head !== undefined && contains(head, commit);
  const folder = remembering((commit: string, path: string) => git.folderAt(commit, path));
  const same = async (a: string, b: string, path: string) =>
    a === b || (await folder(a, path)) === (await folder(b, path));
  const sameIn = async (id: string, commit: string, cluster: string) => {
    for (const { mesh } of meshes) {
      const clusters = `${mesh.inventory.mesh}/clusters`;
      // Most often nothing at all has changed, which one look tells for all clusters.
      if (!(await same(id, commit, clusters)) && !(await same(id, commit, `${clusters}/${cluster}`))) return false;
    }
    return true;
  };
  return {
    has,
    since: remembering(async (commit: string) => (head === undefined ? undefined : git.historySince(head, commit))),
    relate: remembering(async (id: string, commit: string, cluster: string) => {
      const later = await contains(id, commit);
      const stands = later ? 'contains' : (await contains(commit, id)) ? 'older' : 'unknown';
      // A revision that is on no branch of ours proves nothing, whatever it holds.
      const known = stands === 'older' || (await has(id));
      return { id, stands, sameFiles: known && (await sameIn(id, commit, cluster)) };
    }),
  };
}

/** How a revision that a cluster reports stands to a commit, by the histories that have been fetched. */
export function relateIn(histories: readonly History[]): Relate {
  return async (revision, commit, cluster): Promise<Revision> => {
    const id = /[0-9a-f]{40}$/.exec(revision)?.[0];
    for (const history of id === undefined ? [] : histories)
      if (await history.has(commit)) return history.relate(id!, commit, cluster);
    return { id: id ?? revision, stands: 'unknown', sameFiles: false };
  };
}
