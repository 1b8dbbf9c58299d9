import type { BundleMesh } from '../../emit/bundle.ts';
import type { Base } from '../../schedule/plan-types.ts';
import { successionsIn } from '../../schedule/succession.ts';
import type { Evidence } from '../evidence.ts';
import type { Texts } from '../inspect.ts';
import type { Proof } from '../proof.ts';
import type { Proposal } from '../proposal.ts';
import { backText, whySection } from './back-text.ts';
import { canaryText } from './canary-text.ts';
import { capacitySection, differenceSection } from './difference-text.ts';
import { EVIDENCE_ROOM, gatesSection, withLine } from './evidence-text.ts';
import { foldedDiff } from './folded-diff.ts';
import { markerOf } from './marker.ts';
import { proofCounts, proofSection } from './proof-text.ts';
import { lengthOf } from './quote.ts';
import { sourceText } from './source-text.ts';
import { takeOverText } from './take-over-text.ts';

/** What a reviewer reads, without evidence and without the diff. Blocks of Markdown, in order. */
export interface Explanation {
  readonly title: string;
  /** The first line: what changes for whom. */
  readonly verdict: string;
  readonly facts: readonly string[];
  /** After the evidence: what happens next, and how to go back. */
  readonly outlook: readonly string[];
}

/** What a text tells beside the proposal itself. */
export interface Circumstances {
  /** Of the stage in force: why the next may follow. A way back brings the gates that failed with it. */
  readonly evidence?: readonly Evidence[];
  /** What was found out about its safety; absent where nobody has looked yet. */
  readonly proof?: Proof | undefined;
  /** Numbers of the pull requests that a way back closes. */
  readonly closes?: readonly number[];
  /** Branch of the applied tree. Default `main`. */
  readonly into?: string;
  /** Address at which all files can be seen. Without one, a git command is given. */
  readonly link?: string;
}

/** Longest body in characters; GitHub's limit is 65,536 and other tools add to it. */
const LIMIT = 58_000;

/** Room for a diff that shows at least its own heading. */
const SMALLEST_DIFF = 1_000;

/**
 * Title and body of a proposal's pull request. Pure: the same proposal is the same text, so updating is comparing, with
 * `sameButForEvidence` where figures that change with every look are no reason to update.
 */
export function proposalText(
  mesh: BundleMesh,
  base: Base,
  proposal: Proposal,
  texts: Texts,
  about: Circumstances = {},
): { readonly title: string; readonly body: string } {
  const told = explanation(mesh, base, proposal);
  const marker = markerOf(proposal);
  // Evidence takes the same room whatever it says, so that the rest of the body does not depend on it.
  const room = LIMIT - EVIDENCE_ROOM - lengthOf(marker) - SMALLEST_DIFF;
  const canary = mesh.canaries.find(({ id }) => id === proposal.lane.id);
  const known = [
    ...told.facts,
    differenceSection(about.proof?.difference),
    capacitySection(about.proof?.capacity, canary),
    proofSection(about.proof),
  ];
  const [verdict = '', ...rest] = within([told.verdict, ...known, ...told.outlook], room);
  const diffRoom = room + SMALLEST_DIFF - lengthOf([verdict, ...rest].join('\n\n'));
  const facts = rest.slice(0, known.length);
  const outlook = rest.slice(known.length);
  const gates = proposal.back
    ? whySection(proposal.lane.id, proposal.back.purpose, proposal.back.failed, {
        closes: about.closes,
        heir: heirOf(mesh, base, proposal.lane.id),
      })
    : gatesSection(about.evidence);
  const evidence = about.proof ? withLine(gates, proofCounts(about.proof)) : gates;
  const diff = foldedDiff(proposal.manifests, texts, diffRoom, { ...about, branch: proposal.branch });
  const blocks = [verdict, ...facts, evidence, ...outlook, diff, marker].filter((block) => block !== '');
  return { title: told.title, body: `${blocks.join('\n\n')}\n` };
}

function explanation(mesh: BundleMesh, base: Base, proposal: Proposal): Explanation {
  if (proposal.back) return backText(mesh, base, proposal, proposal.back.purpose);
  const canary = mesh.canaries.find(({ id }) => id === proposal.lane.id);
  const old = base.states.get(proposal.stage.takesOver ?? '');
  if (canary && old) return takeOverText(mesh, canary, proposal, old);
  return canary ? canaryText(mesh, canary, proposal) : sourceText(mesh, base, proposal);
}

/** The Canary for which a rollout makes way because the source says so. */
function heirOf(mesh: BundleMesh, base: Base, rollout: string): string | undefined {
  return successionsIn(mesh, base).find(({ state, how }) => how === 'supersede' && state.rollout === rollout)?.canary
    .id;
}

/** The blocks, those that leave no room for the rest replaced by a sentence. */
function within(blocks: readonly string[], room: number): string[] {
  let left = room;
  return blocks.map((block) => {
    const [heading = ''] = block.split('\n', 1);
    const short = `${heading.startsWith('### ') ? `${heading}\n\n` : ''}Left out here: it is too long for a pull request.`;
    const kept = lengthOf(block) + 2 <= left ? block : short;
    left -= lengthOf(kept) + 2;
    return kept;
  });
}
