import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { adoptedWorld, type DeliveryWorld, deliveryWorld, MINUTE } from '../support/delivery-world.ts';
import { shop } from '../support/shop.ts';

const REVIEWS = 'shop/clusters/us-east/shop/virtualservice.networking.istio.io_reviews.yaml';
const RULE = 'shop/clusters/us-east/shop/destinationrule.networking.istio.io_reviews.yaml';

const one = { clusters: 1, ratings: false } as const;

interface Route {
  readonly route: readonly { readonly destination: { readonly subset: string }; readonly weight?: number }[];
}

/** What the default route of reviews sends where, such as `v1 90, v2 10`. */
async function split(world: DeliveryWorld, path = REVIEWS): Promise<string> {
  const { spec } = parse((await world.applied()).get(path) ?? '') as { spec: { http: Route[] } };
  const route = spec.http.at(-1)?.route ?? [];
  return route.map(({ destination, weight }) => [destination.subset, weight].filter(Boolean).join(' ')).join(', ');
}

async function subsets(world: DeliveryWorld): Promise<string> {
  const { spec } = parse((await world.applied()).get(RULE) ?? '') as { spec: { subsets: { name: string }[] } };
  return spec.subsets.map(({ name }) => name).join(' ');
}

describe.concurrent('bootstrap of an empty repository', () => {
  it('brings what is referred to first and what lets traffic in last, each after a confirmation', async () => {
    const world = await deliveryWorld(shop({ ...one, reviews: {} }));
    const kinds: string[][] = [];
    for (let tier = 1; tier <= 4; tier++) {
      const before = Object.keys(await world.clusters().catch(() => ({})));
      await world.step();
      const added = Object.keys(await world.clusters()).filter((path) => !before.includes(path));
      kinds.push([...new Set(added.map((path) => path.split('/')[4]?.split('.')[0] ?? ''))].sort());
      const waiting = await world.tick();
      expect(waiting.exit).toBe(2);
      expect(waiting.lanes[0]?.reason).toMatch(/approve it once every cluster has applied it/);
      await world.confirm();
    }
    expect(kinds).toEqual([
      ['destinationrule'],
      ['virtualservice'],
      ['authorizationpolicy', 'peerauthentication'],
      ['gateway', 'virtualservice'],
    ]);
    // All applied, so the canary takes its first step.
    expect((await world.step()).title).toBe('reviews: v2 to 10 % in us-east (step 1 of 2)');
  });

  it('waits for propagation after the confirmation, to the millisecond', async () => {
    const world = await deliveryWorld(shop(one));
    await world.step();
    await world.forge.approve(1, 'ann');
    world.pass(5 * MINUTE - 1);
    expect((await world.tick()).lanes[0]).toMatchObject({
      state: 'waiting',
      reason: expect.stringContaining('proxies'),
    });
    world.pass(1);
    expect((await world.tick()).done).toMatchObject([{ kind: 'open', number: 2 }]);
  });
});

