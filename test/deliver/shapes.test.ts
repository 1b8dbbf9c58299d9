/** Where the applied tree may live: an empty repository, a branch of the source's repository; who makes its commits. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openScratch } from '../../src/deliver/git.ts';
import { DEFAULT_SETTINGS, type DeliverySettings } from '../../src/deliver/settings.ts';
import { tick } from '../../src/deliver/tick.ts';
import { bundleFrom } from '../support/delivery-world.ts';
import { type GitHubEmulator, githubEmulator } from '../support/github/emulator.ts';
import { shop } from '../support/shop.ts';
import { temporaryFolder } from './git-sandbox.ts';

const folder = bundleFrom(shop({ clusters: 1, ratings: false }));

async function run(hub: GitHubEmulator, branch: string, settings: Partial<DeliverySettings> = {}) {
  const forge = await hub.forge({ branch });
  const git = await openScratch(join(temporaryFolder(), 'scratch'), { config: await forge.gitConfig!() });
  const more = { settings: { ...DEFAULT_SETTINGS, ...settings } };
  return tick({ git, forge, folder, branch, clockScale: 1, dryRun: false, ...more });
}

const files = (hub: GitHubEmulator, branch: string) =>
  String(hub.hub.git.run(['ls-tree', '-r', '--name-only', branch]))
    .trim()
    .split('\n')
    .filter(Boolean);

it('an empty repository gets its branch first, and then a pull request for it', async () => {
  const hub = await githubEmulator({ empty: true });
  expect((await run(hub, 'main')).done).toMatchObject([{ kind: 'open', number: 1 }]);
  hub.people.merge(1);
  expect(files(hub, 'main').every((path) => /^(shop\/clusters\/|\.meshwright\/rollouts\/)/.test(path))).toBe(true);
  await hub.close();
});

it('a branch of the source’s repository begins empty, and what the source holds stays as it is', async () => {
  const hub = await githubEmulator();
  hub.people.push('main', { 'meshes/shop.ts': '// the mesh\n' });
  const before = hub.hub.git.head('main');
  await run(hub, 'applied');
  expect(files(hub, 'applied')).toEqual([]);
  hub.people.merge(1);
  expect(files(hub, 'applied')).not.toContain('meshes/shop.ts');
  expect(files(hub, 'applied').length).toBeGreaterThan(1);
  expect(hub.hub.git.head('main')).toBe(before);
  expect((await run(hub, 'applied')).lanes).toMatchObject([{ condition: 'applying' }]);
  await hub.close();
});

it('commits of the forge are the same files, and the next tick knows them as its own', async () => {
  const hub = await githubEmulator();
  await run(hub, 'main', { commits: 'forge' });
  const { lanes, done } = await run(hub, 'main', { commits: 'forge' });
  expect({ lanes, done }).toMatchObject({ lanes: [{ condition: 'open' }], done: [] });
  hub.people.merge(1, 'rebase');
  expect((await run(hub, 'main')).lanes).toMatchObject([{ condition: 'applying' }]);
  await hub.close();
});
