import { defineConfig } from 'vitest/config';

/** Whole deliveries, killed, repeated, over a year: `npm run test:long` has these alone, `npm run test:deep` with the rest. */
const LONG = [
  'test/deliver/break-glass.test.ts',
  'test/deliver/budget.test.ts',
  'test/deliver/forges/faults.test.ts',
  'test/deliver/kill.test.ts',
  'test/deliver/twice.test.ts',
  'test/deliver/year.test.ts',
  'test/patches/patches.test.ts',
];
const isLong = process.env.MESHWRIGHT_LONG !== undefined;
const isDeep = process.env.MESHWRIGHT_DEEP !== undefined;

export default defineConfig({
  resolve: { conditions: ['meshwright-source'] },
  ssr: { resolve: { conditions: ['meshwright-source'], externalConditions: ['meshwright-source'] } },
  test: {
    maxWorkers: 4,
    // Files share their workers: what they import is loaded once. So no test may leave anything behind in its process.
    isolate: false,
    globalSetup: ['test/support/temporary-root.ts'],
    include: isLong ? LONG : ['test/**/*.test.ts', 'meshes/**/*.test.ts'],
    exclude: ['test/real/**', ...(isLong || isDeep ? [] : LONG)],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // What a source became is kept below node_modules/, by its content.
    experimental: { fsModuleCache: true },
  },
});