describe.concurrent('a canary', () => {
  it('goes to its end, baking at each step, and then setting stable changes no byte', async () => {
    const world = await adoptedWorld(shop({ reviews: {} }));
    const west = REVIEWS.replace('us-east', 'us-west');
    await world.step();
    expect([await split(world), await split(world, west)]).toEqual(['v1 90, v2 10', 'v1']);
    world.pass(30 * MINUTE - 1);
    expect(await world.tick()).toMatchObject({ exit: 2, lanes: [{ state: 'waiting', reason: 'baking' }] });
    world.pass(1);
    await world.step();
    expect([await split(world), await split(world, west)]).toEqual(['v2', 'v1']);
    world.pass(30 * MINUTE);
    await world.step();
    expect([await split(world), await split(world, west)]).toEqual(['v2', 'v2']);
    world.pass(60 * MINUTE - 1);
    const last = await world.tick();
    expect(last).toMatchObject({ exit: 2, done: [], lanes: [{ state: 'waiting', reason: 'its last step bakes' }] });
    world.pass(1);
    expect(await world.tick()).toMatchObject({ exit: 0, done: [], lanes: [{ state: 'done' }] });

    const before = await world.clusters();
    world.source(shop({ stable: 'v2' }));
    expect(await world.tick()).toEqual({ exit: 0, done: [], lanes: [] });
    expect(await world.clusters()).toEqual(before);
    for (const [path, file] of Object.entries(world.folder.bundle.meshes[0]!.files))
      expect(before[path]).toBe(world.folder.texts.get(file.blob));
  });

  it('may not be dropped before its last step has baked', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: { weights: [100] } }));
    await world.step();
    world.source(shop({ ...one, stable: 'v2' }));
    expect(await world.tick()).toMatchObject({ exit: 3, done: [] });
    world.pass(30 * MINUTE);
    expect(await world.tick()).toEqual({ exit: 0, done: [], lanes: [] });
  });

  it('can be followed by the same canary once the source has gone back: not by a jump to its end', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    for (let step = 1; step <= 2; step++) {
      await world.step();
      world.pass(30 * MINUTE);
    }
    world.source(shop({ ...one, stable: 'v1' }));
    await world.step();
    await world.confirm();
    expect(await split(world)).toBe('v1');
    world.source(shop({ ...one, reviews: {} }));
    await world.step();
    expect(await split(world)).toBe('v1 90, v2 10');
  });

  it('of pinned subsets expands, shifts, settles and contracts', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: { pinToCluster: true } }));
    const steps: (readonly [string, string])[] = [];
    const step = async () => {
      await world.step();
      steps.push([await subsets(world), await split(world)]);
    };
    await step();
    expect((await world.tick()).lanes[0]?.reason).toMatch(/approve/);
    await world.confirm();
    await step();
    world.pass(30 * MINUTE);
    await step();
    world.pass(30 * MINUTE);
    await step();
    expect((await world.tick()).lanes[0]?.reason).toMatch(/approve/);
    await world.confirm();
    await step();
    expect(steps).toEqual([
      ['v1 v2 v2-us-east v3', 'v1'],
      ['v1 v2 v2-us-east v3', 'v1 90, v2-us-east 10'],
      ['v1 v2 v2-us-east v3', 'v2-us-east'],
      ['v1 v2 v2-us-east v3', 'v2'],
      ['v1 v2 v3', 'v2'],
    ]);
    world.source(shop({ ...one, stable: 'v2' }));
    expect(await world.tick()).toEqual({ exit: 0, done: [], lanes: [] });
  });

  it('waits for one that shares a gateway with it, is told so, and goes on where that one ended', async () => {
    const world = await adoptedWorld(shop({ ...one, catalog: true, cart: true }));
    const gateway = 'shop/clusters/us-east/istio-ingress/virtualservice.networking.istio.io_web.shop.example.yaml';
    const behind = async (reason: string) => {
      const { lanes, done } = await world.tick();
      expect(lanes.filter(({ state }) => state === 'behind')).toMatchObject([{ rollout: 'shop/catalog-v2', reason }]);
      return done;
    };
    const opened = await behind(`shop/cart-v2 begins first, for both change ${gateway}`);
    expect(opened).toMatchObject([{ kind: 'open', title: expect.stringMatching(/^cart: v2 to 50 %/) }]);
    await world.merge();
    await behind(`shop/cart-v2 is under way, and both change ${gateway}`);
    world.pass(10 * MINUTE);
    await world.step();
    world.pass(10 * MINUTE - 1);
    expect(await behind(`shop/cart-v2 is under way, and both change ${gateway}`)).toEqual([]);
    world.pass(1);
    expect((await world.step()).title).toMatch(/^catalog: v2 to 50 %/);
    const { spec } = parse((await world.applied()).get(gateway) ?? '') as { spec: { http: Route[] } };
    const shares = spec.http.map(({ route }) => route.map(({ destination, weight }) => [destination.subset, weight]));
    expect(new Set(shares.map((share) => JSON.stringify(share)))).toEqual(
      new Set(['[["v1",50],["v2",50]]', '[["v2",null]]']),
    );
    world.pass(10 * MINUTE);
    await world.step();
    world.pass(10 * MINUTE);
    expect(await world.tick()).toMatchObject({ exit: 0, done: [], lanes: [{ state: 'done' }, { state: 'done' }] });
  });

  it('runs beside one that it has nothing in common with', async () => {
    const world = await adoptedWorld(shop({ ...one, catalog: true, cart: true, desk: true }));
    for (const _ of [1, 2]) {
      expect((await world.tick()).done.map(({ kind }) => kind)).toEqual(['open', 'open']);
      for (const { number } of await world.open()) await world.forge.merge(number);
      world.pass(10 * MINUTE);
    }
    expect(await world.tick()).toMatchObject({ exit: 0, done: [], lanes: [{ state: 'done' }, { state: 'done' }] });
  });
});

