/** A newer Canary in the place of a rollout under way: what the source says of it, without anybody being asked. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { judgeSteps } from '../../src/cli/check-steps.ts';
import { adoptedWorld } from '../support/delivery-world.ts';
import { bundle } from '../support/memory/scenarios.ts';
import { HOUR, MemoryWorld } from '../support/memory/world.ts';
import { type CanaryKnobs, type Shop, shop } from '../support/shop.ts';

const one = { clusters: 1, ratings: false } as const;
const ID = 'shop/reviews-next';

const fileOf = (kind: string, cluster = 'us-east') =>
  `shop/clusters/${cluster}/shop/${kind}.networking.istio.io_reviews.yaml`;

interface Tree {
  applied(): ReadonlyMap<string, string>;
}

/** What the default route of reviews sends where, such as `v1 90, v2 10`. */
function split(world: Tree, cluster?: string): string {
  const { spec } = parse(world.applied().get(fileOf('virtualservice', cluster)) ?? '');
  const route: { destination: { subset: string }; weight?: number }[] = spec.http.at(-1).route;
  return route.map(({ destination, weight }) => [destination.subset, weight].filter(Boolean).join(' ')).join(', ');
}

function subsets(world: Tree): string {
  const { spec } = parse(world.applied().get(fileOf('destinationrule')) ?? '');
  return spec.subsets.map(({ name }: { name: string }) => name).join(' ');
}

const status = (world: MemoryWorld, rollout = ID) =>
  JSON.parse(world.applied().get(`.meshwright/rollouts/${rollout}.json`) ?? '{}');

/** A world with the canary of `reviews` merged so many steps. */
async function underWay(reviews: CanaryKnobs, steps: number, knobs: Shop = one): Promise<MemoryWorld> {
  const world = new MemoryWorld({ folder: bundle({ ...knobs, reviews }) }).adopt();
  for (let step = 1; step <= steps; step += 1) {
    await world.step();
    world.pass(HOUR);
  }
  return world;
}

const titles = (world: MemoryWorld) => world.open().map(({ title }) => title);

describe('a Canary with supersede', () => {
  it.each<[string, CanaryKnobs]>([
    ['of the same id with another version', { to: 'v3' }],
    ['of the same id with other steps', { weights: [50, 100] }],
    ['of another id', { id: 'reviews-v3', to: 'v3' }],
  ])('%s has the one under way go back, and begins at its first step', async (_, newer) => {
    const world = await underWay({}, 1);
    await world.settle();
    const before = await underWay({}, 0);
    world.folder = bundle({ ...one, reviews: { ...newer, ifUnderWay: 'supersede' } });
    const { exit } = await world.settle();
    expect({ exit, titles: titles(world) }).toMatchObject({
      exit: 2,
      titles: [expect.stringMatching(/^reviews: back to .*\(superseded\)$/)],
    });
    expect(world.open()[0]?.body).toContain("ifUnderWay: 'supersede'");
    world.merge();
    expect(split(world)).toBe('v1');
    expect(world.clusters()).toEqual(before.clusters());
    expect(status(world)).toMatchObject({ status: 'superseded' });
    await world.step();
    expect(split(world)).toBe(newer.weights ? 'v1 50, v2 50' : 'v1 90, v3 10');
    expect(status(world, `shop/${newer.id ?? 'reviews-next'}`)).toMatchObject({ status: 'running', number: 1 });
  });

  it('does nothing where nothing is under way, and changes no plan of one that is', async () => {
    const world = await underWay({ ifUnderWay: 'supersede' }, 1);
    expect(split(world)).toBe('v1 90, v2 10');
    world.folder = bundle({ ...one, reviews: {} });
    expect((await world.settle()).lanes).toMatchObject([{ rollout: ID, state: 'open' }]);
  });

  it('waits where somebody works on clusters by hand, and is told no by whoever closes it', async () => {
    const world = await underWay({}, 1);
    world.folder = bundle({ ...one, reviews: { to: 'v3', ifUnderWay: 'supersede' } });
    const held = world.clone();
    held.hub.commit({ '.meshwright/hold': '' });
    expect(await held.settle()).toMatchObject({ exit: 2, lanes: [{ condition: 'held' }] });
    await world.settle();
    world.hub.closeByPerson(world.open()[0]!.number);
    expect(await world.settle()).toMatchObject({ exit: 3, lanes: [{ condition: 'closed' }] });
  });
});

