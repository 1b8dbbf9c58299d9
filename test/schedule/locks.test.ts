/** Who may begin: a law over random rollouts, and what each kind of wait is told as. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waitWords } from '../../src/report/wait-words.ts';
import { type Holder, holderOf, inTurn, type Locks, locksIn, meeting } from '../../src/schedule/locks.ts';
import { plan } from '../../src/schedule/plan.ts';
import type { Lane, Wait } from '../../src/schedule/plan-types.ts';
import { atStart } from '../../src/schedule/timetable.ts';
import { bundleFrom } from '../support/delivery-world.ts';
import { meshOf } from '../support/observed.ts';
import { effort } from '../support/random-mesh.ts';
import { shop } from '../support/shop.ts';

const lane = (id: string, waitsFor: readonly Wait[] = []): Lane => ({
  ...{ id, kind: 'canary', planHash: 'h', round: 1, stages: [], holds: [], relies: [] },
  ...(waitsFor.length > 0 && { waitsFor }),
});

type Standing = 'fresh' | 'under way' | 'through' | 'stopped' | 'paused';

interface Rollout {
  readonly id: string;
  readonly locks: Locks;
  standing: Standing;
  left: number;
}

const rollouts = (standings: readonly Standing[]) =>
  fc
    .uniqueArray(
      fc.record({
        id: fc.integer({ min: 0, max: 30 }).map((n) => `shop/c${n}`),
        files: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 3 }),
        workloads: fc.uniqueArray(fc.constantFrom('s/x v1', 's/x v2', 's/y v1', 's/z v1'), { maxLength: 2 }),
        standing: fc.constantFrom(...standings),
        left: fc.integer({ min: 1, max: 3 }),
      }),
      { selector: ({ id }) => id, maxLength: 8 },
    )
    .map((all) =>
      all.map(
        ({ id, files, workloads, standing, left }): Rollout => ({
          ...{ id, standing, left },
          locks: { files: new Set(files), workloads: new Set(workloads) },
        }),
      ),
    );

const holds = ({ standing }: Rollout) => standing === 'under way' || standing === 'stopped' || standing === 'paused';
const holder = ({ id, locks }: Rollout): Holder => ({ rollout: id, locks });

/** Lanes as the plan of a look would hold them: nothing is left of what is through, and a stop is no lane. */
function turnsOf(all: readonly Rollout[], order: (lanes: Lane[]) => Lane[] = (lanes) => lanes): readonly Lane[] {
  const lanes = all
    .filter(({ standing }) => standing !== 'through' && standing !== 'stopped')
    .map(({ id }) => lane(id));
  return inTurn(order(lanes), new Map(all.map(({ id, locks }) => [id, locks])), all.filter(holds).map(holder));
}

const free = (lanes: readonly Lane[]) => lanes.filter(({ waitsFor }) => waitsFor === undefined).map(({ id }) => id);

