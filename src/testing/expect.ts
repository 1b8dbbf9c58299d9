import { AssertionError } from 'node:assert';
import type { Answers } from './answers.ts';
import { type MatcherResult, matchers, type RequestMatchers } from './matchers.ts';

/** What may be expected of a request, or of its contrary. */
export interface Expectation extends RequestMatchers {
  readonly not: RequestMatchers;
}

/**
 * Expectations of a request for any test runner: throws an AssertionError with the trace when one does not hold.
 *
 * @example expect(mesh.request({ from: front, to: cart })).toReach({ v1: 95, v2: 5 })
 */
export function expect(received: Answers): Expectation {
  return { ...bound(received, true), not: bound(received, false) };
}

function bound(received: Answers, wanted: boolean): RequestMatchers {
  const entries = Object.entries(matchers).map(([name, matcher]) => {
    const judge = matcher as (this: object, received: Answers, ...args: readonly unknown[]) => MatcherResult;
    const hold = (...args: readonly unknown[]) => {
      const { pass, message } = judge.call({ isNot: !wanted }, received, ...args);
      if (pass !== wanted) throw new AssertionError({ message: message(), operator: name, stackStartFn: hold });
    };
    return [name, hold];
  });
  return Object.fromEntries(entries) as RequestMatchers;
}
