import type { Evidence } from '../evidence.ts';
import type { Proof } from '../proof.ts';
import { heldByProof } from './proof-text.ts';
import { code, prose } from './quote.ts';

/** A rollout as its comment tells it; delivery's own status satisfies it. */
export interface LiveRollout {
  readonly rollout: string;
  readonly state: string;
  readonly reason: string;
  /** Which row of the table of docs/delivery.md it is; tells a way back and a queue from a step that is just open. */
  readonly condition?: string;
  readonly proposal?: { readonly back?: { readonly purpose: string } };
  readonly hint?: string;
  /** Milliseconds since the epoch at which a wait ends by itself. */
  readonly until?: number;
  /** The stage in force. */
  readonly number?: number;
  readonly total?: number;
  /** What the gates of that stage say. */
  readonly judged?: readonly Evidence[];
  /** What was found out about the next. */
  readonly proof?: Proof;
}

/**
 * The one comment on a pull request that follows its rollout. It changes when something happens and not while time
 * passes: verdicts without their figures, and the time at which a wait ends instead of what is left of it.
 */
export function liveText(lane: LiveRollout): string {
  const { rollout, state, hint, until, number, total, judged = [] } = lane;
  const at = number === undefined || total === undefined ? '' : `, step ${number} of ${total}`;
  const gates = judged.map(({ gate, verdict }) => `- **${verdict}** ${prose(gate)}`);
  const more = gates.length > LINES ? [`- … and ${gates.length - LINES} more gates.`] : [];
  return [
    `**${code(rollout)}${at}: ${prose(state)}**`,
    [waitsFor(lane), ...ends(until)].join(' '),
    [...gates.slice(0, LINES), ...more].join('\n'),
    lane.condition === 'unproved' ? heldByProof(lane.proof) : '',
    hint === undefined ? '' : prose(hint),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

const LINES = 30;

/** A gate's own words may hold figures, so where gates hold a rollout back they are only named. */
function waitsFor({ state, reason, condition, proposal, judged: evidence = [] }: LiveRollout): string {
  const named = (verdict: Evidence['verdict']) =>
    evidence.filter((gate) => gate.verdict === verdict).map(({ gate }) => prose(gate));
  const told = [
    ['A gate has failed', named('fail')],
    ['A person has to judge what a gate could not', named('inconclusive')],
    ['It waits for', named('wait')],
  ] as const;
  if (condition === 'going-back') {
    const failed = named('fail').slice(0, LINES);
    const why = failed.length > 0 ? `A gate has failed: ${failed.join(', ')}. ` : '';
    return `${why}It goes back: the ${proposal?.back?.purpose ?? 'way back'} is proposed, and waits to be merged.`;
  }
  const held = told.filter(([, gates]) => gates.length > 0);
  if ((state === 'waiting' || state === 'stopped') && condition !== 'unproved' && held.length > 0)
    return held.map(([what, gates]) => `${what}: ${gates.slice(0, LINES).join(', ')}.`).join(' ');
  if (state === 'open' && condition !== 'queued') return 'The next step is proposed, and waits to be merged.';
  return sentence(reason);
}

function sentence(reason: string): string {
  const told = prose(reason);
  return /[.!?]$/.test(told) ? told : `${told}.`;
}

/** To the minute, by the forge's clock. */
function ends(until: number | undefined): string[] {
  if (until === undefined || !Number.isFinite(until)) return [];
  const minute = new Date(Math.ceil(until / 60_000) * 60_000).toISOString().slice(0, 16).replace('T', ' ');
  return [`At the earliest at ${minute} UTC.`];
}
