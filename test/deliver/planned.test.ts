/** Several repositories of one applied tree: what is under way in one of them is under way in all. */
import { describe, expect, it } from 'vitest';
import { planWorlds } from '../../src/deliver/planned.ts';
import type { BundleMesh } from '../../src/emit/bundle.ts';
import { canaryHash } from '../../src/schedule/canary-lane.ts';
import type { RolloutState } from '../../src/schedule/state.ts';
import { bundleFrom } from '../support/delivery-world.ts';
import { baseOf, meshOf, observation } from '../support/observed.ts';
import { shop } from '../support/shop.ts';

const whole = meshOf(bundleFrom(shop({ catalog: true, cart: true })));
const holding = (cluster: string): BundleMesh => ({
  ...whole,
  part: { digest: 'd', clusters: [cluster], whole: whole.files },
  files: Object.fromEntries(Object.entries(whole.files).filter(([, file]) => file.cluster === cluster)),
});
const [east, west] = [holding('us-east'), holding('us-west')];

/** A canary at its first step. */
function running(id: string): RolloutState {
  const canary = whole.canaries.find((one) => one.id === id)!;
  const branch = `meshwright/${id}/01-0`;
  const { service, from, to } = canary;
  return {
    ...{ version: 1, rollout: id, kind: 'canary', planHash: canaryHash(canary), round: 1, status: 'running' },
    ...{ stage: 'shift-1-1', number: 1, total: 2, branch, since: branch, bake: 0, weights: { 'us-east': 500 } },
    ...{ service, from, to, files: {} },
  };
}

const waits = (here: readonly RolloutState[], there: readonly RolloutState[]) => {
  const seen = observation({ mesh: east, base: baseOf(east, here) });
  const elsewhere = observation({ mesh: west, base: baseOf(west, there) });
  const [own] = planWorlds([seen, elsewhere]);
  const lanes = own?.[0]?.plan.lanes ?? [];
  return Object.fromEntries(
    lanes.map(({ id, waitsFor = [] }) => [id, waitsFor.map(({ rollout, because }) => `${because} ${rollout}`)]),
  );
};

describe('two canaries that share a file in one of two repositories', () => {
  it.each<[string, RolloutState[], RolloutState[], Record<string, string[]>]>([
    ['neither has begun', [], [], { 'shop/cart-v2': [], 'shop/catalog-v2': ['turn shop/cart-v2'] }],
    [
      'the later one has begun over there',
      [],
      [running('shop/catalog-v2')],
      { 'shop/cart-v2': ['held shop/catalog-v2'], 'shop/catalog-v2': [] },
    ],
    [
      'both have, each in another repository',
      [running('shop/cart-v2')],
      [running('shop/catalog-v2')],
      { 'shop/cart-v2': [], 'shop/catalog-v2': [] },
    ],
  ])('%s', (_, here, there, expected) => {
    expect(waits(here, there)).toEqual(expected);
  });
});
