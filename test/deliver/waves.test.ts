/** A change of the source that reaches the clusters wave by wave, with real repositories. */
import { describe, expect, it } from 'vitest';
import { adoptedWorld, MINUTE } from '../support/delivery-world.ts';
import { shop } from '../support/shop.ts';

const clustersOf = (body: string) => [...body.matchAll(/^\| `(us-\w+)` \| `VirtualService`/gm)].map(([, name]) => name);

describe.concurrent('a change over waves', () => {
  it('is one pull request a wave, and each wave is applied and bakes before the next', async () => {
    const world = await adoptedWorld(shop({ waves: true }));
    world.source(shop({ waves: true, ratingsTimeout: '3s' }));
    const first = await world.step();
    expect([first.title, clustersOf(first.body)]).toEqual([
      'shop: a change of the mesh, wave 1 (step 1 of 2)',
      ['us-west'],
    ]);
    expect((await world.tick()).lanes).toMatchObject([{ state: 'waiting', reason: expect.stringMatching(/approve/) }]);
    await world.confirm();
    expect((await world.tick()).lanes).toMatchObject([{ state: 'waiting' }]);
    // To confirm took five of the thirty minutes.
    world.pass(25 * MINUTE - 1);
    expect((await world.tick()).lanes).toMatchObject([{ state: 'waiting', reason: 'baking' }]);
    world.pass(1);
    const second = await world.step();
    expect([second.title, clustersOf(second.body)]).toEqual([
      'shop: a change of the mesh, wave 2 (step 2 of 2)',
      ['us-east'],
    ]);
    expect((await world.tick()).lanes).toEqual([]);
  });

  it('that another change overtakes goes on from what each cluster has', async () => {
    const world = await adoptedWorld(shop({ waves: true }));
    world.source(shop({ waves: true, ratingsTimeout: '3s' }));
    await world.step();
    world.source(shop({ waves: true }));
    expect((await world.tick()).lanes).toMatchObject([{ state: 'waiting', reason: expect.stringMatching(/approve/) }]);
    await world.confirm();
    const back = await world.step();
    expect([back.title, clustersOf(back.body)]).toEqual(['shop: a change of the mesh, wave 1', ['us-west']]);
    expect((await world.tick()).lanes).toEqual([]);
  });
});
