import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { adoptedWorld, type DeliveryWorld, deliveryWorld, MINUTE } from '../support/delivery-world.ts';
import { shop } from '../support/shop.ts';

const REVIEWS = 'shop/clusters/us-east/shop/virtualservice.networking.istio.io_reviews.yaml';
const RULE = 'shop/clusters/us-east/shop/destinationrule.networking.istio.io_reviews.yaml';
const one = { clusters: 1 } as const;

async function subsets(world: DeliveryWorld): Promise<string> {
  const { spec } = parse((await world.applied()).get(RULE) ?? '') as { spec: { subsets: { name: string }[] } };
  return spec.subsets.map(({ name }) => name).join(' ');
}

async function expectSource(world: DeliveryWorld): Promise<void> {
  const applied = await world.clusters();
  for (const [path, { blob }] of Object.entries(world.folder.bundle.meshes[0]!.files))
    expect(applied[path], path).toBe(world.folder.texts.get(blob));
}

describe.concurrent('old subsets', () => {
  it('go only when the routes that a canary moved away are confirmed as applied', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    await world.step();
    world.pass(30 * MINUTE);
    await world.step();
    world.pass(30 * MINUTE);
    world.source(shop({ ...one, versions: ['v2', 'v3'], stable: 'v2' }));
    expect(await world.tick()).toMatchObject({ exit: 2, done: [], lanes: [{ state: 'waiting' }] });
    await world.confirm();
    await world.step();
    expect(await subsets(world)).toBe('v2 v3');
  });
});

