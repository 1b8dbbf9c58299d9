/**
 * A simulated year on an in-memory world: canaries over as many as two hundred clusters, edits between, and people who
 * merge late, close, revert, edit and forget. `npm test` lives through a small one, `npm run test:deep` through some whole
 * ones. MESHWRIGHT_SEED repeats one, and MESHWRIGHT_STORY says how many lines of the past an error tells.
 */
import { describe, expect, it } from 'vitest';
import { Year, type YearOptions } from './year/simulation.ts';

const deep = process.env.MESHWRIGHT_DEEP !== undefined;
const again = process.env.MESHWRIGHT_SEED;
const SEEDS = again !== undefined ? [Number(again)] : deep ? [1, 2, 3] : [1];
const SMALL = { clusters: 8, days: 40, canaries: 4, every: 9, replayOneIn: 40 };
const WHOLE = { clusters: 12, days: 365, canaries: 30, every: 24, replayOneIn: 100 };
/** Fifteen canaries and as many changes of the source and more; runs of delivery are further apart, to end in minutes. */
const FLEET = { clusters: 200, days: 365, canaries: 15, every: 72, replayOneIn: 100 };

/** One whole year is on all clusters; the others live through as much with fewer. */
const YEARS: readonly YearOptions[] = SEEDS.map((seed, index) =>
  deep ? { ...(index === 0 ? FLEET : WHOLE), seed } : { ...SMALL, seed },
);

describe('a year of delivery', () => {
  it.each(YEARS)(
    'skips no stage, shortens no bake, passes no gate, and ends every rollout (seed $seed, $clusters clusters)',
    async (options) => {
      const year = new Year(options);
      await year.live();
      expect(year.replay.count).toBeGreaterThan(0);
      expect(year.witness.transitions).toBeGreaterThan(options.canaries);
    },
    600_000,
  );
});
