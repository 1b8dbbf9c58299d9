import { describe, expect, it } from 'vitest';
import type { BundleMesh } from '../../src/emit/bundle.ts';
import type { GateSpec } from '../../src/model/specs.ts';
import { plan } from '../../src/schedule/plan.ts';
import type { Lane, Plan } from '../../src/schedule/plan-types.ts';
import { atStart, timetable } from '../../src/schedule/timetable.ts';
import { bundleFrom } from '../support/delivery-world.ts';
import { meshOf } from '../support/observed.ts';
import { shop } from '../support/shop.ts';

const MINUTE = 60_000;
const mesh = meshOf(bundleFrom(shop({ reviews: { pinToCluster: true }, cart: true })));
const planned = plan(mesh, atStart(mesh));
const reviews = planned.lanes.find(({ id }) => id === 'shop/reviews-next') as Lane;
const cart = planned.lanes.find(({ id }) => id === 'shop/cart-v2') as Lane;
const waiting = (rollout: string) => [{ rollout, because: 'change' as const }];
const timed = (lanes: readonly Lane[], more: Partial<BundleMesh> = {}) =>
  timetable({ ...mesh, ...more }, { mesh: 'shop', lanes, stops: [] } satisfies Plan);
const times = (lanes: readonly Lane[], more?: Partial<BundleMesh>) =>
  timed(lanes, more).rollouts.map(({ steps, ends }) => [...steps.map(({ begins }) => begins / MINUTE), ends / MINUTE]);

describe('the earliest times', () => {
  it('are bakes, and propagation where a confirmation is asked', () => {
    expect(times([reviews])).toEqual([[0, 5, 35, 65, 125, 130, 130]]);
  });

  it.each<[string, GateSpec, number[]]>([
    ['an applied gate gives every step its propagation', { kind: 'applied' }, [0, 10, 20]],
    ['a gate that bakes longer', { kind: 'bake', milliseconds: 25 * MINUTE }, [0, 25, 50]],
    ['a gate that bakes shorter', { kind: 'bake', milliseconds: MINUTE }, [0, 10, 20]],
    ['a gate that is not about time', { kind: 'approval' }, [0, 10, 20]],
  ])('%s', (_, gate, expected) => {
    expect(times([cart], { gates: [gate] })).toEqual([expected]);
  });

  it('begin where the rollout ends that is waited for, once that is confirmed', () => {
    const lanes = [{ ...reviews, waitsFor: waiting(cart.id) }, cart];
    expect(times(lanes)).toEqual([
      [20, 25, 55, 85, 145, 150, 150],
      [0, 10, 20],
    ]);
    const [, first] = timed(lanes).rollouts;
    expect(first?.steps.map(({ confirm }) => confirm)).toEqual([false, true]);
    expect(timed(lanes).ends).toBe(150 * MINUTE);
  });

  it('do not turn in circles', () => {
    const lanes = [
      { ...reviews, waitsFor: waiting(cart.id) },
      { ...cart, waitsFor: waiting(reviews.id) },
    ];
    expect(timed(lanes).rollouts).toHaveLength(2);
    expect(timed([{ ...cart, waitsFor: waiting(cart.id) }]).rollouts[0]?.begins).toBe(0);
    expect(timed([{ ...cart, waitsFor: waiting('shop/elsewhere') }]).rollouts[0]?.begins).toBe(0);
  });

  it('of nothing are none', () => {
    expect(timed([])).toEqual({ mesh: 'shop', rollouts: [], stops: [], ends: 0 });
  });
});

describe('a step', () => {
  it('names the clusters whose files change, and the moves', () => {
    const [rollout] = timed([reviews]).rollouts;
    expect(rollout?.about).toEqual({ service: 'shop/reviews', from: 'v1', to: 'v2' });
    expect(rollout?.steps.map(({ key, clusters, moves }) => [key, clusters, moves])).toEqual([
      ['expand', ['us-east', 'us-west'], []],
      ['shift-1-1', ['us-east'], [{ clusters: ['us-east'], before: 0, after: 100 }]],
      ['shift-1-2', ['us-east'], [{ clusters: ['us-east'], before: 100, after: 1000 }]],
      ['shift-2-1', ['us-west'], [{ clusters: ['us-west'], before: 0, after: 1000 }]],
      ['settle', ['us-east', 'us-west'], []],
      ['contract', ['us-east', 'us-west'], []],
    ]);
  });

  it('names the cluster of a file that the source has no more by its path', () => {
    const [stage] = reviews.stages;
    const gone = { path: 'shop/clusters/eu-north/shop/x.yaml', before: 'f'.repeat(40), after: undefined };
    const lane = { ...reviews, id: 'shop/edit-1', kind: 'edit' as const, stages: [{ ...stage!, changes: [gone] }] };
    expect(timed([lane]).rollouts[0]).toMatchObject({ about: undefined, steps: [{ clusters: ['eu-north'] }] });
  });
});
