import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Choice, eachAlone, everyPair, product } from '../../../src/schedule/proof/mixtures.ts';

const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 7 });

/** Every value of every group is among the choices, and none beyond. */
function expectWithin(choices: readonly Choice[], of: readonly number[]): void {
  expect(choices.length).toBeGreaterThan(0);
  for (const choice of choices) {
    expect(choice.length).toBe(of.length);
    choice.forEach((value, group) => {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(of[group] as number);
    });
  }
}

function values(size: number | undefined): readonly number[] {
  return Array.from({ length: size ?? 0 }, (_, value) => value);
}

describe('choices of mixtures', () => {
  it('each alone: every group takes each of its values, in as few choices as the largest group has', () => {
    fc.assert(
      fc.property(sizes, (of) => {
        const choices = eachAlone(of);
        expectWithin(choices, of);
        of.forEach((size, group) => {
          expect(new Set(choices.map((choice) => choice[group]))).toEqual(new Set(values(size)));
        });
        expect(choices.length).toBe(Math.max(1, ...of));
      }),
    );
  });

  it('every pair: any two groups take each pair of their values', () => {
    fc.assert(
      fc.property(sizes, (of) => {
        const choices = everyPair(of);
        expectWithin(choices, of);
        of.forEach((sizeOfA, a) => {
          of.slice(a + 1).forEach((sizeOfB, offset) => {
            const pairs = new Set(choices.map((choice) => `${choice[a]} ${choice[a + 1 + offset]}`));
            const wanted = values(sizeOfA).flatMap((one) => values(sizeOfB).map((other) => `${one} ${other}`));
            expect(pairs).toEqual(new Set(wanted));
          });
        });
        const most = Math.max(1, ...of);
        expect(choices.length).toBeLessThanOrEqual(most * most * Math.ceil(Math.log2(Math.max(2, of.length))));
      }),
    );
  });

  it('product: every combination once, the first values first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 5 }), (of) => {
        const choices = product(of);
        expectWithin(choices, of);
        expect(new Set(choices.map((choice) => choice.join())).size).toBe(choices.length);
        expect(choices.length).toBe(of.reduce((all, size) => all * size, 1));
        expect(choices[0]).toEqual(of.map(() => 0));
      }),
    );
  });
});
