/** A canary of three services as one rollout: one state, one pull request a step, and one way back. */
import { command } from 'meshwright';
import { describe, expect, it } from 'vitest';
import { canaryFacts } from '../../src/deliver/canary-facts.ts';
import { capacities } from '../../src/deliver/capacities.ts';
import type { Proposal } from '../../src/deliver/proposal.ts';
import { readState } from '../../src/deliver/state-file.ts';
import { proposalText } from '../../src/deliver/text/pull-request-text.ts';
import type { BundleMesh } from '../../src/emit/bundle.ts';
import { PLAIN } from '../../src/report/paint.ts';
import { renderPlan } from '../../src/report/plan.ts';
import { canaryHash } from '../../src/schedule/canary-lane.ts';
import { desired } from '../../src/schedule/desired.ts';
import { plan, positionsOf } from '../../src/schedule/plan.ts';
import { planFile } from '../../src/schedule/plan-file.ts';
import { lastStage } from '../../src/schedule/stages.ts';
import { type RolloutState, statePath, stateText } from '../../src/schedule/state.ts';
import { atStart, timetable, withCapacity } from '../../src/schedule/timetable.ts';
import { bundleFrom } from '../support/delivery-world.ts';
import { HOUR, MemoryWorld } from '../support/memory/world.ts';
import { afterSteps, applied, back, compiledShop, next, stateAfter, TEXTS } from '../support/proposals.ts';
import { type Shop, shop } from '../support/shop.ts';

const ROLLOUT = 'shop/reviews-next';
/** catalog and cart are called through the gateway alone, which runs in us-east. */
const knobs = { reviews: { to: 'v3', with: ['cart', 'catalog'] } } as const satisfies Shop;
const mesh = compiledShop(knobs);
const canary = mesh.canaries[0]!;

const told = (proposal: Proposal, base = applied(mesh), of = mesh) => proposalText(of, base, proposal, TEXTS);
const servicesIn = ({ manifests }: Proposal) =>
  [...new Set(manifests.map(({ path }) => /_([a-z.-]+)\.yaml$/.exec(path)?.[1] ?? path))].sort();

describe('a canary of several services', () => {
  it('moves all of them with each step, in one pull request', () => {
    const first = next(mesh, applied(mesh));
    const second = next(mesh, afterSteps(mesh, 1));
    const third = next(mesh, afterSteps(mesh, 2));
    expect([first, second, third].map(servicesIn)).toEqual([
      ['cart', 'catalog', 'reviews', 'web.shop.example'],
      ['cart', 'catalog', 'reviews', 'web.shop.example'],
      ['reviews'],
    ]);
    expect([first, second, third].map((one) => told(one).title)).toEqual([
      'reviews v3, cart v2 and catalog v2 to 10 % in us-east (step 1 of 3)',
      'reviews v3, cart v2 and catalog v2 to 100 % in us-east (step 2 of 3)',
      'reviews: v3 to 100 % in us-west (step 3 of 3)',
    ]);
  });

  it('tells reviewers of every one of them', async () => {
    const { body } = told(next(mesh, applied(mesh)));
    const [explained = ''] = body.split('<details>');
    await expect(explained).toMatchFileSnapshot('coordinated.md');
  });

  it('tells of testers that they stay with all of them', () => {
    const tested = compiledShop({ reviews: { ...knobs.reviews, cohort: { headers: { tester: 'present' } } } });
    const bodies = [0, 2].map((count) => told(next(tested, afterSteps(tested, count)), applied(tested), tested));
    expect(bodies[0]?.title).toBe('the cohort to reviews v3, cart v2 and catalog v2 in us-east (step 1 of 5)');
    expect(bodies[1]?.body).toContain(' The cohort stays with all of them.');
  });

  it('records all of them in one state, which is read back', () => {
    const state = stateAfter(next(mesh, applied(mesh)));
    expect(state).toMatchObject({
      ...{ rollout: ROLLOUT, service: 'shop/reviews', from: 'v1', to: 'v3' },
      with: [
        { service: 'shop/cart', from: 'v1', to: 'v2' },
        { service: 'shop/catalog', from: 'v1', to: 'v2' },
      ],
    });
    expect(readState(statePath(ROLLOUT), stateText(state))).toEqual(state);
    expect(() => readState(statePath(ROLLOUT), stateText({ ...state, with: [{ service: 'a/b' }] as never }))).toThrow(
      /not a state/,
    );
  });

  it.each([1, 2, 3])('takes all of them back after step %i', (count) => {
    const base = afterSteps(mesh, count);
    const way = back(mesh, base, { purpose: 'rollback', failed: [] });
    const files = new Map([...base.files].map(([path, { blob }]) => [path, blob]));
    for (const { path, after } of way.manifests) files.set(path, after?.blob ?? '');
    expect(files).toEqual(new Map([...desired(mesh, {})].map(([path, { blob }]) => [path, blob])));
    expect(stateAfter(way)).toMatchObject({ status: 'rolled-back', weights: {} });
    expect(told(way, base).title).toBe(
      'reviews, cart and catalog: back to reviews v1, cart v1 and catalog v1 everywhere',
    );
    expect(told(way, base).body).toContain(
      '**Requests for `reviews`, `cart` and `catalog` go to `reviews` `v1`, `cart` `v1` and `catalog` `v1` again, in every cluster.**',
    );
  });

  it('stands in plan.json with all of them', () => {
    const { rollouts } = JSON.parse(planFile('shop', mesh.canaries));
    expect(rollouts[0].with).toEqual([
      { service: 'shop/cart', from: 'v1', to: 'v2' },
      { service: 'shop/catalog', from: 'v1', to: 'v2' },
    ]);
  });
});

