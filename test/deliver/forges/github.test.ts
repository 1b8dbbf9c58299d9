import { afterAll } from 'vitest';
import { type GitHubEmulator, githubEmulator } from '../../support/github/emulator.ts';
import { underTest } from '../../support/hosted/under-test.ts';
import { checkForgeContract } from './contract.ts';

const started: GitHubEmulator[] = [];
afterAll(async () => {
  for (const hub of started) await hub.close();
});

checkForgeContract(async () => {
  const hub = await githubEmulator();
  started.push(hub);
  return underTest(hub);
});
