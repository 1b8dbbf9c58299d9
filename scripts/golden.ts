/** `npm run golden`: renews dist/, golden output, sessions and generated pages. Read the difference before committing it. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('..', import.meta.url));
const written = [
  ...['gateways', 'migration', 'outside', 'routes', 'security', 'topologies', 'traffic-settings'].map(
    (mesh) => `compile/${mesh}`,
  ),
  'deliver',
  'handoff',
  'schedule',
  'sessions',
  'types',
].map((of) => `test/${of}`);
const steps: readonly (readonly string[])[] = [
  ['bin/meshwright.js', 'synth'],
  ['node_modules/vitest/vitest.mjs', 'run', ...written, '--update'],
  ['--conditions=meshwright-source', '--import', 'tsx', 'scripts/features.ts'],
  ['--import', 'tsx', 'scripts/constructs.ts'],
];
for (const step of steps) {
  const { status } = spawnSync(process.execPath, step, {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, MESHWRIGHT_GOLDEN: '1' },
  });
  if (status !== 0) process.exitCode = 1;
}
