import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['meshwright-source'] },
  ssr: { resolve: { conditions: ['meshwright-source'], externalConditions: ['meshwright-source'] } },
  test: {
    maxWorkers: 4,
    // Files share their workers: what they import is loaded once. So no test may leave anything behind in its process.
    isolate: false,
    globalSetup: ['test/support/temporary-root.ts'],
    include: ['test/**/*.test.ts', 'meshes/**/*.test.ts'],
    exclude: ['test/real/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // What a source became is kept below node_modules/, by its content.
    experimental: { fsModuleCache: true },
  },
});
