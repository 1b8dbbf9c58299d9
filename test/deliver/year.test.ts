/**
 * A simulated year on an in-memory world: thirty canaries over two hundred clusters, edits between, and people who merge
 * late, close, revert, edit and forget. `npm test` lives through a small one, `npm run test:deep` through some whole
 * ones. MESHWRIGHT_SEED repeats one.
 */
import { describe, expect, it } from 'vitest';
import { Year, type YearOptions } from './year/simulation.ts';

const deep = process.env.MESHWRIGHT_DEEP !== undefined;
const again = process.env.MESHWRIGHT_SEED;
const SEEDS = again !== undefined ? [Number(again)] : deep ? [1, 2] : [1];
const SIZE: Omit<YearOptions, 'seed'> = deep
  ? { clusters: 200, days: 365, canaries: 30, every: 24, replayOneIn: 100 }
  : { clusters: 12, days: 50, canaries: 5, every: 9, replayOneIn: 40 };

describe('a year of delivery', () => {
  it.each(SEEDS)(
    'skips no stage, shortens no bake, passes no gate, and ends every rollout (seed %i)',
    async (seed) => {
      const year = new Year({ ...SIZE, seed });
      await year.live();
      expect(year.replay.count).toBeGreaterThan(0);
      expect(year.witness.transitions).toBeGreaterThan(SIZE.canaries);
    },
    600_000,
  );
});
