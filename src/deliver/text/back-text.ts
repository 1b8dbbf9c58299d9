import type { BundleMesh } from '../../emit/bundle.ts';
import type { CanarySpec } from '../../model/specs.ts';
import type { Base } from '../../schedule/plan-types.ts';
import type { RolloutState } from '../../schedule/state.ts';
import type { Evidence } from '../evidence.ts';
import type { Purpose } from '../going-back.ts';
import type { Proposal } from '../proposal.ts';
import { affected } from './canary-risk.ts';
import { command } from './command.ts';
import { evidenceLines, marked, pullRequests } from './evidence-text.ts';
import type { Explanation } from './pull-request-text.ts';
import { code, plain } from './quote.ts';
import { weightTable } from './weight-table.ts';

/** The way back of a canary, told to a reviewer. The source may have changed it since, or may have it no more. */
export function backText(mesh: BundleMesh, base: Base, { lane, stage }: Proposal, purpose: Purpose): Explanation {
  const canary = mesh.canaries.find(({ id }) => id === lane.id);
  const known = movedBy(lane.id, canary, base.states.get(lane.id));
  const name = known.service.slice(known.service.indexOf('/') + 1);
  // Where the source names other versions by now, the share of each afterwards is the source's to say.
  const same = canary !== undefined && canary.from === known.from && canary.to === known.to;
  const where = canary ? `${plain(canary.from)} everywhere` : 'what the source says';
  return {
    title: `${plain(name)}: back to ${where}${ENDS[purpose].title}`,
    verdict: `${verdictOf(name, known, canary, stage)} ${ENDS[purpose].verdict}`,
    facts: [
      ...(same ? [weightTable(canary, stage)] : []),
      ['### Risk\n', ...whose(name, known, canary, stage)].join('\n'),
    ],
    outlook: [`### How to go back\n\n${CLOSE} After merging: ${ENDS[purpose].afterwards(lane.id)}`],
  };
}

/** Why it goes back, and what is closed for it. Not compared when a body is looked at again. */
export function whySection(
  rollout: string,
  purpose: Purpose,
  evidence: readonly Evidence[],
  closes: readonly number[] = [],
): string {
  const reason =
    evidence.length === 0
      ? [ENDS[purpose].why(rollout)]
      : ['The gates of the step in force say:', '', ...evidenceLines(evidence)];
  const closed = ['', `Closed for it: ${pullRequests(closes)}, which would have gone forward.`];
  return marked('### Why', [...reason, ...(closes.length > 0 ? closed : [])]);
}

/** What the canary in force moves, as its state tells it; as the source tells it, where the state is of an old form. */
function movedBy(rollout: string, canary: CanarySpec | undefined, state: RolloutState | undefined) {
  return {
    service: state?.service ?? canary?.service ?? rollout,
    from: state?.from ?? canary?.from,
    to: state?.to ?? canary?.to ?? 'its new version',
    cohort: (state?.cohort ?? []).length > 0,
    mirrored: (state?.mirrored ?? []).length > 0,
  };
}

type Known = ReturnType<typeof movedBy>;

function whose(
  service: string,
  { cohort, to }: Known,
  canary: CanarySpec | undefined,
  stage: Proposal['stage'],
): readonly string[] {
  const clusters = canary?.waves.flatMap((wave) => wave.clusters) ?? [];
  if (!cohort) return [affected(service, clusters, stage)];
  if (!hasShare(stage)) return [`- Affected: requests for ${code(service)} of the cohort, which go to ${code(to)}.`];
  return [
    affected(service, clusters, stage),
    `- The cohort, which goes to ${code(to)} as a whole, goes back with them.`,
  ];
}

function hasShare({ weightsBefore }: Proposal['stage']): boolean {
  return Object.values(weightsBefore).some((weight) => weight > 0);
}

function verdictOf(
  service: string,
  { to, cohort, mirrored }: Known,
  canary: CanarySpec | undefined,
  stage: Proposal['stage'],
): string {
  const name = code(service);
  const moved = cohort || hasShare(stage);
  if (!moved && mirrored)
    return `**No request for ${name} is copied to ${code(to)} any more.** Answers came from elsewhere all along.`;
  if (!moved) return `**No request goes elsewhere: the canary has sent none for ${name} to ${code(to)}.**`;
  const back = canary ? `go to ${code(canary.from)} again` : 'go where the source sends them without the canary';
  const which = cohort && !hasShare(stage) ? `Requests of the cohort for ${name}` : `Requests for ${name}`;
  return `**${which} ${back}, in every cluster.** The canary sends none to ${code(to)}.`;
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
