import { describe, expect, it } from 'vitest';
import { Prover } from '../../../src/schedule/proof/index.ts';
import {
  changesBetween,
  type Ends,
  endsOf,
  errorsIn,
  partsOf,
  stateOf,
  toldOf,
  type UnsafeCase,
} from '../../support/proof-case.ts';
import { contradictions, replay, unserved } from '../../support/proof-replay.ts';
import { unsafeCases } from './cases/index.ts';

const rows = Object.entries(unsafeCases).map(([name, one]) => ({ name, one, ends: endsOf(one) }));

describe('transitions between two sound ends', () => {
  it('are many', () => {
    expect(rows.length).toBeGreaterThanOrEqual(34);
  });

  describe.each(rows)('$name', ({ one, ends }) => {
    const { facts, before, after, changes } = ends;

    it('has ends without an error, which work', () => {
      for (const applied of [before, after]) {
        expect(errorsIn(facts, applied)).toEqual([]);
        expect(unserved(facts, applied)).toEqual([]);
      }
    });

    it('is refused with a counter-example that names the objects', () => {
      const { verdict, counterExamples } = new Prover({ facts, applied: before }).prove(changes);
      expect(verdict).toBe('unsafe');
      const [shortest] = counterExamples;
      const { probe, mixture = [], happens = '', breach } = shortest ?? {};
      const told = (isApplied: boolean) =>
        mixture.filter(({ version }) => version > 0 === isApplied).map(({ change }) => toldOf(change));
      expect({
        breach,
        applied: told(true),
        waiting: told(false),
        who: `${probe?.who} in ${probe?.client.cluster} → ${probe?.to}:${probe?.port}`,
        flag: happens.match(/fails with (\w+)/)?.[1],
      }).toEqual({ breach: one.breach, applied: one.applied, waiting: one.waiting, who: one.who, flag: one.flag });
      for (const example of counterExamples) {
        expect(contradictions(example, replay(facts, before, changes, example)), example.happens).toEqual([]);
      }
    });

    it('is safe part by part, where the parts are in the right order', () => {
      for (const { verdict, counterExamples } of stepsOf(one, ends)) {
        expect(counterExamples.map(({ happens }) => happens)).toEqual([]);
        expect(verdict).toBe('safe');
      }
    });
  });
});

/** Proofs of the order in which the case is safe, or of the states that lead from one end to the other. */
function* stepsOf(one: UnsafeCase, { facts, before, after, changes }: Ends) {
  const prover = new Prover({ facts, applied: before });
  let at = before;
  const parts = one.order
    ? partsOf(one.order, changes)
    : [...(one.through ?? []).map((placed) => stateOf(one, placed)), after].map((state) => {
        const part = changesBetween(at, state);
        expect(errorsIn(facts, state)).toEqual([]);
        at = state;
        return part;
      });
  expect(parts.length).toBeGreaterThan(1);
  for (const part of parts) {
    expect(part.length).toBeGreaterThan(0);
    yield prover.prove(part);
    prover.advance(part);
  }
}
