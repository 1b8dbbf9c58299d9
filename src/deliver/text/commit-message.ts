import type { Proposal } from '../proposal.ts';
import { plain, subject } from './quote.ts';

/**
 * The message of a proposal's commit, a fixed template: the title, and two trailers that name the transition. Nothing
 * that a mesh names can add a trailer, skip a check, mention, or refer to an issue.
 */
export function commitMessage({ lane, stage }: Pick<Proposal, 'lane' | 'stage'>, title: string): string {
  return `${subject(title)}\n\nRollout: ${plain(lane.id, 300)}\nStage: ${plain(stage.key)}\n`;
}
