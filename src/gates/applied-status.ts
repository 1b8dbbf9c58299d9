import { named } from '../model/specs.ts';
import { type ClusterState, unanswered } from './applied-clusters.ts';
import { foreign, listed } from './evidence.ts';
import type { AnswerTo, QuestionOf } from './questions.ts';

interface Options {
  readonly context: string;
  readonly creators: readonly string[];
}

export function askStatuses(commit: string): QuestionOf<'statuses'> {
  return { ask: 'statuses', commit };
}

/**
 * A success on the commit, or on one after it, proves that the cluster had the stage then. A status is an event and no
 * level, so a later `pending` of somebody's next commit takes nothing back; a later failure holds, until it is mended.
 */
export function byStatuses(
  { context, creators }: Options,
  mesh: string,
  cluster: string,
  answer: AnswerTo<'statuses'>,
): ClusterState {
  if (!('got' in answer)) return unanswered(cluster, answer);
  const wanted = named(context, mesh, cluster);
  const all = answer.got.filter((status) => status.context === wanted);
  const strangers = [...new Set(all.map(({ creator }) => creator).filter((who) => !creators.includes(who)))].sort();
  const ignored = strangers.length > 0 ? ` (ignored: ${foreign(listed(strangers))})` : '';
  const counted = all.filter(({ creator }) => creators.includes(creator)).sort((a, b) => a.at - b.at);
  const newest = counted.at(-1);
  if (newest === undefined) return { cluster, state: 'pending', note: `no status '${wanted}' yet${ignored}` };
  if (newest.state === 'failure' || newest.state === 'error') {
    return { cluster, state: 'pending', note: `'${wanted}' says ${newest.state}: ${foreign(newest.description)}` };
  }
  const first = counted.find(({ state }) => state === 'success');
  if (first === undefined) return { cluster, state: 'pending', note: `'${wanted}' is pending${ignored}` };
  return { cluster, state: 'applied', at: first.at, ...(ignored !== '' && { note: ignored.trim().slice(1, -1) }) };
}