describe('what a canary of several services is asked to do', () => {
  const alone = compiledShop({ reviews: { to: 'v3' } }).canaries[0]!;
  it('is another thing than without them, in whatever order they are named', () => {
    const turned = compiledShop({ reviews: { to: 'v3', with: ['catalog', 'cart'] } }).canaries[0]!;
    expect(canaryHash(turned)).toBe(canaryHash(canary));
    const { with: _, ...without } = canary;
    expect(canaryHash(without)).toBe(canaryHash(alone));
    const [first] = canary.with!;
    const others = [without, { ...canary, with: [first!] }, { ...canary, with: [{ ...first!, to: 'v9' }] }];
    expect(new Set([canary, ...others].map(canaryHash)).size).toBe(4);
  });

  it('is done where a state says so of the same moves, and only then', () => {
    const done = { ...stateAfter(next(mesh, afterSteps(mesh, 2))), planHash: 'of other steps' };
    const at = (state: RolloutState) => positionsOf(mesh, applied(mesh, [state]))[ROLLOUT];
    const { with: _, ...ofOne } = done;
    const turned = {
      ...done,
      service: 'shop/cart',
      to: 'v2',
      with: [{ service: 'shop/reviews', from: 'v1', to: 'v3' }],
    };
    expect(at(done)).toBe(lastStage(canary).key);
    expect(at({ ...turned, with: [...turned.with, done.with![1]!] })).toBe(lastStage(canary).key);
    expect(at(ofOne)).toBe('start');
    expect(at(turned)).toBe('start');
  });

  it('stops where the source drops a service half-way, and says what was moving', () => {
    const base = afterSteps(mesh, 1);
    const dropped = compiledShop({});
    const { stops } = plan(dropped, base);
    expect(stops.map(({ code }) => code)).toEqual(['dropped-canary']);
    expect(stops[0]?.message).toContain('(reviews from v1 to v3, cart from v1 to v2 and catalog from v1 to v2)');
  });
});

describe('the plan of a canary of several services', () => {
  const folder = bundleFrom(shop({ ...knobs, replicas: { v1: 8, v2: 1, v3: 2 }, rate: 100 }));
  const [counted] = folder.bundle.meshes as [BundleMesh];
  const times = timetable(counted, plan(counted, atStart(counted)));

  it('names them with their versions', () => {
    expect(times.rollouts[0]?.about).toMatchObject({
      service: 'shop/reviews',
      with: canary.with!.map(({ host, ...one }) => one),
    });
    const lines = renderPlan(times, PLAIN).split('\n');
    expect(lines[0]).toBe(
      'shop/reviews-next: canary of shop/reviews from v1 to v3 and of shop/cart from v1 to v2 and of shop/catalog from v1 to v2; 3 steps, 2h at the earliest',
    );
    expect(lines[3]).toMatch(/us-east +reviews v3, cart v2 and catalog v2 0 % → 10 %/);
  });

  it('tells who serves what for each of them', async () => {
    const known = await capacities(folder, counted);
    const text = renderPlan(withCapacity(times, known), PLAIN);
    expect(text.split('\n').filter((line) => /^(reviews|cart|catalog):$|Busiest pod/.test(line))).toEqual([
      'reviews:',
      'Busiest pod: what one of v3 gets, in multiples of the busiest of v1 before the rollout.',
      'cart:',
      'Busiest pod: what one of v2 gets, in multiples of the busiest of v1 before the rollout.',
      'catalog:',
      'Busiest pod: what one of v2 gets, in multiples of the busiest of v1 before the rollout.',
    ]);
    const stages = known.get(ROLLOUT)!;
    expect(
      stages.map(({ stage, moved, with: others = [] }) => [stage, moved, ...others.map((one) => one.moved)]),
    ).toEqual([
      ['start', 0, 0, 0],
      ['shift-1-1', 0.05, 0.1, 0.1],
      ['shift-1-2', 0.5, 1, 1],
      ['shift-2-1', 1, 1, 1],
    ]);
  });
});

