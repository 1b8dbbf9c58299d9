import { type Duration, parseDuration } from '../istio/duration.ts';
import type { ServiceHandle } from '../model/topology/service.ts';
import { type Answer, type Answers, endpointsUsed, explain, sharesByCluster, sharesByVersion } from './answers.ts';

/** What a matcher of Vitest and of Jest gives back. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

type Verdict = string | undefined;

/** What Vitest, Jest and `expect` of this package call a matcher with. */
interface Expecting {
  readonly isNot?: boolean;
}

/**
 * Expectations about a request, in the form that `expect.extend` of Vitest and Jest takes; `expect` of this package has
 * them as they are. Each must hold in every cluster that the request was made in; a failing one prints the trace.
 */
export const matchers = {
  /**
   * Every request arrives, shared out like this in per cent: by version of the service that was asked for; of services
   * behind a gateway by name, or by `<service>/<version>`.
   */
  toReach(this: unknown, received: Answers, wanted: Readonly<Record<string, number>>): MatcherResult {
    return judged(this, received, (answer) => {
      if (answer.outcome.verdict !== 'reaches') return 'not all of it arrives';
      return difference(sharesByVersion(answer, received, wanted), wanted);
    });
  },

  /** Every request arrives, served by these clusters in these per cents. */
  toReachClusters(this: unknown, received: Answers, wanted: Readonly<Record<string, number>>): MatcherResult {
    return judged(this, received, (answer) => {
      if (answer.outcome.verdict !== 'reaches') return 'not all of it arrives';
      return difference(sharesByCluster(answer), wanted);
    });
  },

  /** An access policy lets none of it in (403). */
  toBeDenied(this: unknown, received: Answers): MatcherResult {
    return judged(this, received, ({ outcome }) => {
      const flags = flagsOf(outcome);
      if (outcome.verdict === 'fails' && flags.length > 0 && flags.every((flag) => flag === 'RBAC')) return undefined;
      return outcome.verdict === 'fails' ? `it fails by ${flags.join(', ') || 'something else'}` : 'it is let in';
    });
  },

  /** None of it arrives; with a flag of Envoy's (`NC`, `UH`, `UF`, `NR` …): for that reason. */
  toFail(this: unknown, received: Answers, flag?: string): MatcherResult {
    return judged(this, received, ({ outcome }) => {
      if (outcome.verdict !== 'fails') return `it ${outcome.verdict === 'reaches' ? 'arrives' : outcome.verdict}`;
      const flags = flagsOf(outcome);
      return flag === undefined || flags.includes(flag) ? undefined : `it fails by ${flags.join(', ')}`;
    });
  },

  /** All of it travels as mutual TLS of the mesh. */
  toUseMutualTls(this: unknown, received: Answers): MatcherResult {
    return judged(this, received, (answer) => {
      const used = endpointsUsed(answer);
      if (used.length === 0) return 'it goes to no endpoint';
      const other = used.find(
        ({ tls, failure }) => tls !== 'mutual' || (failure && !AFTER_HANDSHAKE.includes(failure.flag)),
      );
      if (other?.tls === 'mutual') return `it does not get through to ${other.cluster} (${other.failure?.flag})`;
      return other && `it reaches ${other.cluster} as ${other.tls}`;
    });
  },

  /** Every request arrives, and all of it by way of this EgressGateway (or its `<namespace>/<name>`). */
  toLeaveThrough(this: unknown, received: Answers, gateway: ServiceHandle | string): MatcherResult {
    const key = typeof gateway === 'string' ? gateway : `${gateway.namespace}/${gateway.serviceName}`;
    return judged(this, received, (answer) => {
      const { verdict } = answer.outcome;
      if (verdict !== 'reaches' && verdict !== 'answered') return 'not all of it arrives';
      const used = endpointsUsed(answer);
      if (used.length === 0) return 'it goes past every gateway';
      const other = used.find(({ workload }) => `${workload?.namespace}/${workload?.name}` !== key);
      return other && `it goes past the gateway, to ${other.workload?.name ?? 'an address outside'}`;
    });
  },

  /** A proxy answers by itself with this status: a redirect, a direct response, an abort. */
  toBeAnswered(this: unknown, received: Answers, status: number, location?: string): MatcherResult {
    return judged(this, received, ({ outcome: { answer } }) => {
      if (!answer) return 'no proxy answers it';
      if (answer.status !== status) return `it is answered with ${answer.status}`;
      return location === undefined || answer.location === location ? undefined : `it is sent to ${answer.location}`;
    });
  },

  /** The route's timeout; `undefined`: it has none. */
  toTimeOutAfter(this: unknown, received: Answers, wanted: Duration | undefined): MatcherResult {
    const milliseconds = wanted === undefined ? undefined : parseDuration(wanted);
    if (wanted !== undefined && milliseconds === undefined)
      throw new TypeError(`'${wanted}' is no duration such as 2s.`);
    return judged(this, received, ({ outcome: { timeout } }) =>
      timeout === milliseconds ? undefined : `it has ${timeout === undefined ? 'no timeout' : `${timeout}ms`}`,
    );
  },

  /** Retries besides the first try; 0: none. */
  toRetry(this: unknown, received: Answers, attempts: number): MatcherResult {
    return judged(this, received, ({ outcome: { retries } }) =>
      (retries?.attempts ?? 0) === attempts ? undefined : `it is retried ${retries?.attempts ?? 0} times`,
    );
  },
} as const;

