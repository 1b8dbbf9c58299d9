import { named } from '../model/specs.ts';
import { type ClusterState, unanswered } from './applied-clusters.ts';
import { foreign, moment } from './evidence.ts';
import type { AnswerTo, Application, QuestionOf, Revision } from './questions.ts';

export function askArgoCd(
  { application }: { readonly application: string },
  mesh: string,
  cluster: string,
  commit: string,
): QuestionOf<'argocd'> {
  return { ask: 'argocd', application: named(application, mesh, cluster), cluster, commit };
}

/** Argo CD works out health and operations in two loops: health that is younger than this may change at once. */
const SETTLED = 5_000;

export function byArgoCd(
  { now, mergedAt = now }: { readonly now: number; readonly mergedAt: number | undefined },
  cluster: string,
  answer: AnswerTo<'argocd'>,
): ClusterState {
  if (!('got' in answer)) return unanswered(cluster, answer);
  const app = answer.got;
  const degraded = degradedSince(app);
  if (degraded !== undefined)
    return { cluster, state: 'failed', note: `Degraded since ${moment(degraded)}, after it had applied the stage` };
  const note = missing(app, now, mergedAt);
  return note === undefined ? { cluster, state: 'applied', at: appliedAt(app) } : { cluster, state: 'pending', note };
}

/** Whether a revision holds the stage. Equality would fail at the next commit of somebody else. */
function holds(revision: Revision | undefined): boolean {
  return revision !== undefined && (revision.stands === 'contains' || revision.sameFiles);
}

/** What still stands between the Application and "applied"; undefined when nothing does. */
function missing(app: Application, now: number, mergedAt: number): string | undefined {
  const { operation, revision } = app;
  if (app.errors.length > 0) return foreign(app.errors.join('; '));
  if (revision === undefined) return 'it has not been compared with Git yet';
  if (!holds(revision)) return revisionNote(revision);
  if (operation !== undefined && operation.phase !== 'Succeeded') return `its last sync is ${foreign(operation.phase)}`;
  if (app.sync !== 'Synced') return `it is ${foreign(app.sync ?? 'Unknown')}`;
  // One from before the merge: the stage changed files and no object, so there was nothing to sync.
  const needed = operation !== undefined && (operation.finishedAt ?? now) >= mergedAt;
  if (needed && !holds(operation.revision))
    return operation.revision === undefined ? 'its last sync names no revision' : revisionNote(operation.revision);
  if (app.health !== 'Healthy') return `it is ${foreign(app.health ?? 'of unknown health')}`;
  const finishedAt = operation?.finishedAt;
  if (finishedAt !== undefined && (app.reconciledAt ?? 0) < finishedAt) return 'its health is older than its last sync';
  if (app.healthSince !== undefined && now < app.healthSince + SETTLED) return 'it has only just become Healthy';
  return undefined;
}

function revisionNote({ id, stands }: Revision): string {
  const short = foreign(id).slice(0, 10);
  return stands === 'older' ? `it is still at ${short}` : `it is at ${short}, which cannot be compared with the stage`;
}

/** The first deployment that held the stage; Argo CD keeps the last ten. */
function appliedAt({ history, operation }: Application): number | undefined {
  return history.find(({ revision }) => holds(revision))?.deployedAt ?? operation?.finishedAt;
}

/**
 * When it turned Degraded with the stage in force and applied. Only where its folder is just as the stage left it: of
 * anything else that changed since, the stage is not to blame. Trouble from before the sync had ended is not counted.
 */
function degradedSince(app: Application): number | undefined {
  const { health, healthSince, operation, revision } = app;
  if (health !== 'Degraded' || healthSince === undefined || revision?.sameFiles !== true) return undefined;
  if (operation !== undefined && operation.phase !== 'Succeeded') return undefined;
  const since = appliedAt(app);
  return since !== undefined && healthSince >= since + SETTLED ? healthSince : undefined;
}
