import { afterAll } from 'vitest';
import { type GiteaEmulator, giteaEmulator } from '../../support/gitea/emulator.ts';
import { underTest } from '../../support/hosted/under-test.ts';
import { checkForgeContract } from './contract.ts';

const started: GiteaEmulator[] = [];
afterAll(async () => {
  for (const hub of started) await hub.close();
});

checkForgeContract(async () => {
  const hub = await giteaEmulator();
  started.push(hub);
  return underTest(hub);
});