describe('rollouts that share something', () => {
  it('come to their end, and never is one begun that shares something with one under way', () => {
    fc.assert(
      fc.property(rollouts(['fresh', 'under way', 'through']), fc.gen(), (all, g) => {
        const known = new Map(all.map((one) => [one.id, one]));
        for (let steps = 0; all.some(({ standing }) => standing !== 'through'); steps += 1) {
          expect(steps).toBeLessThan(40);
          const able = free(turnsOf(all));
          expect(able).not.toEqual([]);
          const moved = known.get(g(fc.constantFrom<string[]>, ...able)) as Rollout;
          if (moved.standing === 'fresh')
            for (const other of all.filter((one) => one !== moved && holds(one)))
              expect(meeting(other.locks, moved.locks)).toBeUndefined();
          moved.standing = 'under way';
          moved.left -= 1;
          if (moved.left === 0) moved.standing = 'through';
        }
      }),
      effort(150),
    );
  });

  it('never make one wait that is under way, and let everybody begin whom nobody stands in the way of', () => {
    fc.assert(
      fc.property(rollouts(['fresh', 'under way', 'through', 'stopped', 'paused']), (all) => {
        const able = new Set(free(turnsOf(all)));
        const begins = (one: Rollout) => one.standing === 'fresh' && able.has(one.id);
        for (const one of all) {
          if (one.standing === 'under way' || one.standing === 'paused') expect(able).toContain(one.id);
          if (one.standing !== 'fresh') continue;
          const inTheWay = all.some(
            (other) => other !== one && (holds(other) || begins(other)) && meeting(other.locks, one.locks),
          );
          expect(able.has(one.id)).toBe(!inTheWay);
        }
      }),
      effort(150),
    );
  });

  it('begin in an order that does not come from the order in which they are declared', () => {
    fc.assert(
      fc.property(rollouts(['fresh', 'under way']), (all) => {
        const told = (lanes: readonly Lane[]) =>
          Object.fromEntries(lanes.map(({ id, waitsFor = [] }) => [id, new Set(waitsFor.map(waitText))]));
        const waitText = (wait: Wait) => JSON.stringify(wait);
        const backwards = [...all].reverse();
        expect(told(turnsOf(backwards, (lanes) => lanes))).toEqual(told(turnsOf(all)));
      }),
      effort(50),
    );
  });
});

describe('the locks', () => {
  const both = meshOf(bundleFrom(shop({ clusters: 1, catalog: true, cart: true, reviews: {} })));
  const known = locksIn(both);

  it('of a canary are its files and the versions that it moves', () => {
    expect(known.get('shop/cart-v2')).toEqual({
      files: new Set([
        'shop/clusters/us-east/istio-ingress/virtualservice.networking.istio.io_web.shop.example.yaml',
        ...(known.get('shop/cart-v2')?.files ?? []),
      ]),
      workloads: new Set(['shop/cart v1', 'shop/cart v2']),
    });
  });

  it('are those of all repositories where the mesh is in several', () => {
    const digest = 'd';
    const part = { ...both, files: {}, part: { digest, clusters: ['us-west'], whole: both.files } };
    expect(locksIn(part)).toEqual(known);
  });

  it('of a rollout that the source has dropped are those that its state tells', () => {
    const state = { rollout: 'shop/old', service: 'shop/cart', from: 'v1', to: 'v3', files: { one: 'f'.repeat(40) } };
    expect(holderOf(state as never, known).locks).toEqual({
      files: new Set(['one']),
      workloads: new Set(['shop/cart v1', 'shop/cart v3']),
    });
  });

  it('keep one of two behind the other, and leave a third alone', () => {
    const { lanes } = plan(both, atStart(both));
    expect(lanes.map(({ id, waitsFor = [] }) => [id, waitsFor.map(({ rollout }) => rollout)])).toEqual([
      ['shop/cart-v2', []],
      ['shop/catalog-v2', ['shop/cart-v2']],
      ['shop/reviews-next', []],
    ]);
  });
});

describe('a rollout that waits', () => {
  const rollout = 'shop/a';
  it.each<[Wait, string]>([
    [{ rollout, because: 'change' }, 'shop/a changes what it relies on and goes first'],
    [{ rollout, because: 'stopped', file: 'x.yaml' }, 'shop/a has stopped, and nobody else changes x.yaml meanwhile'],
    [{ rollout, because: 'held', file: 'x.yaml' }, 'shop/a is under way, and both change x.yaml'],
    [{ rollout, because: 'turn', file: 'x.yaml' }, 'shop/a begins first, for both change x.yaml'],
    [
      { rollout, because: 'held', workload: 'shop/cart v1' },
      'shop/a is under way, and both move requests to version v1 of shop/cart',
    ],
    [
      { rollout, because: 'turn', workload: 'shop/cart v1' },
      'shop/a begins first, for both move requests to version v1 of shop/cart',
    ],
  ])('says why: %j', (wait, words) => {
    expect(waitWords(wait)).toBe(words);
    expect(waitWords(wait, (name) => `<${name}>`)).toContain('<shop/a>');
  });
});
