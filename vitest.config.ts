import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['meshwright-source'] },
  ssr: { resolve: { conditions: ['meshwright-source'], externalConditions: ['meshwright-source'] } },
  test: { maxWorkers: 2, include: ['test/**/*.test.ts'], exclude: ['test/real/**'], testTimeout: 30_000 },
});