describe.concurrent('a source edit while a canary runs', () => {
  it('that touches its files goes first, at the held weights, and its bake starts again', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    await world.step();
    world.pass(30 * MINUTE);
    await world.tick();
    expect((await world.open()).map(({ number }) => number)).toEqual([2]);
    world.source(shop({ ...one, timeout: '3s', reviews: {} }));
    const { done, lanes } = await world.tick();
    expect(done.map(({ kind, number }) => `${kind} ${number}`)).toEqual(['open 3', 'close 2']);
    expect(lanes.map(({ state }) => state)).toEqual(['ready', 'behind']);
    expect((await world.pulls())[1]?.closedReason).toMatch(/^Closed for now: `shop\/edit-.* goes first/);
    const edit = await world.merge();
    expect(edit.body).toContain('`shop/reviews-next` stays at step 1 of 2; its bake starts again.');
    const text = (await world.applied()).get(REVIEWS);
    expect(text).toContain('timeout: 3s');
    expect(text).toContain('weight: 90');
    // It stands on the edit, so that has to be confirmed as well.
    expect((await world.tick()).lanes[0]?.reason).toMatch(/pull request 3 is merged; approve/);
    await world.confirm();
    world.pass(25 * MINUTE - 1);
    expect((await world.tick()).lanes[0]).toMatchObject({ state: 'waiting', reason: 'baking' });
    world.pass(1);
    await world.step();
    expect((await world.applied()).get(REVIEWS)).toContain('timeout: 3s');
  });

  it('of the rule it relies on closes its pull request, and reopens it after', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: { pinToCluster: true } }));
    await world.step();
    await world.confirm();
    await world.tick();
    world.source(shop({ ...one, ejection: '20s', reviews: { pinToCluster: true } }));
    expect((await world.tick()).done.map(({ kind }) => kind)).toEqual(['open', 'close']);
    await world.merge();
    expect(await subsets(world)).toBe('v1 v2 v2-us-east v3');
    await world.confirm();
    // Its state is another now, so this is another branch, and it merges.
    await world.step();
    expect(await world.tick()).toMatchObject({ exit: 2, lanes: [{ state: 'waiting', reason: 'baking' }] });
  });

  it('of other files runs beside it', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    await world.tick();
    world.source(shop({ ...one, ratingsTimeout: '3s', reviews: {} }));
    const { lanes, done } = await world.tick();
    expect(lanes.map(({ state }) => state)).toEqual(['ready', 'open']);
    expect(done.map(({ kind, number }) => `${kind} ${number}`)).toEqual(['open 2']);
    await world.forge.merge(2);
    expect((await world.tick()).done).toEqual([]);
    await world.forge.merge(1);
    expect((await world.tick()).lanes).toMatchObject([{ state: 'waiting', reason: 'baking' }]);
  });

  it.each([
    ['dropped', shop({ ...one })],
    ['moved to another stable', shop({ ...one, stable: 'v2' })],
    ['altered', shop({ ...one, reviews: { weights: [50, 100] } })],
    ['given another goal', shop({ ...one, reviews: { to: 'v3' } })],
  ])('that has it %s stops everything', async (_, source) => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    await world.step();
    world.source(source);
    const before = await world.pulls();
    expect(await world.tick()).toMatchObject({ exit: 3, done: [], lanes: [{ state: 'stopped' }] });
    expect(await world.pulls()).toEqual(before);
  });
});

describe.concurrent('a source edit', () => {
  it('that adds and drops subsets comes in three, with both sides’ subsets in between', async () => {
    const world = await adoptedWorld(shop({ ...one, versions: ['v1', 'v2'], testers: 'v2' }));
    world.source(shop({ ...one, versions: ['v1', 'v3'], testers: 'v3' }));
    const seen: string[] = [];
    for (let step = 1; step <= 3; step++) {
      const pull = await world.step();
      seen.push(`${pull.title}: ${await subsets(world)}`);
      if (step < 3) {
        expect((await world.tick()).lanes[0]?.reason).toMatch(/approve/);
        await world.confirm();
      }
    }
    expect(seen).toEqual([
      'shop: new subsets (step 1 of 3): v1 v2 v3',
      'shop: a change of the mesh (step 2 of 3): v1 v2 v3',
      'shop: old subsets go (step 3 of 3): v1 v3',
    ]);
    expect(await world.tick()).toEqual({ exit: 0, done: [], lanes: [] });
    await expectSource(world);
  });

  it('that overtakes one on its way waits until what that one brought is confirmed', async () => {
    const world = await adoptedWorld(shop({ ...one, versions: ['v1', 'v2'] }));
    world.source(shop({ ...one, testers: 'v3' }));
    await world.step();
    world.source(shop({ ...one, testers: 'v3', timeout: '3s' }));
    expect((await world.tick()).lanes[0]).toMatchObject({
      state: 'waiting',
      reason: expect.stringContaining('approve'),
    });
    await world.confirm();
    await world.step();
    await expectSource(world);
    expect(await world.tick()).toEqual({ exit: 0, done: [], lanes: [] });
  });

  it('takes the place of an older one that is still open', async () => {
    const world = await adoptedWorld(shop({ ...one }));
    world.source(shop({ ...one, timeout: '2s' }));
    await world.tick();
    world.source(shop({ ...one, timeout: '3s' }));
    expect((await world.tick()).done.map(({ kind, number }) => `${kind} ${number}`)).toEqual(['open 2', 'close 1']);
    world.source(shop({ ...one }));
    expect(await world.tick()).toMatchObject({ exit: 0, done: [{ kind: 'close', number: 2 }] });
  });

  it('may be made, taken back in the source, and made again', async () => {
    const world = await adoptedWorld(shop({ ...one }));
    for (const timeout of ['2s', undefined, '2s'] as const) {
      world.source(shop({ ...one, ...(timeout && { timeout }) }));
      await world.step();
      await expectSource(world);
    }
    expect(await world.tick()).toEqual({ exit: 0, done: [], lanes: [] });
  });

  it('of everything during a bootstrap continues the bootstrap', async () => {
    const world = await deliveryWorld(shop({ ...one }));
    await world.step();
    await world.confirm();
    world.source(shop({ ...one, timeout: '3s', ejection: '10s' }));
    expect((await world.step()).title).toBe('shop: bootstrap, subsets and connection settings (step 2 of 5)');
    for (let step = 3; step <= 5; step++) {
      await world.confirm();
      await world.step();
    }
    await expectSource(world);
    expect(await world.tick()).toEqual({ exit: 0, done: [], lanes: [] });
  });
});
