import type { BundleMesh } from '../../emit/bundle.ts';
import { type CanarySpec, perService } from '../../model/specs.ts';
import { openingOf } from '../../report/openings.ts';
import { calledIn } from '../canary-facts.ts';
import type { Proposal } from '../proposal.ts';

/**
 * A canary of several services with those of them alone that anything calls where the stage moves requests; with all of
 * them at a stage that moves none.
 */
export function movingAt(mesh: BundleMesh, canary: CanarySpec, stage: Proposal['stage']): CanarySpec {
  if (!canary.with) return canary;
  const clusters = openingOf(canary, stage.key)?.clusters ?? movedIn(stage);
  const [first, ...others] = perService(canary).filter((one) => clusters.some(calledIn(mesh, one)));
  if (!first) return canary;
  const more = others.map(({ service, host, from, to }) => ({ service, host, from, to }));
  return { ...first, ...(more.length > 0 && { with: more }) };
}

/** Clusters whose share changes. */
export function movedIn({ weights, weightsBefore }: Proposal['stage']): string[] {
  return Object.keys(weights).filter((cluster) => weights[cluster] !== weightsBefore[cluster]);
}
