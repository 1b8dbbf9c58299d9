import type { DestinationOutcome, Outcome } from './outcome.ts';
import type { Routed } from './routed.ts';

/**
 * What becomes of a request as a whole. With reserves nothing is said to arrive; what fails by what is known, fails all
 * the same.
 */
export function verdictOf(
  { failure, answer }: Routed,
  destinations: readonly DestinationOutcome[],
  hasReserves: boolean,
): Outcome['verdict'] {
  if (failure) return 'fails';
  if (answer) return 'answered';
  if (destinations.length === 0) return 'unjudged';
  const arriving = destinations.map(arrivingShare);
  if (arriving.every((share) => share === 0)) return 'fails';
  if (hasReserves) return 'unjudged';
  return arriving.every((share) => share === 1) ? 'reaches' : 'partly';
}

/** The part of a destination's requests that arrives at a workload, or outside the mesh: 1 all, 0 none. */
function arrivingShare({ failure, endpoints, external }: DestinationOutcome): number {
  if (failure) return 0;
  const used = endpoints.filter(({ share }) => share > 0);
  if (used.length === 0) return external ? 1 : 0;
  const arrived = used.filter((endpoint) => endpoint.failure === undefined);
  return arrived.length === used.length ? 1 : arrived.length === 0 ? 0 : 0.5;
}
