import type { MatchSnapshot } from './snapshot-types.ts';

/** How many conditions a request must meet: what "more conditions first" counts. */
export function conditionsOf(match: MatchSnapshot): number {
  return (match.path ? 1 : 0) + Object.keys(match.headers ?? {}).length;
}
