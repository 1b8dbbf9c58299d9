import { afterAll, describe, expect, it } from 'vitest';
import { type GitHubEmulator, githubEmulator } from '../../support/github/emulator.ts';
import { checkForgeContract } from './contract.ts';

const started: GitHubEmulator[] = [];
afterAll(async () => {
  for (const hub of started) await hub.close();
});

checkForgeContract(async () => {
  const hub = await githubEmulator();
  started.push(hub);
  let count = 0;
  return {
    forge: await hub.forge(),
    base: 'main',
    connectAgain: () => hub.forge(),
    push: async (branch) => hub.people.push(branch, { [branch.replaceAll('/', '-')]: `${count++}` }),
    merge: async (number) => void hub.people.merge(number),
    closeByPerson: async (number) => hub.people.close(number),
  };
});
