import { parseDuration } from '../../istio/duration.ts';

/** Milliseconds of a duration in a manifest; undefined where there is none, where it is 0 or where it is no duration. */
export function milliseconds(value: unknown): number | undefined {
  return (typeof value === 'string' && parseDuration(value)) || undefined;
}
