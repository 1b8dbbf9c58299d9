import { describe, expect, it } from 'vitest';
import { digest } from '../../src/emit/blob.ts';
import type { BundleMesh } from '../../src/emit/bundle.ts';
import type { CanarySpec } from '../../src/model/specs.ts';
import { canaryHash } from '../../src/schedule/canary-lane.ts';
import { sourceHash } from '../../src/schedule/edit-lane.ts';
import { plan, positionsOf } from '../../src/schedule/plan.ts';
import type { Base, Stop } from '../../src/schedule/plan-types.ts';
import { stageNamed, stagesOf } from '../../src/schedule/stages.ts';
import type { RolloutState } from '../../src/schedule/state.ts';
import { bundleFrom } from '../support/delivery-world.ts';
import { baseOf, meshOf, withFile } from '../support/observed.ts';
import { shop } from '../support/shop.ts';

const ID = 'shop/reviews-next';
const REVIEWS = 'shop/clusters/us-east/shop/virtualservice.networking.istio.io_reviews.yaml';
const mesh = meshOf(bundleFrom(shop({ clusters: 1, reviews: {} })));
const plain = meshOf(bundleFrom(shop({ clusters: 1 })));
const altered = meshOf(bundleFrom(shop({ clusters: 1, reviews: { weights: [50, 100] } })));
const [canary] = mesh.canaries as [CanarySpec];
const OTHER = 'f'.repeat(40);

const at = (stage: string, more: Partial<RolloutState> = {}): RolloutState => ({
  version: 1,
  rollout: ID,
  kind: 'canary',
  planHash: canaryHash(canary),
  round: 1,
  status: 'running',
  stage,
  number: 1,
  total: 2,
  branch: 'meshwright/shop/reviews-next/01-0',
  since: 'meshwright/shop/reviews-next/01-0',
  bake: 0,
  weights: stageNamed(canary, stage)?.weights ?? {},
  from: 'v1',
  to: 'v2',
  files: {},
  ...more,
});
const claiming = (base: Base, state: RolloutState): Base => ({
  ...base,
  states: new Map([[state.rollout, { ...state, files: { [REVIEWS]: base.files.get(REVIEWS)?.blob ?? '' } }]]),
});
const running = claiming(baseOf(mesh, [at('shift-1-1')]), at('shift-1-1'));

interface Row {
  readonly code: Stop['code'];
  readonly name: string;
  readonly mesh: BundleMesh;
  readonly base: Base;
  /** Rollouts that may still go on. */
  readonly lanes: readonly RegExp[];
}

const rows: readonly Row[] = [
  {
    code: 'edited-by-hand',
    name: 'a claimed file changed',
    mesh,
    base: withFile(running, REVIEWS, { blob: OTHER, owned: true }),
    lanes: [],
  },
  {
    code: 'edited-by-hand',
    name: 'a claimed file is gone',
    mesh,
    base: withFile(running, REVIEWS, undefined),
    lanes: [],
  },
  { code: 'dropped-canary', name: 'the source forgot it', mesh: plain, base: running, lanes: [] },
  { code: 'altered-canary', name: 'the source changed it', mesh: altered, base: running, lanes: [] },
  {
    code: 'rolled-back',
    name: 'it came back',
    mesh,
    base: baseOf(mesh, [at('rolled-back', { status: 'rolled-back' })]),
    lanes: [],
  },
  {
    code: 'foreign-file',
    name: 'a file of somebody else is in the way',
    mesh: plain,
    base: withFile(baseOf(plain), REVIEWS, { blob: OTHER, owned: false }),
    lanes: [],
  },
  {
    code: 'unknown-cluster',
    name: 'a cluster has left',
    mesh: plain,
    base: withFile(baseOf(plain), 'shop/clusters/us-west/shop/x.yaml', { blob: OTHER, owned: true }),
    lanes: [],
  },
  {
    code: 'empty-target',
    name: 'the source is empty',
    mesh: { ...plain, files: {}, canaries: [] },
    base: baseOf(plain),
    lanes: [],
  },
];

/** Fails to compile when a code is missing, so that none is added without a row. */
const codes: Readonly<Record<Stop['code'], true>> = {
  'edited-by-hand': true,
  'dropped-canary': true,
  'altered-canary': true,
  'rolled-back': true,
  'foreign-file': true,
  'unknown-cluster': true,
  'empty-target': true,
};

describe('a stop', () => {
  it.each(rows)('$code: $name', ({ code, mesh: source, base, lanes }) => {
    const found = plan(source, base);
    expect(found.stops.map((stop) => stop.code)).toEqual([code]);
    expect(found.stops[0]).toMatchObject({ message: expect.stringMatching(/\.$/), hint: expect.stringMatching(/\.$/) });
    expect(found.lanes.map(({ id }) => id)).toEqual(lanes.map((lane) => expect.stringMatching(lane)));
  });

  it('has a row for each code', () => {
    expect(new Set(rows.map(({ code }) => code))).toEqual(new Set(Object.keys(codes)));
  });

  it('does not hold back what has nothing to do with it', () => {
    const base = withFile(running, REVIEWS, { blob: OTHER, owned: true });
    const elsewhere = 'shop/clusters/us-east/shop/virtualservice.networking.istio.io_ratings.yaml';
    const found = plan(mesh, withFile(base, elsewhere, { blob: OTHER, owned: true }));
    expect(found.lanes.map(({ kind, holds }) => [kind, holds])).toEqual([['edit', [elsewhere]]]);
  });
});

