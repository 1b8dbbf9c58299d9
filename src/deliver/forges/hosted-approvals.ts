import type { Approval } from './contract.ts';
import { isoTime } from './hosted-text.ts';

/** A review as every forge has it. */
export interface Opinion {
  readonly by: string | undefined;
  /** Undefined says nothing either way: a mere comment. */
  readonly approves: boolean | undefined;
  /** Absent while it has not been sent. */
  readonly at: string | undefined;
}

/** Who approves in the end: of each person the latest review that says either. */
export function latestApprovals(opinions: readonly Opinion[]): readonly Approval[] {
  const latest = new Map<string, { readonly approves: boolean; readonly at: string }>();
  for (const { by, approves, at } of opinions) {
    if (by === undefined || approves === undefined || at === undefined) continue;
    const before = latest.get(by);
    if (before === undefined || Date.parse(before.at) <= Date.parse(at)) latest.set(by, { approves, at });
  }
  return [...latest].flatMap(([by, { approves, at }]) => (approves ? [{ by, at: isoTime(at) }] : []));
}
