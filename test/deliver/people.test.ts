/** What people do to the applied tree and to pull requests behind Meshwright's back. */
import { describe, expect, it } from 'vitest';
import { UnknownFormError } from '../../src/deliver/bundle-folder.ts';
import { adoptedWorld, type DeliveryWorld, deliveryWorld, MINUTE } from '../support/delivery-world.ts';
import { shop } from '../support/shop.ts';

const FOLDER = 'shop/clusters/us-east/shop/';
const REVIEWS = `${FOLDER}virtualservice.networking.istio.io_reviews.yaml`;
const CART = `${FOLDER}virtualservice.networking.istio.io_cart.yaml`;
const STATE = '.meshwright/rollouts/shop/reviews-next.json';
const one = { clusters: 1 } as const;

async function expectStopped(world: DeliveryWorld, reason: RegExp): Promise<void> {
  const pulls = await world.pulls();
  const tree = await world.applied();
  const { exit, done, lanes } = await world.tick();
  expect({ exit, done }).toEqual({ exit: 3, done: [] });
  const stopped = lanes.find(({ state }) => state === 'stopped');
  expect(stopped?.reason).toMatch(reason);
  expect(stopped?.hint).toMatch(/\w/);
  expect(await world.pulls()).toEqual(pulls);
  expect(await world.applied()).toEqual(tree);
}

const byHand = async (world: DeliveryWorld, path: string) =>
  world.commit({ [path]: `${(await world.applied()).get(path)}# by hand\n` });

describe.concurrent('an adopted repository', () => {
  it('is an ordinary base: nothing is proposed but the canary’s first step', async () => {
    const world = await adoptedWorld(shop(one));
    expect(await world.tick()).toEqual({ exit: 0, done: [], lanes: [] });
    world.source(shop({ ...one, reviews: {} }));
    expect((await world.step()).title).toBe('reviews: v2 to 10 % in us-east (step 1 of 2)');
  });

  it('keeps files that are not Meshwright’s', async () => {
    const world = await adoptedWorld(shop(one));
    const foreign = { [`${FOLDER}by-hand.yaml`]: 'kind: ConfigMap\n', 'README.md': 'ours\n', 'shop/notes': '' };
    await world.commit(foreign);
    world.source(shop({ ...one, ratings: false }));
    await world.step();
    const applied = await world.applied();
    for (const [path, text] of Object.entries(foreign)) expect(applied.get(path)).toBe(text);
    expect([...applied.keys()].filter((path) => path.includes('ratings'))).toEqual([]);
  });

  it('whose file stands in the way is left alone, and so is every rollout that would need it', async () => {
    const world = await deliveryWorld(shop({ ...one, reviews: {} }));
    await world.adopt();
    await world.commit({ [REVIEWS]: 'kind: VirtualService\n' });
    await expectStopped(world, /is in the way/);
    await world.commit({ [REVIEWS]: null });
    expect((await world.tick()).done).toMatchObject([{ kind: 'open' }]);
  });

  it('with the folder of a cluster that the mesh no longer has keeps it, and says so', async () => {
    const world = await adoptedWorld(shop({}));
    const west = Object.keys(await world.clusters()).filter((path) => path.includes('/us-west/'));
    world.source(shop(one));
    const { exit, lanes } = await world.tick();
    expect(exit).toBe(3);
    expect(lanes.at(0)?.reason).toMatch(/us-west belongs to no cluster/);
    if ((await world.open()).length > 0) await world.merge();
    expect(Object.keys(await world.clusters())).toEqual(expect.arrayContaining(west));
  });

  it('is not emptied by a source that describes nothing', async () => {
    const world = await adoptedWorld(shop(one));
    world.bundle((bundle) => ({ ...bundle, meshes: bundle.meshes.map((mesh) => ({ ...mesh, files: {} })) }));
    await expectStopped(world, /describes no object/);
  });
});

describe.concurrent('a hand edit', () => {
  it('of a file that nobody holds is proposed to be put back, each time', async () => {
    const world = await adoptedWorld(shop(one));
    const before = await world.clusters();
    for (let time = 1; time <= 2; time++) {
      await byHand(world, CART);
      await world.step();
      expect(await world.clusters()).toEqual(before);
    }
  });

  it('that changes again while it waits is met by a pull request that merges', async () => {
    const world = await adoptedWorld(shop(one));
    const before = await world.clusters();
    await byHand(world, CART);
    await world.tick();
    await byHand(world, CART);
    await expect(world.forge.merge(1)).rejects.toThrow('both changed');
    expect((await world.tick()).done.map(({ kind, number }) => `${kind} ${number}`)).toEqual(['open 2', 'close 1']);
    await world.merge();
    expect(await world.clusters()).toEqual(before);
  });

  it('of a file that a running rollout holds stops it until it is put back', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    await world.step();
    const ours = (await world.applied()).get(REVIEWS)!;
    world.pass(30 * MINUTE);
    await byHand(world, REVIEWS);
    await expectStopped(world, /changed outside of the rollout/);
    await world.commit({ [REVIEWS]: null });
    await expectStopped(world, /changed outside of the rollout/);
    await world.commit({ [REVIEWS]: ours });
    expect((await world.tick()).done).toMatchObject([{ kind: 'open' }]);
  });

  it('of a file that a bootstrap under way has written stops the bootstrap', async () => {
    const world = await deliveryWorld(shop(one));
    await world.step();
    await world.confirm();
    await byHand(world, `${FOLDER}destinationrule.networking.istio.io_cart.yaml`);
    await expectStopped(world, /changed outside of the rollout shop\/bootstrap/);
  });

  it('of a file that a running rollout shares stops its neighbour too', async () => {
    const world = await adoptedWorld(shop({ ...one, catalog: true }));
    await world.step();
    const gateway = 'shop/clusters/us-east/istio-ingress/virtualservice.networking.istio.io_web.shop.example.yaml';
    await byHand(world, gateway);
    world.source(shop({ ...one, catalog: true, cart: true }));
    const { exit, lanes, done } = await world.tick();
    expect({ exit, done }).toEqual({ exit: 3, done: [] });
    expect(lanes.map(({ state }) => state)).toEqual(['stopped', 'behind']);
  });
});

