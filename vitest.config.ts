import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['meshwright-source'] },
  ssr: { resolve: { conditions: ['meshwright-source'], externalConditions: ['meshwright-source'] } },
  test: { include: ['test/**/*.test.ts'], exclude: ['test/real/**'], testTimeout: 30_000 },
});
