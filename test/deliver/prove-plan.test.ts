/** What `plan` says of steps is what `tick` will say when it comes to them. */
import { describe, expect, it } from 'vitest';
import { observe } from '../../src/deliver/observe.ts';
import { planMeshes } from '../../src/deliver/planned.ts';
import { isProved } from '../../src/deliver/proof.ts';
import { provePlan } from '../../src/deliver/prove-plan.ts';
import type { TickRequest } from '../../src/deliver/tick.ts';
import { adoptedWorld, type DeliveryWorld, deliveryWorld } from '../support/delivery-world.ts';
import { type Shop, shop } from '../support/shop.ts';

const one = { clusters: 1, ratings: false } as const;

async function proofsOf(request: TickRequest) {
  const seen = await observe({ ...request, meshes: request.folder.bundle.meshes });
  const [mesh] = planMeshes(seen);
  return provePlan([{ request, seen, mesh: mesh! }]);
}

/** Steps as the plan tells them, one after the other, each beside what the next tick says of it. */
async function walked(world: DeliveryWorld, rollout: string, most: number) {
  const found: unknown[] = [];
  for (let step = 0; step < most; step += 1) {
    const request = await world.mine();
    const { steps } = await proofsOf(request);
    const [first] = steps.get(rollout) ?? [];
    const lane = (await world.tick()).lanes.find((status) => status.rollout === rollout);
    if (!first || !lane?.proof) break;
    found.push([first.to, first.proved.verdict, first.parts ?? 1]);
    const whole = steps.get(rollout)?.find((status) => status.whole);
    expect(first.proved.verdict).toBe(lane.proof.proved.verdict);
    expect(first.proved.counts.mixtures).toBe(lane.proof.proved.counts.mixtures);
    expect(whole?.proved.verdict ?? 'safe').toBe('safe');
    await world.merge();
    await world.confirm();
    world.pass(3_600_000);
  }
  return found;
}

describe.concurrent('what is left', () => {
  const pinned: Shop = { ...one, reviews: { pinToCluster: true } };
  it.each([
    ['of a bootstrap', undefined, one, 'shop/bootstrap', ['destinations', 'mesh-routes']],
    ['of a canary', pinned, pinned, 'shop/reviews-next', ['expand', 'shift-1-1', 'shift-1-2']],
  ] as const)('%s is proved as tick proves it', async (_, from, to, rollout, keys) => {
    const world = from ? await adoptedWorld(shop(from)) : await deliveryWorld(shop(to));
    expect(await walked(world, rollout, keys.length)).toEqual(keys.map((key) => [key, 'safe', 1]));
  });

  it('of a canary that waits for a change of the source is proved from where that leads to', async () => {
    const world = await adoptedWorld(shop({ ...one, timeout: '3s' }));
    world.source(shop({ ...one, timeout: '2s', reviews: {} }));
    const { steps, notes } = await proofsOf(await world.mine());
    expect(notes).toEqual([]);
    const told = [...steps].map(([id, proved]) => [id.replace(/-[0-9a-f]{10}$/, ''), proved.map(({ to }) => to)]);
    expect(told).toEqual([
      ['shop/edit', ['change']],
      ['shop/reviews-next', ['shift-1-1', 'rolled-back', 'shift-1-2', 'rolled-back', 'shift-1-2']],
    ]);
    const all = [...steps.values()].flat();
    expect(all.filter((step) => !isProved(step))).toEqual([]);
    // A timeout decides nothing that is judged; shares do.
    expect(all.filter(({ proved }) => proved.methods.length > 0).length).toBeGreaterThanOrEqual(4);
    const back = all.filter(({ to }) => to === 'rolled-back');
    expect(back.map(({ proved: { counts } }) => counts.requests + counts.remembered > 0)).toEqual([true, true]);
  });

  it('that a hand-written object hides, or that is not to be read, is told', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    const http = [{ route: [{ destination: { host: 'reviews' } }] }];
    const manifest = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'old', namespace: 'shop' },
      spec: { hosts: ['reviews'], http },
    };
    await world.commit({ 'shop/clusters/us-east/shop/broken.yaml': 'a: [' });
    const existing = [{ cluster: 'us-east', manifest, file: 'old.yaml' }];
    const { steps, notes } = await proofsOf({ ...(await world.mine()), existing });
    expect(notes).toEqual([expect.stringContaining('broken.yaml')]);
    const hidden = [...steps.values()].flat().filter(({ shadowed }) => shadowed.length > 0);
    expect(hidden.map(({ to }) => to)).toEqual(['shift-1-1', 'rolled-back', 'shift-1-2', 'rolled-back']);
  });
});
