/** Several things at once: what one of them must not do to the others. */
import { command } from 'meshwright';
import { describe, expect, it } from 'vitest';
import { DeliveryError } from '../../src/diagnostics/errors.ts';
import { adoptedWorld, type DeliveryWorld, MINUTE } from '../support/delivery-world.ts';
import { shop } from '../support/shop.ts';

const ID = 'shop/reviews-next';
const one = { clusters: 1 } as const;
const smoke = { reviews: { gates: [command({ name: 'smoke' })] } };
const RULE = 'shop/clusters/us-east/shop/destinationrule.networking.istio.io_reviews.yaml';

function answering(world: DeliveryWorld, status: number): void {
  world.sources = { answer: async () => ({ got: { status, output: '' } }) };
}

const condition = async (world: DeliveryWorld, rollout = ID) =>
  (await world.tick()).lanes.find((lane) => lane.rollout === rollout)?.condition;

describe.concurrent('a rollback', () => {
  it('is proposed although another pull request cannot be opened, and the run says so', async () => {
    const world = await adoptedWorld(shop({ ...one, ...smoke }));
    answering(world, 0);
    await world.step();
    world.pass(30 * MINUTE);
    answering(world, 1);
    world.source(shop({ ...one, ...smoke, ratingsTimeout: '3s' }));
    const { open } = world.forge;
    const refusing = async (request: Parameters<typeof open>[0]) => {
      if (request.branch.includes('/edit-')) throw new DeliveryError('The forge refuses it.', 'Ask again.');
      return open(request);
    };
    Object.assign(world.forge, { open: refusing });
    await expect(world.tick()).rejects.toThrow('The forge refuses it.');
    expect((await world.open()).map(({ title }) => title)).toEqual(['reviews: back to v1 everywhere']);
  });

  it('is proposed although somebody’s folder stands where a file of an edit belongs', async () => {
    const world = await adoptedWorld(shop({ ...one, ...smoke, ratings: false }));
    answering(world, 0);
    await world.step();
    world.pass(30 * MINUTE);
    const path = 'shop/clusters/us-east/shop/virtualservice.networking.istio.io_ratings.yaml';
    await world.commit({ [`${path}/notes`]: 'mine\n' });
    world.source(shop({ ...one, ...smoke }));
    answering(world, 1);
    const { lanes, done } = await world.tick();
    expect(lanes.map((lane) => lane.condition)).toContain('foreign-file');
    expect(done).toMatchObject([{ kind: 'open', title: 'reviews: back to v1 everywhere' }]);
  });
});

describe.concurrent('an edit', () => {
  it('of what a canary only relies on starts its bake again', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    await world.step();
    world.pass(29 * MINUTE);
    world.source(shop({ ...one, reviews: {}, ejection: '20s' }));
    await world.step();
    await world.confirm();
    expect(await condition(world)).toBe('baking');
    world.pass(25 * MINUTE);
    expect(await condition(world)).toBe('ready');
  });

  it('of something else goes on while a canary has stopped because the source changed it', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {}, catalog: true }));
    await world.tick();
    for (const { number } of await world.open()) await world.forge.merge(number);
    world.source(shop({ ...one, reviews: { weights: [50, 100] }, catalog: true, ratingsTimeout: '3s' }));
    const { lanes, done } = await world.tick();
    expect(lanes.find(({ rollout }) => rollout === ID)?.condition).toBe('altered-canary');
    expect(lanes.find(({ rollout }) => rollout === 'shop/catalog-v2')?.condition).toBe('baking');
    expect(done).toMatchObject([{ kind: 'open', title: 'shop: a change of the mesh' }]);
    expect((await world.open())[0]?.body).not.toContain('_reviews.yaml');
  });
});

describe.concurrent('a pinned canary that makes way', () => {
  it('leaves its subsets to a later change: no order within one sync is safe', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: { pinToCluster: true } }));
    await world.step();
    await world.confirm();
    await world.step();
    const before = (await world.applied()).get(RULE);
    world.source(shop({ ...one, reviews: { pinToCluster: true, weights: [50, 100] } }));
    await world.goBack(ID, 'supersede');
    await world.merge();
    expect((await world.applied()).get(RULE)).toBe(before);
    expect(await condition(world)).toMatch(/behind|ready|applying/);
  });
});

it('a cluster that moved to another repository is not removed from the first', async () => {
  const world = await adoptedWorld(shop({}));
  const before = await world.clusters();
  const { tick } = await import('../../src/deliver/tick.ts');
  const { lanes, done } = await tick({ ...(await world.mine()), clusters: ['us-east'] });
  expect({ done, conditions: lanes.map((lane) => lane.condition) }).toEqual({
    done: [],
    conditions: ['unknown-cluster'],
  });
  expect(await world.clusters()).toEqual(before);
});
