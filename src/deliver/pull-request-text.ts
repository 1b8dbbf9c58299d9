import type { BundleMesh } from '../emit/bundle.ts';
import type { Base } from '../schedule/plan-types.ts';
import { canaryText } from './canary-text.ts';
import { foldedDiff } from './folded-diff.ts';
import type { Texts } from './inspect.ts';
import type { Proposal } from './proposal.ts';
import { sourceText } from './source-text.ts';

/** What a reviewer reads, without the diff. The first line says what changes for whom. */
export interface Explanation {
  readonly title: string;
  readonly verdict: string;
  /** Markdown blocks, in order. */
  readonly sections: readonly string[];
}

/** Longest body; GitHub's limit is 65,536 characters and other tools add to it. */
const LIMIT = 58_000;

/** Title and body of a proposal's pull request. Pure: the same proposal is the same text, so updating is comparing. */
export function proposalText(
  mesh: BundleMesh,
  base: Base,
  proposal: Proposal,
  texts: Texts,
): { readonly title: string; readonly body: string } {
  const canary = mesh.canaries.find(({ id }) => id === proposal.lane.id);
  const { title, verdict, sections } = canary ? canaryText(mesh, canary, proposal) : sourceText(mesh, base, proposal);
  const head = [verdict, ...sections].join('\n\n');
  const marker = markerOf(proposal);
  const diff = foldedDiff(proposal.manifests, texts, LIMIT - head.length - marker.length);
  return { title, body: `${head}\n\n${diff}\n\n${marker}\n` };
}

/** For people and programs that look for it; delivery never trusts it. */
function markerOf({ lane, stage, branch }: Proposal): string {
  const told = JSON.stringify({ rollout: lane.id, stage: stage.key, branch, planHash: lane.planHash });
  return `<!-- meshwright:v1:${Buffer.from(told).toString('base64url')} -->`;
}
