import { describe, expect, it } from 'vitest';
import { Prover, splitSafely } from '../../../src/schedule/proof/index.ts';
import { endsOf, toldParts } from '../../support/proof-case.ts';
import { contradictions, replay } from '../../support/proof-replay.ts';
import { unsafeCases } from './cases/index.ts';

const rows = Object.entries(unsafeCases).map(([name, one]) => ({ name, one, ends: endsOf(one) }));

describe('splitting a change', () => {
  it.each(rows.filter(({ one }) => one.order))('finds the order of $name', ({ one, ends }) => {
    const { facts, before, changes } = ends;
    const { parts, proofs, refused } = splitSafely(new Prover({ facts, applied: before }), changes);
    expect(refused).toBeUndefined();
    expect(toldParts(parts, changes)).toEqual(one.order?.map((names) => [...names].sort()));
    expect(proofs.map(({ verdict }) => verdict)).toEqual(parts.map(() => 'safe'));
  });

  it.each(rows.filter(({ one }) => !one.order))('refuses $name, for which no order is safe', ({ ends }) => {
    const { facts, before, changes } = ends;
    const { parts, refused } = splitSafely(new Prover({ facts, applied: before }), changes);
    expect(parts).toEqual([]);
    expect(refused?.verdict).toBe('unsafe');
    for (const example of refused?.counterExamples ?? []) {
      expect(contradictions(example, replay(facts, before, changes, example))).toEqual([]);
    }
  });

  it('leaves a change whole that is safe as it is', () => {
    const { facts, before, changes } = endsOf({
      ...(unsafeCases['an ALLOW policy by another name'] as (typeof rows)[number]['one']),
      before: [],
    });
    const { parts, refused } = splitSafely(new Prover({ facts, applied: before }), changes);
    expect(refused).toBeUndefined();
    expect(parts).toEqual([changes]);
  });

  it('leaves the prover where it stood', () => {
    for (const { ends } of rows.slice(0, 3)) {
      const { facts, before, changes } = ends;
      const prover = new Prover({ facts, applied: before });
      splitSafely(prover, changes);
      const [found, fresh] = [prover, new Prover({ facts, applied: before })].map((one) => one.prove(changes));
      expect(found?.counterExamples).toEqual(fresh?.counterExamples);
    }
  });
});