describe.concurrent('rollback', () => {
  it('of a shift step is one pull request, then nothing until the Canary changes, then the first step again', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    const start = await world.clusters();
    await world.step();
    world.pass(30 * MINUTE);
    await world.tick();
    const done = await world.rollback('shop/reviews-next');
    expect(done.map(({ kind, number }) => `${kind} ${number}`)).toEqual(['open 3', 'close 2']);
    expect(await world.tick()).toMatchObject({ exit: 2, done: [], lanes: [{ state: 'open', pull: 3 }] });
    await world.merge();
    expect(await world.clusters()).toEqual(start);
    expect(await world.tick()).toMatchObject({ exit: 3, done: [] });
    world.source(shop({ ...one, reviews: { weights: [50, 100] } }));
    expect((await world.step()).title).toBe('reviews: v2 to 50 % in us-east (step 1 of 2)');
  });

  it('follows what is applied when a step is merged after it was asked for', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    const start = await world.clusters();
    await world.step();
    await world.rollback('shop/reviews-next');
    world.source(shop({ ...one, ejection: '10s', timeout: '2s', reviews: {} }));
    const { done } = await world.tick();
    expect(done.map(({ kind }) => kind)).toEqual(['open', 'open', 'close'].slice(0, done.length));
    world.source(shop({ ...one, reviews: {} }));
    await world.tick();
    const open = await world.open();
    expect(open.map(({ title }) => title)).toEqual(['reviews: back to v1 everywhere']);
    await world.merge();
    expect(await world.clusters()).toEqual(start);
  });

  it('can be done once more after it was itself taken back', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    await world.step();
    await world.rollback('shop/reviews-next');
    await world.revert(await world.merge());
    expect(await split(world)).toBe('v1 90, v2 10');
    // Somebody took the way back away: forward is not what Meshwright makes of that.
    world.pass(30 * MINUTE);
    expect(await world.tick()).toMatchObject({ exit: 3, done: [] });
    await world.rollback('shop/reviews-next');
    await world.merge();
    expect(await split(world)).toBe('v1');
  });

  it('is refused where nothing has moved', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    await expect(world.rollback('shop/reviews-next')).rejects.toThrow('has moved no traffic');
    await expect(world.rollback('shop/other')).rejects.toThrow('no canary shop/other');
    await world.step();
    world.source(shop({ ...one, reviews: { weights: [50, 100] } }));
    await expect(world.rollback('shop/reviews-next')).rejects.toThrow('has changed the Canary');
  });

  it('takes hand edits of the canary’s files back with it', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    const start = await world.clusters();
    await world.step();
    await world.commit({ [REVIEWS]: `${(await world.applied()).get(REVIEWS)}# by hand\n` });
    expect((await world.tick()).exit).toBe(3);
    await world.rollback('shop/reviews-next');
    await world.merge();
    expect(await world.clusters()).toEqual(start);
  });
});
