/** What is planned where a newer Canary is to take the place of a rollout under way; what becomes of it is told in deliver. */
import { describe, expect, it } from 'vitest';
import type { CanarySpec } from '../../src/model/specs.ts';
import { PLAIN } from '../../src/report/paint.ts';
import { renderPlan } from '../../src/report/plan.ts';
import { canaryHash } from '../../src/schedule/canary-lane.ts';
import { plan } from '../../src/schedule/plan.ts';
import { stagesOf } from '../../src/schedule/stages.ts';
import type { RolloutState } from '../../src/schedule/state.ts';
import { reachedBy } from '../../src/schedule/take-over.ts';
import { timetable } from '../../src/schedule/timetable.ts';
import { bundleFrom } from '../support/delivery-world.ts';
import { baseOf, meshOf } from '../support/observed.ts';
import { type CanaryKnobs, shop } from '../support/shop.ts';

const ID = 'shop/reviews-next';
const meshWith = (reviews: CanaryKnobs) => meshOf(bundleFrom(shop({ clusters: 1, ratings: false, reviews })));
const older = meshWith({});
const [canary] = older.canaries as [CanarySpec];
const at = (stage: string, more: Partial<RolloutState> = {}): RolloutState => ({
  ...{ version: 1, rollout: ID, kind: 'canary', planHash: canaryHash(canary), round: 1, status: 'running', stage },
  ...{ number: 1, total: 2, branch: 'b', since: 'b', bake: 0, weights: { 'us-east': 100 } },
  ...{ service: 'shop/reviews', from: 'v1', to: 'v2', files: {} },
  ...more,
});
const base = baseOf(older, [at('shift-1-1')]);
const applied = { ...base, states: new Map([[ID, at('shift-1-1', { files: filesOf() })]]) };

function filesOf() {
  const held = Object.entries(older.files).filter(([, { variants }]) => variants !== undefined);
  return Object.fromEntries(held.map(([path]) => [path, base.files.get(path)?.blob ?? '']));
}

const told = (reviews: CanaryKnobs) => {
  const mesh = meshWith(reviews);
  return renderPlan(timetable(mesh, plan(mesh, applied)), PLAIN).split('\n');
};

describe('a plan', () => {
  it('says what takes the place of what', () => {
    const [head] = told({ to: 'v3', ifUnderWay: 'hotfix' });
    expect(head).toBe(
      `${ID}: canary of shop/reviews from v1 to v3, in the place of what is under way as ${ID}; 2 steps, 1h at the earliest`,
    );
  });

  it('says what goes back first', () => {
    const lines = told({ id: 'reviews-v3', to: 'v3', ifUnderWay: 'supersede' });
    expect(lines[0]).toContain(`shop/reviews-v3: canary of shop/reviews from v1 to v3, after ${ID};`);
    expect(lines[1]).toBe(`waits: what is under way as ${ID} makes way for another Canary first`);
    const mesh = meshWith({ to: 'v3', ifUnderWay: 'supersede' });
    expect(plan(mesh, applied)).toMatchObject({ stops: [], leaving: [ID] });
  });

  it('is that of the same rollout whatever the Canary says of others', () => {
    for (const ifUnderWay of ['supersede', 'hotfix'] as const)
      expect(meshWith({ ifUnderWay }).canaries.map(canaryHash)).toEqual([canaryHash(canary)]);
  });

  it('stops for a file that somebody has edited by hand', () => {
    const files = { ...filesOf(), [Object.keys(filesOf())[0] as string]: 'f'.repeat(40) };
    const edited = { ...applied, states: new Map([[ID, at('shift-1-1', { files })]]) };
    for (const ifUnderWay of ['supersede', 'hotfix'] as const) {
      const found = plan(meshWith({ to: 'v3', ifUnderWay }), edited);
      expect(found.stops.map(({ code }) => code)).toContain('edited-by-hand');
      expect(found.leaving).toBeUndefined();
    }
  });

  it('stops where one Canary would take over from two', () => {
    const both = new Map(['shop/a', 'shop/b'].map((rollout) => [rollout, at('shift-1-1', { rollout })]));
    const found = plan(meshWith({ id: 'fix', to: 'v3', ifUnderWay: 'hotfix' }), { ...applied, states: both });
    expect(found.stops.map(({ code }) => code)).toEqual(['dropped-canary', 'dropped-canary']);
    const fix = found.lanes.find(({ id }) => id === 'shop/fix');
    const held = fix?.waitsFor?.filter(({ because }) => because === 'held').map(({ rollout }) => rollout);
    expect(held).toEqual(['shop/a', 'shop/b']);
  });
});

describe('the stage that a Canary reaches when it takes over', () => {
  const waves = [
    { clusters: ['a', 'b'], weights: [100, 500, 1000], bake: 0 },
    { clusters: ['c'], weights: [500, 1000], bake: 0 },
  ];
  const spec: CanarySpec = { ...canary, waves };
  const opening: CanarySpec = { ...spec, mirror: { share: 100, bake: 0 }, cohort: { tester: 'present' } };
  const pinned: CanarySpec = { ...spec, pinToCluster: true };
  it.each<[string, CanarySpec, Partial<RolloutState>, string]>([
    ['is its start where its first weight is more', spec, { weights: { a: 50, b: 50 } }, 'start'],
    ['is its start where a cluster had none', spec, { weights: { a: 500 } }, 'start'],
    ['gives no cluster more', spec, { weights: { a: 1000, b: 200 } }, 'shift-1-1'],
    ['is the one with the same weights', spec, { weights: { a: 500, b: 500 } }, 'shift-1-2'],
    ['ends a wave before it begins the next', spec, { weights: { a: 500, b: 1000, c: 1000 } }, 'shift-1-2'],
    ['is the last where all had moved', spec, { weights: { a: 1000, b: 1000, c: 1000 } }, 'shift-2-2'],
    ['copies nothing that was not copied', opening, { weights: {} }, 'start'],
    ['copies where that was', opening, { weights: {}, mirrored: ['a', 'b'] }, 'mirror-1'],
    [
      'has a cohort where there was one',
      opening,
      { weights: {}, mirrored: ['a', 'b', 'c'], cohort: ['a', 'b'] },
      'cohort-1',
    ],
    ['has subsets of its own before any share', pinned, { weights: {} }, 'expand'],
  ])('%s', (_, newer, state, key) => {
    const reached = reachedBy(newer, at('x', state));
    expect(reached.key).toBe(key);
    expect([...stagesOf(newer), { key: 'start' }].map((stage) => stage.key)).toContain(key);
  });
});