describe('what its gates know', () => {
  it('is each service, with the clusters in which it is called', () => {
    const state = stateAfter(next(mesh, afterSteps(mesh, 2)));
    const facts = canaryFacts(state, mesh)!;
    expect([facts, ...facts.with!].map(({ service, to, weights }) => [service, to, Object.keys(weights)])).toEqual([
      ['reviews', 'v3', ['us-east', 'us-west']],
      ['cart', 'v2', ['us-east']],
      ['catalog', 'v2', ['us-east']],
    ]);
    // The source has no canary any more, so nobody knows.
    const unknown = canaryFacts(state, compiledShop({}))!;
    expect(unknown.with!.map(({ weights }) => Object.keys(weights))).toEqual([
      ['us-east', 'us-west'],
      ['us-east', 'us-west'],
    ]);
  });
});

describe('delivered', () => {
  const world = (more: Partial<Shop['reviews'] & {}> = {}) => {
    const folder = bundleFrom(shop({ reviews: { ...knobs.reviews, ...more } }));
    const made = new MemoryWorld({ folder: bundleFrom(shop({})) }).adopt();
    made.folder = folder;
    return made;
  };

  it('goes from the first step to the end, and the source that follows changes nothing', async () => {
    const delivered = world();
    const titles: string[] = [];
    await delivered.settle();
    for (const host of ['`reviews` v1 100 % → v1 90 %, v3 10 %', 'cart v1 100 % → cart v1 90 %', 'catalog v1 100 % →'])
      expect(delivered.open()[0]?.body).toContain(host);
    expect(delivered.open()[0]?.body).toContain('**Proved.**');
    for (let step = 1; step <= 3; step += 1) {
      titles.push((await delivered.step()).title);
      delivered.pass(HOUR);
    }
    const { lanes, exit } = await delivered.settle();
    expect({ exit, open: delivered.open(), states: lanes.map(({ state }) => state) }).toMatchObject({
      exit: 0,
      open: [],
    });
    expect(titles.at(-1)).toBe('reviews: v3 to 100 % in us-west (step 3 of 3)');
    const states = [...delivered.applied().keys()].filter((path) => path.startsWith('.meshwright/'));
    expect(states).toEqual([statePath(ROLLOUT)]);
    expect(JSON.parse(delivered.applied().get(statePath(ROLLOUT)) ?? '{}').status).toBe('done');
    const before = delivered.clusters();
    delivered.folder = bundleFrom(shop({ stable: 'v3', behindGateway: 'v2' }));
    await delivered.settle();
    expect(delivered.open()).toEqual([]);
    expect(delivered.clusters()).toEqual(before);
  });

  it('goes back half-way, all services together', async () => {
    const delivered = world();
    const before = delivered.clusters();
    await delivered.step();
    expect(delivered.clusters()).not.toEqual(before);
    await delivered.goBack(ROLLOUT);
    const way = delivered.merge();
    expect(way.title).toBe('reviews, cart and catalog: back to reviews v1, cart v1 and catalog v1 everywhere');
    expect(delivered.clusters()).toEqual(before);
    delivered.pass(HOUR);
    expect((await delivered.settle()).lanes).toMatchObject([{ rollout: ROLLOUT, state: 'stopped' }]);
    expect(delivered.open()).toEqual([]);
  });

  it('goes back by itself when a gate says no of one of them', async () => {
    const delivered = world({ gates: [command({ name: 'smoke' })] });
    delivered.sources = {
      answer: async (question) =>
        question.ask === 'command'
          ? { got: { status: question.environment.MESHWRIGHT_SERVICE === 'cart' ? 1 : 0, output: 'looked\n' } }
          : { refused: 'nothing else is asked' },
    };
    await delivered.step();
    delivered.pass(HOUR);
    await delivered.settle();
    const [open] = delivered.open();
    expect(open?.title).toMatch(/^reviews, cart and catalog: back to/);
    expect(open?.body).toContain('cart: smoke says no');
  });
});