describe('a Canary that says nothing, or cannot begin where the one under way began', () => {
  it.each<[string, Shop, string]>([
    ['says nothing', { ...one, reviews: { to: 'v3' } }, 'altered-canary'],
    [
      'begins at another version',
      { ...one, stable: 'v2', reviews: { from: 'v2', to: 'v3', ifUnderWay: 'hotfix' } },
      'altered-canary',
    ],
    [
      'begins at another version, under another id',
      { ...one, stable: 'v2', reviews: { id: 'x', from: 'v2', to: 'v3', ifUnderWay: 'supersede' } },
      'dropped-canary',
    ],
  ])('%s: a person has to look', async (_, source, condition) => {
    const world = await underWay({}, 1);
    world.folder = bundle(source);
    const { exit, lanes } = await world.settle();
    expect({ exit, conditions: lanes.map((lane) => lane.condition) }).toMatchObject({
      exit: 3,
      conditions: expect.arrayContaining([condition]),
    });
  });
});

describe('a Canary with queue', () => {
  const next = { id: 'reviews-then', from: 'v2', to: 'v3', ifUnderWay: 'queue' } as const;
  const THEN = 'shop/reviews-then';
  const both = { ...one, reviews: {}, next };
  const conditions = async (world: MemoryWorld) =>
    Object.fromEntries((await world.settle()).lanes.map(({ rollout, condition }) => [rollout, condition]));

  it('waits until the other is through, goes on from where it ended, and is not disturbed when that goes', async () => {
    const world = new MemoryWorld({ folder: bundle(both) }).adopt();
    const seen: string[] = [];
    for (let step = 0; step < 4; step += 1) {
      const { lanes } = await world.settle();
      const lane = lanes.find(({ rollout }) => rollout === THEN);
      world.merge();
      seen.push(`${lane?.condition}: ${split(world)}`);
      world.pass(HOUR);
    }
    expect(seen).toEqual(['behind: v1 90, v2 10', 'behind: v2', 'open: v2 90, v3 10', 'open: v3']);
    expect(await conditions(world)).toEqual({ [ID]: 'done', [THEN]: 'done' });
    const before = world.clusters();
    world.folder = bundle({ ...one, stable: 'v3' });
    expect(await world.settle()).toMatchObject({ exit: 0, done: [], lanes: [] });
    expect(world.clusters()).toEqual(before);
  });

  it('goes on undisturbed when the other is taken out of the source, which changes no byte', async () => {
    for (const steps of [2, 3]) {
      const world = await underWay({}, 0, { ...one, next });
      for (let step = 0; step < steps; step += 1) {
        await world.step();
        world.pass(HOUR);
      }
      const [before, files] = [await conditions(world), world.clusters()];
      world.folder = bundle({ ...one, stable: 'v2', next });
      const { [ID]: _, ...left } = before;
      expect(await conditions(world)).toEqual(left);
      expect(world.clusters()).toEqual(files);
      await world.step();
      expect(split(world)).toBe(steps === 2 ? 'v2 90, v3 10' : 'v3');
    }
  });

  it('holds the other where it is once it has begun, and goes back to the version between', async () => {
    const world = await underWay({}, 3, { ...one, next });
    expect(split(world)).toBe('v2 90, v3 10');
    await expect(world.goBack(ID)).rejects.toThrow('Another rollout has gone on from where shop/reviews-next ended.');
    await world.goBack(THEN);
    world.hub.merge(world.open().at(-1)!.number);
    expect(split(world)).toBe('v2');
    await world.goBack(ID);
    world.hub.merge(world.open().at(-1)!.number);
    expect(split(world)).toBe('v1');
    expect(await conditions(world)).toMatchObject({ [ID]: 'rolled-back', [THEN]: 'rolled-back' });
  });

  it('is told of in the stop where the other is dropped before its end', async () => {
    const world = await underWay({}, 1, { ...one, next });
    world.folder = bundle({ ...one, stable: 'v2', next });
    const { exit, lanes } = await world.settle();
    const stop = lanes.find(({ rollout }) => rollout === ID);
    expect({ exit, stop }).toMatchObject({ exit: 3, stop: { condition: 'dropped-canary' } });
    expect(stop?.hint).toContain('shop/reviews-then begins where it ends: keep both until it is through.');
    expect(lanes.find(({ rollout }) => rollout === THEN)?.state).toBe('behind');
    expect(split(world)).toBe('v1 90, v2 10');
  });

  it('is proved from where the other ends', async () => {
    const source = bundle({ ratings: false, reviews: {}, next: { ...next, pinToCluster: true } });
    const { diagnostics, steps } = await judgeSteps(source, []);
    expect(diagnostics).toEqual([]);
    expect(steps).toBeGreaterThan(12);
  });
});

