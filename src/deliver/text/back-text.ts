import type { BundleMesh } from '../../emit/bundle.ts';
import { type CanarySpec, movesOf } from '../../model/specs.ts';
import { type Move, movesAlike, movesIn, serviceWords, versionWords } from '../../schedule/moves.ts';
import type { Base } from '../../schedule/plan-types.ts';
import type { RolloutState } from '../../schedule/state.ts';
import type { Evidence } from '../evidence.ts';
import type { Purpose } from '../going-back.ts';
import type { Proposal } from '../proposal.ts';
import { affected } from './canary-risk.ts';
import { command } from './command.ts';
import { evidenceLines, marked, pullRequests } from './evidence-text.ts';
import type { Explanation } from './pull-request-text.ts';
import { clipped, code, plain } from './quote.ts';
import { weightTable } from './weight-table.ts';

/** The way back of a canary, told to a reviewer. The source may have changed it since, or may have it no more. */
export function backText(mesh: BundleMesh, base: Base, { lane, stage }: Proposal, purpose: Purpose): Explanation {
  const canary = mesh.canaries.find(({ id }) => id === lane.id);
  const state = base.states.get(lane.id);
  const known = movedBy(lane.id, canary, state);
  // Where the source names other versions by now, the share of each afterwards is the source's to say.
  const same = canary !== undefined && (state?.from === undefined || movesAlike(state, canary));
  const where = canary ? `${versionWords(movesOf(canary), 'from', plain)} everywhere` : 'what the source says';
  return {
    title: clipped(`${serviceWords(known.moves, plain)}: back to ${where}`, LONGEST) + ENDS[purpose].title,
    verdict: `${verdictOf(known, canary, stage)} ${ENDS[purpose].verdict}`,
    facts: [...(same ? [weightTable(canary, stage)] : []), ['### Risk\n', ...whose(known, canary, stage)].join('\n')],
    outlook: [`### How to go back\n\n${CLOSE} After merging: ${ENDS[purpose].afterwards(lane.id)}`],
  };
}

/** GitHub takes 256 characters in a title. */
const LONGEST = 220;

/** Why it goes back, and what is closed for it. Not compared when a body is looked at again. */
export function whySection(
  rollout: string,
  purpose: Purpose,
  evidence: readonly Evidence[],
  { closes = [], heir }: { readonly closes?: readonly number[] | undefined; readonly heir?: string | undefined } = {},
): string {
  const unasked = purpose === 'supersede' && heir !== undefined;
  const reason =
    evidence.length === 0
      ? [
          unasked
            ? `The source has ${code(heir)} in its place, with \`ifUnderWay: 'supersede'\`.`
            : ENDS[purpose].why(rollout),
        ]
      : ['The gates of the step in force say:', '', ...evidenceLines(evidence)];
  const closed = ['', `Closed for it: ${pullRequests(closes)}, which would have gone forward.`];
  return marked('### Why', [...reason, ...(closes.length > 0 ? closed : [])]);
}

/** What the canary in force moves, as its state tells it; as the source tells it, where the state is of an old form. */
function movedBy(rollout: string, canary: CanarySpec | undefined, state: RolloutState | undefined) {
  const told = state ? movesIn(state) : [];
  const old: Move = {
    service: canary?.service ?? rollout,
    from: state?.from ?? canary?.from ?? '',
    to: state?.to ?? canary?.to ?? 'its new version',
  };
  return {
    moves: told.length > 0 ? told : [old],
    cohort: (state?.cohort ?? []).length > 0,
    mirrored: (state?.mirrored ?? []).length > 0,
    sticky: (state?.sticky ?? []).length > 0,
  };
}

type Known = ReturnType<typeof movedBy>;

function whose(
  { cohort, sticky, moves }: Known,
  canary: CanarySpec | undefined,
  stage: Proposal['stage'],
): readonly string[] {
  const name = serviceWords(moves, code);
  const to = versionWords(moves, 'to', code);
  const clusters = canary?.waves.flatMap((wave) => wave.clusters) ?? [];
  const kept = sticky ? [`- Callers whom a cookie keeps with ${to} go back with them.`] : [];
  if (!cohort) return [affected(name, clusters, stage), ...kept];
  if (!hasShare(stage)) return [`- Affected: requests for ${name} of the cohort, which go to ${to}.`];
  return [
    affected(name, clusters, stage),
    `- The cohort, which goes to ${to} as a whole, goes back with them.`,
    ...kept,
  ];
}

function hasShare({ weightsBefore }: Proposal['stage']): boolean {
  return Object.values(weightsBefore).some((weight) => weight > 0);
}

function verdictOf(
  { moves, cohort, mirrored }: Known,
  canary: CanarySpec | undefined,
  stage: Proposal['stage'],
): string {
  const name = serviceWords(moves, code);
  const to = versionWords(moves, 'to', code);
  const moved = cohort || hasShare(stage);
  if (!moved && mirrored)
    return `**No request for ${name} is copied to ${to} any more.** Answers came from elsewhere all along.`;
  if (!moved) return `**No request goes elsewhere: the canary has sent none for ${name} to ${to}.**`;
  const back = canary
    ? `go to ${versionWords(movesOf(canary), 'from', code)} again`
    : 'go where the source sends them without the canary';
  const which = cohort && !hasShare(stage) ? `Requests of the cohort for ${name}` : `Requests for ${name}`;
  return `**${which} ${back}, in every cluster.** The canary sends none to ${to}.`;
}

const CLOSE = 'Before merging: close this pull request, and the canary stays where it is.';

interface End {
  /** At the end of the title. */
  readonly title: string;
  /** What becomes of the rollout. */
  readonly verdict: string;
  /** Where no gate is the reason. */
  readonly why: (rollout: string) => string;
  readonly afterwards: (rollout: string) => string;
}

const ENDS: Readonly<Record<Purpose, End>> = {
  rollback: {
    title: '',
    verdict: 'There it stops.',
    why: (rollout) => `A person asked for it, with ${command('rollback', rollout)} or with a hold.`,
    afterwards: (rollout) =>
      `the canary begins again, from its first step, when it changes in the source, or after ${command('resume', rollout)}.`,
  },
  abort: {
    title: ' (given up)',
    verdict: 'The rollout is given up.',
    why: (rollout) => `A person gave the rollout up, with ${command('abort', rollout)}.`,
    afterwards: (rollout) =>
      `remove the Canary from the source, or change it. As it is now, it begins again only after ${command('resume', rollout)}.`,
  },
  supersede: {
    title: ' (superseded)',
    verdict: 'Then the Canary of the source begins, from its first step.',
    why: (rollout) =>
      `The source asks for another Canary under the same name, and a person let it take this one’s place, with ${command('supersede', rollout)}.`,
    afterwards: () => 'change the Canary in the source again.',
  },
};