describe.concurrent('a pull request', () => {
  it('closed by a person is not proposed again until its content changes', async () => {
    const world = await adoptedWorld(shop({ ...one, timeout: '2s' }));
    world.source(shop({ ...one, timeout: '3s' }));
    await world.tick();
    await world.forge.closeByPerson(1);
    await expectStopped(world, /closed without merging/);
    await expectStopped(world, /closed without merging/);
    world.source(shop({ ...one, timeout: '3s', ejection: '10s' }));
    expect((await world.tick()).done).toMatchObject([{ kind: 'open', number: 2 }]);
  });

  it('whose branch a person has edited is not overwritten, and may be merged as it is', async () => {
    const world = await adoptedWorld(shop(one));
    world.source(shop({ ...one, timeout: '3s' }));
    await world.tick();
    const { branch } = (await world.pulls())[0]!;
    const head = await world.commit({ 'NOTES.md': 'mine\n' }, branch);
    await expectStopped(world, /somebody has changed the branch/);
    expect(await world.head(branch)).toBe(head);
    expect((await world.open()).map(({ number }) => number)).toEqual([1]);
    await world.merge();
    expect(await world.tick()).toEqual({ exit: 0, done: [], lanes: [] });
  });

  it('whose branch is gone gets it back', async () => {
    const world = await adoptedWorld(shop(one));
    world.source(shop({ ...one, timeout: '3s' }));
    await world.tick();
    const before = await world.pulls();
    await world.deleteBranch(before[0]!.branch);
    await expect(world.merge()).rejects.toThrow('is gone');
    expect((await world.tick()).done).toMatchObject([{ kind: 'open', number: 1 }]);
    expect(await world.pulls()).toEqual(before);
    await world.merge();
  });

  it('whose state file a person has edited is no longer ours either', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    await world.tick();
    const { branch } = (await world.pulls())[0]!;
    const state = (await world.texts(`refs/heads/${branch}`)).get(STATE)!;
    await world.commit({ [STATE]: state.replace('"number": 1', '"number": 2') }, branch);
    await expectStopped(world, /somebody has changed the branch/);
  });

  it('stays as it is while unrelated commits come in, and when somebody updates its branch', async () => {
    const world = await adoptedWorld(shop(one));
    world.source(shop({ ...one, timeout: '3s' }));
    await world.tick();
    const [before] = await world.pulls();
    await world.commit({ 'README.md': 'unrelated\n' });
    expect((await world.tick()).done).toEqual([]);
    expect(await world.pulls()).toEqual([before]);
    await world.merge();
    expect((await world.applied()).get('README.md')).toBe('unrelated\n');
  });

  it.each([1, 2])('of a canary’s step %i that is merged and reverted is not proposed again', async (steps) => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    let merged = await world.step();
    for (let step = 1; step < steps; step++) {
      world.pass(30 * MINUTE);
      merged = await world.step();
    }
    await world.revert(merged);
    world.pass(60 * MINUTE);
    await expectStopped(world, /was merged and has been taken back/);
  });

  it('of a source edit that is merged and reverted is not proposed again', async () => {
    const world = await adoptedWorld(shop(one));
    world.source(shop({ ...one, timeout: '3s' }));
    await world.revert(await world.step());
    await expectStopped(world, /was merged and has been taken back/);
  });
});

describe.concurrent('what this release does not know', () => {
  it('as a gate stops the canary before its first step', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: { gates: [{ kind: 'moon-phase' }] } }));
    await expectStopped(world, /cannot evaluate the gate 'moon-phase'/);
  });

  it.each([
    ['is not JSON', '{'],
    ['has another version', JSON.stringify({ version: 2, rollout: 'shop/reviews-next' })],
    ['tells of another rollout', undefined],
  ])('as a state file that %s stops everything', async (_, text) => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    await world.step();
    const state = (await world.applied()).get(STATE)!;
    await world.commit({ [STATE]: text ?? state.replace('"rollout": "shop/reviews-next"', '"rollout": "shop/other"') });
    await expect(world.tick()).rejects.toThrow(UnknownFormError);
    await expect(world.tick()).rejects.toThrow(STATE);
  });

  it('as a link or a submodule where a file of ours would be counts as somebody else’s', async () => {
    const world = await adoptedWorld(shop(one));
    await world.link(CART, '../../README.md');
    world.source(shop({ ...one, timeout: '3s' }));
    await expectStopped(world, /is in the way/);
  });
});