describe('a hand edit of what a source change under way has written', () => {
  const edit = (planHash: string) => at('expand', { rollout: 'shop/edit-0', kind: 'edit', planHash });
  const base = (planHash: string) =>
    withFile(claiming(baseOf(plain), edit(planHash)), REVIEWS, { blob: OTHER, owned: true });

  it('stops that change', () => {
    expect(plan(plain, base(sourceHash(plain))).stops).toMatchObject([
      { code: 'edited-by-hand', rollout: 'shop/edit-0' },
    ]);
  });

  it('is written over by a newer source', () => {
    const found = plan(plain, base('older'));
    expect(found.stops).toEqual([]);
    expect(found.lanes.map(({ holds }) => holds)).toEqual([[REVIEWS]]);
  });
});

describe('the position of a canary', () => {
  it.each([
    ['nothing is recorded', undefined, 'start'],
    ['it runs', at('shift-1-1'), 'shift-1-1'],
    ['it is done', at('shift-1-2', { status: 'done' }), 'shift-1-2'],
    ['it was rolled back', at('rolled-back', { status: 'rolled-back' }), 'rolled-back'],
    ['it was rolled back and then changed', at('rolled-back', { status: 'rolled-back', planHash: 'x' }), 'start'],
    ['it was done with other steps', at('shift-3-3', { status: 'done', planHash: 'x' }), 'shift-1-2'],
    ['the name has served another move', at('shift-1-2', { status: 'done', planHash: 'x', to: 'v3' }), 'start'],
    ['the name has served the way back', at('shift-1-2', { status: 'done', from: 'v2', to: 'v1' }), 'start'],
    ['the source has gone back since', at('shift-1-2', { status: 'superseded' }), 'start'],
  ])('when %s', (_, state, position) => {
    expect(positionsOf(mesh, baseOf(mesh, state ? [state] : []))).toEqual({ [ID]: position });
  });
});

describe('the stages of a canary', () => {
  const told = (spec: CanarySpec) =>
    stagesOf(spec).map(({ key, phase, pinned, settled }) =>
      [key, phase, pinned && 'pinned', settled && 'settled'].filter(Boolean).join(' '),
    );

  it('are shifts alone where it needs nothing of its own', () => {
    expect(told(canary)).toEqual(['shift-1-1 shift', 'shift-1-2 shift']);
  });

  it('expand and contract around the shifts of a pinned one', () => {
    expect(told({ ...canary, pinToCluster: true })).toEqual([
      'expand expand pinned',
      'shift-1-1 shift pinned',
      'shift-1-2 shift pinned',
      'settle shift pinned settled',
      'contract contract settled',
    ]);
  });

  const two = [
    { clusters: ['a', 'b'], weights: [50, 1000], weightsIn: { b: [10, 1000] }, bake: 1 },
    { clusters: ['c'], weights: [100, 500, 1000], bake: 2 },
  ];

  it('take every wave one step further before any takes its next, where that is asked', () => {
    const stages = stagesOf({ ...canary, waves: two, order: 'step-major' });
    expect(stages.map(({ key, weights, bake }) => [key, weights, bake])).toEqual([
      ['shift-1-1', { a: 50, b: 10 }, 1],
      ['shift-2-1', { a: 50, b: 10, c: 100 }, 2],
      ['shift-1-2', { a: 1000, b: 1000, c: 100 }, 1],
      ['shift-2-2', { a: 1000, b: 1000, c: 500 }, 2],
      ['shift-2-3', { a: 1000, b: 1000, c: 1000 }, 2],
    ]);
  });

  it('begin with copies and a cohort, each of which ends where it makes no difference any more', () => {
    const stages = stagesOf({
      ...{ ...canary, waves: two, pinToCluster: true },
      ...{ mirror: { share: 50, bake: 7 }, cohort: { tester: 'present' } },
    });
    expect(
      stages.map(({ key, mirrored = [], cohort = [], bake }) => [key, mirrored.join(), cohort.join(), bake]),
    ).toEqual([
      ['expand', '', '', 0],
      ['mirror-1', 'a,b', '', 7],
      ['mirror-2', 'a,b,c', '', 7],
      ['cohort-1', 'a,b,c', 'a,b', 1],
      ['cohort-2', 'a,b,c', 'a,b,c', 2],
      ['shift-1-1', 'c', 'a,b,c', 1],
      ['shift-1-2', 'c', 'c', 1],
      ['shift-2-1', '', 'c', 2],
      ['shift-2-2', '', 'c', 2],
      ['shift-2-3', '', '', 2],
      ['settle', '', '', 0],
      ['contract', '', '', 0],
    ]);
    expect(stageNamed({ ...canary, cohort: { tester: 'present' } }, 'rolled-back')?.cohort).toBeUndefined();
  });

  it('are those of another rollout where another order, copies or a cohort are asked, and only then', () => {
    const hashes = [
      canary,
      { ...canary, order: 'step-major' } as const,
      { ...canary, mirror: { share: 50, bake: 7 } },
      { ...canary, cohort: { tester: 'present' } } as const,
    ].map(canaryHash);
    expect(new Set(hashes).size).toBe(hashes.length);
    const { service, from, to, waves, gates, pinToCluster } = canary;
    expect(hashes[0]).toBe(digest([service, from, to, waves, gates, pinToCluster]));
  });

  it('keep what earlier waves have reached', () => {
    const waves = ['a', 'b'].map((cluster) => ({ clusters: [cluster], weights: [500, 1000], bake: 1 }));
    expect(stagesOf({ ...canary, waves }).map(({ weights }) => weights)).toEqual([
      { a: 500 },
      { a: 1000 },
      { a: 1000, b: 500 },
      { a: 1000, b: 1000 },
    ]);
  });
});