/** Vitest's and Jest's matchers of a request; for `declare module 'vitest' { interface Matchers extends … }`. */
export type RequestMatchers<R = void> = {
  readonly [K in keyof typeof matchers]: (...wanted: Tail<Parameters<(typeof matchers)[K]>>) => R;
};

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;

/** What a server's proxy says of requests whose connection stands. */
const AFTER_HANDSHAKE: readonly string[] = ['RBAC', 'JWT'];

/** An expectation holds in every cluster, its contrary too; what cannot be judged is neither. */
function judged(expecting: unknown, received: Answers, judge: (answer: Answer) => Verdict): MatcherResult {
  if (!isAnswers(received)) throw new TypeError('This expectation is about what mesh.request() returns.');
  const isNot = (expecting as Expecting | undefined)?.isNot === true;
  for (const answer of received.answers) {
    const { verdict, unjudged } = answer.outcome;
    const isJudged = verdict !== 'unjudged';
    const fault = isJudged ? judge(answer) : `it cannot be judged: ${unjudged.join(' ')}`;
    if (isJudged && isNot === (fault !== undefined)) continue;
    const said = fault ?? 'it holds, and should not';
    return { pass: isNot, message: () => `From ${answer.cluster}: ${said}.\n\n${explain(answer)}` };
  }
  return { pass: !isNot, message: () => String(received) };
}

function isAnswers(received: unknown): received is Answers {
  return typeof received === 'object' && received !== null && 'answers' in received;
}

function difference(found: Readonly<Record<string, number>>, wanted: Readonly<Record<string, number>>): Verdict {
  const keys = [...new Set([...Object.keys(found), ...Object.keys(wanted)])];
  const equal = keys.every((key) => Math.abs((found[key] ?? 0) - (wanted[key] ?? 0)) <= TOLERANCE);
  return equal ? undefined : `it reaches ${listed(found)} and not ${listed(wanted)}`;
}

/** In points of per cent: shares over equal pods are thirds and sevenths. */
const TOLERANCE = 0.5;

function listed(shares: Readonly<Record<string, number>>): string {
  const parts = Object.entries(shares).map(([key, share]) => `${key} ${share} %`);
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

function flagsOf(outcome: Answer['outcome']): readonly string[] {
  const failures = [
    outcome.failure,
    ...outcome.destinations.flatMap(({ failure, endpoints }) =>
      failure ? [failure] : endpoints.map((endpoint) => endpoint.failure),
    ),
  ];
  return [...new Set(failures.flatMap((failure) => (failure ? [failure.flag] : [])))];
}
