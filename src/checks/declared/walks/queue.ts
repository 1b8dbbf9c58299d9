import type { CanarySnapshot } from '../../../model/snapshot-types.ts';
import { queuedBehind } from '../../../model/specs.ts';

/** Whether other canaries lead its service to the version where it begins in every client cluster that it moves. */
export function isQueued({ spec }: CanarySnapshot, all: readonly CanarySnapshot[]): boolean {
  const ahead = sameService(spec.service, all).flatMap(({ spec: one }) => queuedBehind(spec, [one]));
  const led = new Set(ahead.flatMap(({ waves }) => waves.flatMap((wave) => wave.clusters)));
  return ahead.length > 0 && spec.waves.every((wave) => wave.clusters.every((cluster) => led.has(cluster)));
}

/** Whether one of two canaries of a service follows the other, directly or behind others, and does not lead back to where that began. */
export function inOneQueue(a: CanarySnapshot, b: CanarySnapshot, all: readonly CanarySnapshot[]): boolean {
  if (a.spec.to === b.spec.from && b.spec.to === a.spec.from) return false;
  return (follows(a, b, all) && a.spec.to !== b.spec.from) || (follows(b, a, all) && b.spec.to !== a.spec.from);
}

function follows(
  later: CanarySnapshot,
  first: CanarySnapshot,
  all: readonly CanarySnapshot[],
  seen = new Set<string>(),
): boolean {
  if (seen.has(later.spec.id)) return false;
  seen.add(later.spec.id);
  const before = all.filter(({ spec }) => queuedBehind(later.spec, [spec]).length > 0);
  return before.some((one) => one.spec.id === first.spec.id || follows(one, first, all, seen));
}

function sameService(service: string, all: readonly CanarySnapshot[]): readonly CanarySnapshot[] {
  return all.filter(({ spec }) => spec.service === service);
}
