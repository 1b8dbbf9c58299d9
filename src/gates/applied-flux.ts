import { named } from '../model/specs.ts';
import { type ClusterState, unanswered } from './applied-clusters.ts';
import { foreign } from './evidence.ts';
import type { AnswerTo, Kustomization, QuestionOf, Revision } from './questions.ts';

export function askFlux(
  { kustomization }: { readonly kustomization: string },
  mesh: string,
  cluster: string,
  commit: string,
): QuestionOf<'flux'> {
  const [namespace = '', name = ''] = named(kustomization, mesh, cluster).split('/');
  return { ask: 'flux', cluster, namespace, name, commit };
}

/** Reasons of Ready=False that tell of what was applied, and not of a source or a server that cannot be reached. */
const UNHEALTHY = 'HealthCheckFailed';

export function byFlux(cluster: string, answer: AnswerTo<'flux'>): ClusterState {
  if (!('got' in answer)) return unanswered(cluster, answer);
  const found = answer.got;
  if (found.suspended)
    return { cluster, state: 'stuck', note: 'its Kustomization is suspended; resume it, or nothing will be applied' };
  if (turnedBad(found)) {
    const message = foreign(found.ready?.message ?? '');
    return { cluster, state: 'failed', note: `unhealthy after it had applied the stage: ${message}` };
  }
  const note = missing(found);
  return note === undefined ? { cluster, state: 'applied', at: appliedAt(found) } : { cluster, state: 'pending', note };
}

function holds(revision: Revision | undefined): boolean {
  return revision !== undefined && (revision.stands === 'contains' || revision.sameFiles);
}

/**
 * `lastAppliedRevision` is written only after health checks. While a later commit is being reconciled Ready is Unknown;
 * that takes nothing back from a revision that was applied.
 */
function missing({ ready, applied, generation, observedGeneration }: Kustomization): string | undefined {
  if (ready?.status === 'False') return foreign(`${ready.reason}: ${ready.message}`);
  if (applied === undefined) return 'it has applied nothing yet';
  if (!holds(applied)) {
    const at = foreign(applied.id).slice(0, 10);
    return applied.stands === 'older'
      ? `it is still at ${at}`
      : `it is at ${at}, which cannot be compared with the stage`;
  }
  if (generation === undefined || observedGeneration !== generation)
    return 'its controller has not seen the latest Kustomization';
  return ready === undefined ? 'it is not known to be ready' : undefined;
}

/** The first reconciliation that held the stage, where Flux keeps a history (2.7 and later). */
function appliedAt({ history, ready }: Kustomization): number | undefined {
  const times = history.filter(({ revision }) => holds(revision)).map(({ since }) => since);
  return times.length > 0 ? Math.min(...times) : ready?.since;
}

/** Only where the folder is just as the stage left it: of anything else that changed since, it is not to blame. */
function turnedBad({ ready, applied, attempted }: Kustomization): boolean {
  return (
    ready?.status === 'False' &&
    ready.reason === UNHEALTHY &&
    holds(applied) &&
    (attempted ?? applied)?.sameFiles === true
  );
}
