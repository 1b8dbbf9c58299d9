/** One repository for each cluster: each holds its own state, and they move together. */
import { command } from 'meshwright';
import { describe, expect, it } from 'vitest';
import { pause, resume } from '../../src/deliver/pause.ts';
import { goBack } from '../../src/deliver/rollback.ts';
import { type TickRequest, tick } from '../../src/deliver/tick.ts';
import { adoptedWorld, type DeliveryWorld, deliveryWorld, MINUTE } from '../support/delivery-world.ts';
import { type Shop, shop } from '../support/shop.ts';

const ID = 'shop/reviews-next';
const STATE = `.meshwright/rollouts/${ID}.json`;

class Pair {
  readonly east: DeliveryWorld;
  readonly west: DeliveryWorld;
  status = 0;

  constructor(east: DeliveryWorld, west: DeliveryWorld) {
    this.east = east;
    this.west = west;
    const answer = async () => ({ got: { status: this.status, output: '' } });
    for (const world of [east, west]) world.sources = { answer };
  }

  async requests(): Promise<[TickRequest, TickRequest]> {
    return [
      { ...(await this.east.mine()), clusters: ['us-east'] },
      { ...(await this.west.mine()), clusters: ['us-west'] },
    ];
  }

  async tick() {
    return tick(...(await this.requests()));
  }

  pass(milliseconds: number): void {
    for (const world of [this.east, this.west]) world.pass(milliseconds);
  }

  source(knobs: Shop): void {
    for (const world of [this.east, this.west]) world.source(shop(knobs));
  }

  async open(): Promise<{ east: string[]; west: string[] }> {
    const titles = async (world: DeliveryWorld) => (await world.open()).map(({ title }) => title);
    return { east: await titles(this.east), west: await titles(this.west) };
  }

  async conditions(rollout = ID): Promise<readonly string[]> {
    const { lanes } = await this.tick();
    return lanes.filter((lane) => lane.rollout === rollout).map(({ condition }) => condition);
  }
}

async function pairOf(knobs: Shop, make = adoptedWorld): Promise<Pair> {
  const pair = new Pair(await make(shop(knobs)), await make(shop(knobs)));
  // Each holds its own cluster alone.
  for (const [world, other] of [
    [pair.east, 'us-west'],
    [pair.west, 'us-east'],
  ] as const) {
    const paths = [...(await world.applied().catch(() => new Map())).keys()].filter((path) =>
      path.includes(`/${other}/`),
    );
    if (paths.length > 0) await world.commit(Object.fromEntries(paths.map((path) => [path, null])));
  }
  return pair;
}

const state = async (world: DeliveryWorld) => JSON.parse((await world.applied()).get(STATE) ?? '{}');

describe.concurrent('a canary over two repositories', () => {
  it('goes wave by wave: the second repository waits for the steps, the bake and the gates of the first', async () => {
    const pair = await pairOf({ reviews: { gates: [command({ name: 'smoke' })] } });
    await pair.tick();
    expect(await pair.open()).toEqual({ east: ['reviews: v2 to 10 % in us-east (step 1 of 3)'], west: [] });
    await pair.east.merge();
    expect(await pair.conditions()).toEqual(['baking', 'elsewhere']);
    pair.pass(30 * MINUTE);
    await pair.tick();
    await pair.east.merge();
    const { lanes } = await pair.tick();
    expect(lanes.find(({ condition }) => condition === 'baking')).toBeDefined();
    expect((await pair.open()).west).toEqual([]);
    pair.status = 75;
    pair.pass(30 * MINUTE);
    await pair.tick();
    expect((await pair.open()).west).toEqual([]);
    pair.status = 0;
    await pair.tick();
    expect(await pair.open()).toEqual({ east: [], west: ['reviews: v2 to 100 % in us-west (step 3 of 3)'] });
    await pair.west.merge();
    pair.pass(60 * MINUTE);
    expect(await pair.conditions()).toEqual(['done', 'done']);
    expect([await state(pair.east), await state(pair.west)]).toMatchObject([
      { status: 'done', stage: 'shift-1-2' },
      { status: 'done', stage: 'shift-2-1' },
    ]);
  });

  it('goes back in every repository that has moved, and starts nowhere by itself', async () => {
    const pair = await pairOf({ reviews: {} });
    await pair.tick();
    await pair.east.merge();
    await goBack(await pair.requests(), { rollout: ID, purpose: 'rollback' });
    expect(await pair.open()).toEqual({ east: ['reviews: back to v1 everywhere'], west: [] });
    expect(await pair.conditions()).toEqual(['going-back', 'elsewhere']);
    await pair.east.merge();
    expect([...(await pair.conditions())].sort()).toEqual(['rolled-back', 'rolled-back']);
    pair.pass(600 * MINUTE);
    expect((await pair.tick()).done).toEqual([]);
    await resume(await pair.requests(), { rollout: ID, by: 'ann', anyway: false });
    expect((await pair.tick()).done).toMatchObject([{ kind: 'open' }]);
  });

  it('takes back what two repositories run when a gate fails', async () => {
    const pair = await pairOf({ reviews: { weights: [100], gates: [command({ name: 'smoke' })] } });
    await pair.tick();
    await pair.east.merge();
    pair.pass(30 * MINUTE);
    await pair.tick();
    await pair.west.merge();
    pair.status = 1;
    await pair.tick();
    const back = 'reviews: back to v1 everywhere';
    expect(await pair.open()).toEqual({ east: [back], west: [back] });
  });

  it('is paused in all of them', async () => {
    const pair = await pairOf({ reviews: {} });
    await pause(await pair.requests(), { rollout: ID, by: 'ann', reason: '' });
    expect(await pair.conditions()).toEqual(['paused', 'paused']);
    await resume(await pair.requests(), { rollout: ID, by: 'ann', anyway: false });
    expect((await pair.tick()).done).toMatchObject([{ kind: 'open' }]);
  });
});

describe.concurrent('a change of the source over two repositories', () => {
  it('bootstraps both, no repository more than one step ahead', async () => {
    const pair = await pairOf({}, deliveryWorld);
    await pair.tick();
    await pair.east.merge();
    await pair.east.confirm();
    pair.west.pass(5 * MINUTE);
    expect([...(await pair.conditions('shop/bootstrap'))].sort()).toEqual(['elsewhere', 'open']);
    await pair.west.merge();
    expect(await pair.conditions('shop/bootstrap')).toEqual(['applying', 'applying']);
    await pair.west.confirm();
    pair.east.pass(5 * MINUTE);
    expect((await pair.tick()).done).toHaveLength(2);
  });

  it('is one rollout under one name, and a canary waits until both have it', async () => {
    const pair = await pairOf({});
    pair.source({ timeout: '3s', reviews: {} });
    await pair.tick();
    const branches = [...(await pair.east.open()), ...(await pair.west.open())].map(
      ({ branch }) => branch.split('/')[2],
    );
    expect(new Set(branches).size).toBe(1);
    await pair.east.merge();
    await pair.east.confirm();
    pair.west.pass(5 * MINUTE);
    expect((await pair.conditions()).every((condition) => ['behind', 'elsewhere'].includes(condition))).toBe(true);
    await pair.west.merge();
    expect(await pair.conditions()).toContain('applying');
    await pair.west.confirm();
    pair.east.pass(5 * MINUTE);
    await pair.tick();
    expect((await pair.open()).east).toEqual(['reviews: v2 to 10 % in us-east (step 1 of 3)']);
  });
});
