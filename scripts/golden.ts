/** `npm run golden`: renews dist/, golden output and sessions. Read the difference before committing it. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('..', import.meta.url));
const written = [
  'compile/routes',
  'compile/traffic-settings',
  'deliver',
  'handoff',
  'schedule',
  'sessions',
  'types',
].map((of) => `test/${of}`);
const steps: readonly (readonly string[])[] = [
  ['bin/meshwright.js', 'synth'],
  ['node_modules/vitest/vitest.mjs', 'run', ...written, '--update'],
];
for (const step of steps) {
  const { status } = spawnSync(process.execPath, step, {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, MESHWRIGHT_GOLDEN: '1' },
  });
  if (status !== 0) process.exitCode = 1;
}