describe('a Canary with hotfix', () => {
  it.each<[string, CanaryKnobs, number, CanaryKnobs, string]>([
    [
      'takes over at the same weight',
      { weights: [10, 50, 100] },
      1,
      { to: 'v3', weights: [10, 50, 100] },
      'v1 90, v3 10',
    ],
    ['takes over at the weight below', { weights: [60, 100] }, 1, { to: 'v3', weights: [10, 50, 100] }, 'v1 50, v3 50'],
    ['takes over all of it', { weights: [10, 100] }, 2, { to: 'v3', weights: [50, 100] }, 'v3'],
    ['goes back where its first weight is more', { weights: [10, 100] }, 1, { to: 'v3', weights: [50, 100] }, 'v1'],
    [
      'takes over under another id',
      { weights: [10, 100] },
      1,
      { id: 'fix', to: 'v3', weights: [10, 100] },
      'v1 90, v3 10',
    ],
    ['with other steps alone', { weights: [50, 100] }, 1, { weights: [10, 50, 60, 100] }, 'v1 50, v2 50'],
    [
      'takes over from subsets of its own',
      { weights: [10, 100], pinToCluster: true },
      2,
      { to: 'v3', weights: [10, 100] },
      'v1 90, v3 10',
    ],
  ])('%s', async (_, older, steps, newer, expected) => {
    const world = new MemoryWorld({ folder: bundle({ ...one, reviews: older }) }).adopt();
    for (let step = 1; step <= steps; step += 1) {
      if (step > 1) world.pass(HOUR);
      await world.step();
      world.confirm();
    }
    const was = status(world);
    world.folder = bundle({ ...one, reviews: { ...newer, ifUnderWay: 'hotfix' } });
    await world.settle();
    const id = `shop/${newer.id ?? 'reviews-next'}`;
    const step = expected === 'v1' ? '' : String.raw` \(step [1-9] of \d\)`;
    const body = world.open()[0]?.body;
    if (newer.to === undefined) {
      expect(titles(world)).toEqual([expect.stringMatching(new RegExp(`^reviews: other steps for v2${step}$`))]);
      expect(body).toMatch(/^\| clients in \| `v1` \| `v2` \|$/m);
    } else {
      expect(titles(world)).toEqual([expect.stringMatching(new RegExp(`^reviews: v\\d in the place of v2${step}$`))]);
      expect(body).toMatch(/\*\*No request goes to `v2` any more/);
      expect(body).toMatch(/^\| clients in \| `v1` \| `v2` \| `v\d` \|$/m);
      expect(body).toMatch(/^\| `us-east` \| \d+ %.* \| \d+ % → \*\*0 %\*\* \| \d+ %.* \|$/m);
    }
    world.merge();
    expect(split(world)).toBe(expected);
    if (newer.id) expect(status(world)).toMatchObject({ ...was, status: 'superseded' });
    const ends = expected === 'v3' ? 'done' : 'running';
    expect(status(world, id)).toMatchObject({ status: ends, to: newer.to ?? 'v2', round: newer.id ? 1 : 2 });
    for (let step = 0; step < 6 && status(world, id).status !== 'done'; step += 1) {
      world.pass(HOUR);
      await world.settle();
      for (const { number } of world.open()) world.hub.merge(number);
      world.confirm();
    }
    world.pass(HOUR);
    for (let step = 0; step < 3; step += 1) {
      await world.settle();
      for (const { number } of world.open()) world.hub.merge(number);
      world.confirm();
    }
    expect(split(world)).toBe(newer.to ?? 'v2');
    expect(subsets(world)).toBe('v1 v2 v3');
    expect((await world.settle()).lanes).toMatchObject([{ rollout: id, state: 'done' }]);
  });

  it('goes back from there as from any stage', async () => {
    const world = await underWay({}, 1);
    world.folder = bundle({ ...one, reviews: { to: 'v3', ifUnderWay: 'hotfix' } });
    await world.step();
    await world.goBack(ID);
    world.merge();
    expect([split(world), status(world).status]).toEqual(['v1', 'rolled-back']);
    expect(await world.settle()).toMatchObject({ exit: 3, lanes: [{ condition: 'rolled-back' }] });
  });

  it('comes after the change of the source that it needs, which leaves the old version where it is', async () => {
    const old = { ...one, versions: ['v1', 'v2'] } as const;
    const world = await underWay({}, 1, old);
    // By the new source nothing runs v2 any more, so nobody is left at v1 whom its share would hit.
    world.confirm();
    world.folder = bundle({
      ...one,
      versions: ['v1', 'v3'],
      timeout: '3s',
      reviews: { to: 'v3', ifUnderWay: 'hotfix' },
    });
    const { lanes } = await world.settle();
    expect(lanes.filter(({ rollout }) => rollout === ID)).toMatchObject([{ state: 'behind' }]);
    const seen: string[] = [];
    for (let step = 0; step < 8; step += 1) {
      await world.settle();
      const [pull] = world.open();
      if (!pull) break;
      world.merge();
      seen.push(`${pull.title.replace(/^\w+: | \(step.*/g, '')}: ${split(world)} of ${subsets(world)}`);
      world.confirm();
      world.pass(HOUR);
    }
    expect(seen).toEqual([
      'new subsets: v1 90, v2 10 of v1 v2 v3',
      'a change of the mesh: v1 90, v2 10 of v1 v2 v3',
      'v3 in the place of v2: v1 90, v3 10 of v1 v2 v3',
      'old subsets go: v1 90, v3 10 of v1 v3',
      'v3 to 100 % in us-east: v3 of v1 v3',
    ]);
  });

  it('asks no more of any cluster than the old one had there', async () => {
    const wide = { ratings: false } as const;
    const world = await underWay({ together: true, weights: [50, 100], own: [10, 100] }, 1, wide);
    expect([split(world), split(world, 'us-west')]).toEqual(['v1 90, v2 10', 'v1 50, v2 50']);
    world.folder = bundle({
      ...wide,
      reviews: { to: 'v3', together: true, weights: [10, 50, 100], ifUnderWay: 'hotfix' },
    });
    await world.step();
    expect([split(world), split(world, 'us-west')]).toEqual(['v1 90, v3 10', 'v1 90, v3 10']);
  });

  it('over real git is one commit: the old state ends in it, the new one begins', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    await world.step();
    world.source(shop({ ...one, reviews: { id: 'fix', to: 'v3', ifUnderWay: 'hotfix' } }));
    const { mergeCommit } = await world.step();
    const [before, after] = [await world.texts(`${mergeCommit}^1`), await world.texts(`${mergeCommit}`)];
    const touched = [...after.keys()].filter((path) => before.get(path) !== after.get(path));
    expect(touched.sort()).toEqual([
      '.meshwright/rollouts/shop/fix.json',
      '.meshwright/rollouts/shop/reviews-next.json',
      fileOf('virtualservice'),
    ]);
    expect(split({ applied: () => after })).toBe('v1 90, v3 10');
    expect((await world.tick()).lanes).toMatchObject([{ rollout: 'shop/fix', state: 'waiting' }]);
  });
});
