/** Delivery may be run twice, beside itself, and killed anywhere. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { Forge } from '../../src/deliver/forges/contract.ts';
import type { Git } from '../../src/deliver/git.ts';
import { tick } from '../../src/deliver/tick.ts';
import { writeBundle } from '../../src/emit/write.ts';
import { adoptedWorld, type DeliveryWorld, deliveryWorld, partsOf } from '../support/delivery-world.ts';
import { shop } from '../support/shop.ts';
import { temporaryFolder } from './git-sandbox.ts';

const run = promisify(execFile);
const busy = { clusters: 1, catalog: true, ratingsTimeout: '3s', reviews: {} } as const;

/** The mesh is there; the source has since got two canaries and an edit that touches neither. */
async function busyWorld(): Promise<DeliveryWorld> {
  const world = await adoptedWorld(shop({ clusters: 1 }));
  world.source(shop(busy));
  return world;
}

const branches = async (world: DeliveryWorld) =>
  (await world.open()).map(({ branch }) => branch.split('/')[2]?.slice(0, 5)).sort();

it.concurrent('twice in a row does the second time nothing', async () => {
  const world = await busyWorld();
  expect((await world.tick()).done.map(({ kind }) => kind)).toEqual(['open', 'open', 'open']);
  const before = await world.pulls();
  expect(await world.tick()).toMatchObject({ exit: 2, done: [] });
  expect(await world.pulls()).toEqual(before);
});

it.concurrent('five times at once leaves one pull request for each rollout', async () => {
  const world = await busyWorld();
  await Promise.all(Array.from({ length: 5 }, async () => tick(await world.request())));
  expect(await branches(world)).toEqual(['catal', 'edit-', 'revie']);
  expect((await world.tick()).done).toEqual([]);
});

it.concurrent('in three processes at once leaves one pull request', async () => {
  const world = await deliveryWorld(shop({ clusters: 1 }));
  const folder = join(temporaryFolder(), 'bundle');
  writeBundle(folder, partsOf(world.folder));
  const args = ['bin/meshwright.js', 'tick', '--bundle', folder, '--repo', world.repository, '--json'];
  // One that looks after another has opened it finds nothing to do but to wait: status 2, which execFile rejects.
  const tickOnce = () => run(process.execPath, args).catch((error: { stdout: string; code: number }) => error);
  const said = await Promise.all(Array.from({ length: 3 }, tickOnce));
  const exits = said.map(({ stdout }) => (JSON.parse(stdout) as { exit: number }).exit);
  expect(exits).toContain(0);
  expect(exits.every((exit) => exit === 0 || exit === 2)).toBe(true);
  expect(await branches(world)).toEqual(['boots']);
  const [pull] = await world.pulls();
  expect(await world.head(pull!.branch)).toBe(pull!.head);
});

/** Everything that changes the world passes here; the process dies before, or right after, the nth of them. */
class Death extends Error {}

function mortal(git: Git, forge: Forge, at: number, when: 'before' | 'after'): { git: Git; forge: Forge } {
  let count = 0;
  const effect = async <T>(work: () => Promise<T>): Promise<T> => {
    count += 1;
    if (count === at && when === 'before') throw new Death();
    const result = await work();
    if (count === at) throw new Death();
    return result;
  };
  return {
    git: { ...git, push: (...args) => effect(() => git.push(...args)) },
    forge: {
      ...forge,
      open: (request) => effect(() => forge.open(request)),
      update: (number, text) => effect(() => forge.update(number, text)),
      close: (number, comment) => effect(() => forge.close(number, comment)),
    },
  };
}

it.concurrent('killed before or after any of its effects, the next run ends where an unharmed one does', async () => {
  const unharmed = await busyWorld();
  await unharmed.tick();
  const wanted = (await unharmed.pulls()).map(({ branch, title, body }) => ({ branch, title, body }));
  for (const [at, when] of [
    [1, 'before'],
    [1, 'after'],
    [2, 'after'],
    [4, 'before'],
    [5, 'after'],
  ] as const) {
    const world = await busyWorld();
    const request = await world.request();
    await expect(tick({ ...request, ...mortal(request.git, request.forge, at, when) })).rejects.toThrow(Death);
    await world.tick();
    const pulls = (await world.pulls()).map(({ branch, title, body }) => ({ branch, title, body }));
    expect(pulls).toEqual(wanted);
  }
});

it.concurrent('a run that looked before a merge opens nothing that lasts', async () => {
  const world = await adoptedWorld(shop({ clusters: 1 }));
  world.source(shop({ clusters: 1, timeout: '3s' }));
  const slow = await world.request();
  let merged = false;
  const git: Git = {
    ...slow.git,
    writeCommit: async (request) => {
      if (!merged) {
        merged = true;
        await world.step();
      }
      return slow.git.writeCommit(request);
    },
  };
  await tick({ ...slow, git });
  const before = await world.clusters();
  await world.tick();
  expect(await world.open()).toEqual([]);
  expect(await world.tick()).toEqual({ exit: 0, done: [], lanes: [] });
  expect(await world.clusters()).toEqual(before);
});
