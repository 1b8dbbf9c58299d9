import type { GateFacts } from './gate.ts';

/** When the bake of a stage began: with its merge, or when the last cluster had applied it, whichever came later. */
export function bakeStart({ mergedAt, appliedAt }: GateFacts): number | undefined {
  return mergedAt === undefined ? undefined : Math.max(mergedAt, appliedAt ?? mergedAt);
}
