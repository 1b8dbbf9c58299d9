import { defineConfig } from 'vitest/config';

/** Suites that need a part which a machine may lack, such as Prometheus. */
export default defineConfig({
  resolve: { conditions: ['meshwright-source'] },
  ssr: { resolve: { conditions: ['meshwright-source'], externalConditions: ['meshwright-source'] } },
  test: {
    globalSetup: ['test/support/temporary-root.ts'],
    maxWorkers: 1,
    include: ['test/real/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
});
