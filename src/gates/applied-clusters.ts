import { foreign, listed } from './evidence.ts';
import type { GateFacts, Verdict } from './gate.ts';
import type { Answered } from './questions.ts';

/** What one cluster has made of a stage. `note` says it in words that follow the cluster's name. */
export type ClusterState = { readonly cluster: string } & (
  | { readonly state: 'applied'; readonly at: number | undefined; readonly note?: string }
  /** Not yet, or not now; time may mend it. */
  | { readonly state: 'pending'; readonly note: string }
  /** It had applied the stage, and the stage turned out badly. */
  | { readonly state: 'failed'; readonly note: string }
  /** Time will not mend it: a person has to look. */
  | { readonly state: 'stuck'; readonly note: string }
  /** Nobody knows. */
  | { readonly state: 'unknown'; readonly note: string }
);

const DEADLINE = 30 * 60_000;

/** The verdict over all clusters: one that failed outweighs one that needs a person, and that one who lags. */
export function joinClusters(
  states: readonly ClusterState[],
  { now, mergedAt = now, propagation, clockScale }: GateFacts,
  deadline = DEADLINE,
): Verdict {
  const failed = states.filter(({ state }) => state === 'failed');
  if (failed.length > 0) return { verdict: 'fail', evidence: told(failed) };
  const stuck = states.filter(({ state }) => state === 'stuck');
  if (stuck.length > 0) return { verdict: 'inconclusive', evidence: told(stuck) };
  const pending = states.filter(({ state }) => state === 'pending');
  if (pending.length > 0 && now >= mergedAt + deadline / clockScale)
    return { verdict: 'inconclusive', evidence: `not applied within the deadline: ${told(pending)}` };
  const open = states.filter(({ state }) => state !== 'applied');
  if (open.length > 0) {
    const done = states.length - open.length;
    return { verdict: 'wait', evidence: `applied in ${done} of ${states.length} clusters; ${told(open)}` };
  }
  return whenAllHave(states, now, propagation / clockScale);
}

/** What follows from an answer that is none. */
export function unanswered(cluster: string, answer: Exclude<Answered<never>, { readonly got: unknown }>): ClusterState {
  return 'refused' in answer
    ? { cluster, state: 'stuck', note: foreign(answer.refused) }
    : { cluster, state: 'unknown', note: foreign(answer.unreachable) };
}

function whenAllHave(states: readonly ClusterState[], now: number, propagation: number): Verdict {
  if (states.length === 0) return { verdict: 'pass', evidence: 'it changes nothing in any cluster' };
  const times = states.flatMap((one) => (one.state === 'applied' ? (one.at ?? []) : []));
  const where = listed(states.map(({ cluster }) => cluster));
  const notes = states.flatMap((one) => (one.note === undefined ? [] : `; ${one.cluster}: ${one.note}`)).join('');
  if (times.length === 0) return { verdict: 'pass', evidence: `applied in ${where}${notes}` };
  const at = Math.max(...times);
  return now >= at + propagation
    ? { verdict: 'pass', at, evidence: `applied in ${where}${notes}` }
    : {
        verdict: 'wait',
        until: at + propagation,
        evidence: `applied in ${where}; proxies are given time to learn of it${notes}`,
      };
}

const SHOWN = 4;

function told(states: readonly ClusterState[]): string {
  const shown = states.slice(0, SHOWN).map(({ cluster, note }) => `${cluster}: ${note}`);
  const left = states.slice(SHOWN).map(({ cluster }) => cluster);
  return [...shown, ...(left.length > 0 ? [`also ${listed(left)}`] : [])].join('; ');
}
