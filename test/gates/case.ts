import type { GateFacts, Verdict } from '../../src/gates/gate.ts';
import type { Answered, Question } from '../../src/gates/questions.ts';
import type { GateSpec } from '../../src/model/specs.ts';

/** A gate, what it is to judge by, and what it then says. */
export interface Row {
  readonly name: string;
  readonly spec: GateSpec;
  readonly facts?: Partial<GateFacts>;
  /** Answers each question that the gate asks; without it nothing may be asked. */
  readonly answer?: (question: Question) => Answered<unknown>;
  readonly verdict: Verdict['verdict'];
  readonly until?: number;
  readonly at?: number;
  readonly evidence: RegExp;
}

export const MINUTE = 60_000;
export const NOW = Date.parse('2030-01-01T12:00:00Z');
export const COMMIT = '1'.repeat(40);
export const MERGED = NOW - 30 * MINUTE;

export const facts: GateFacts = {
  now: NOW,
  mergedAt: MERGED,
  confirmedAt: undefined,
  pull: 7,
  propagation: 5 * MINUTE,
  clockScale: 1,
  commit: COMMIT,
  mesh: 'shop',
  clusters: ['us-east', 'us-west'],
  appliedAt: undefined,
  bake: 30 * MINUTE,
  canary: undefined,
};

/** What a canary of the tests moves. */
export const canary: NonNullable<GateFacts['canary']> = {
  rollout: 'shop/reviews-v2',
  namespace: 'shop',
  service: 'reviews',
  host: 'reviews.shop.svc.cluster.local',
  from: 'v1',
  to: 'v2',
  weights: { 'us-east': 50 },
};
