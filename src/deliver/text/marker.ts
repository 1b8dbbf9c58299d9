import type { Proposal } from '../proposal.ts';

/**
 * The hidden last line of a pull request: for people and programs that look for it. Delivery takes nothing from it that
 * would let a rollout go on; anybody who may edit a pull request may edit this.
 */
export function markerOf({ lane, stage, branch }: Proposal): string {
  const told = JSON.stringify({ rollout: lane.id, stage: stage.key, branch, planHash: lane.planHash });
  return `<!-- meshwright:v1:${Buffer.from(told).toString('base64url')} -->`;
}

/** The plan that a pull request says it belongs to. */
export function toldPlan(body: string): string | undefined {
  const encoded = /<!-- meshwright:v1:([\w-]+) -->\s*$/.exec(body)?.[1];
  if (encoded === undefined) return undefined;
  try {
    const { planHash } = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8')) as { planHash?: unknown };
    return typeof planHash === 'string' ? planHash : undefined;
  } catch {
    return undefined;
  }
}
