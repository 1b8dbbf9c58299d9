import { type Fields, fields, number } from '../shape.ts';

export interface Share {
  readonly target: Fields;
  /** 0 to 1. */
  readonly share: number;
}

/**
 * What part of the requests each target of a route gets. Weights are relative; a target without one among others gets
 * nothing; a single one gets everything, whatever it says. Empty: no target has any weight.
 */
export function shares(targets: readonly Fields[]): readonly Share[] {
  const only = targets[0];
  if (only && targets.length === 1) return [{ target: only, share: 1 }];
  const weighted = targets.map((target) => ({ target, weight: Math.max(0, number(target.weight) ?? 0) }));
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  return weighted.flatMap(({ target, weight }) => (weight > 0 ? [{ target, share: weight / total }] : []));
}

/** The part that a `percentage`, or the older `percent`, means: 0 to 1. */
export function portion(percentage: unknown, percent: unknown, unset: number): number {
  const value = percentage ? (number(fields(percentage).value) ?? 0) : number(percent);
  return value === undefined ? unset : Math.min(1, Math.max(0, value / 100));
}
