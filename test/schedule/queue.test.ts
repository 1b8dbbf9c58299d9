/** What a route is where one canary is queued behind another, and who waits for whom. */
import { describe, expect, it } from 'vitest';
import type { CanarySpec, RouteVariant } from '../../src/model/specs.ts';
import { canaryHash } from '../../src/schedule/canary-lane.ts';
import { plan } from '../../src/schedule/plan.ts';
import type { Base } from '../../src/schedule/plan-types.ts';
import { endsBefore, isOvertaken, yetToEnd } from '../../src/schedule/queue.ts';
import { type CanaryStage, START, stageNamed } from '../../src/schedule/stages.ts';
import type { RolloutState } from '../../src/schedule/state.ts';
import { atStart } from '../../src/schedule/timetable.ts';
import { withVariants } from '../../src/schedule/variant.ts';
import { bundleFrom } from '../support/delivery-world.ts';
import { meshOf } from '../support/observed.ts';
import { shop } from '../support/shop.ts';

const next = { id: 'a-then', from: 'v2', to: 'v3', ifUnderWay: 'queue' } as const;
const mesh = meshOf(bundleFrom(shop({ clusters: 1, ratings: false, reviews: {}, next })));
const specOf = (id: string) => mesh.canaries.find((one) => one.id === id) as CanarySpec;
const [older, newer] = [specOf('shop/reviews-next'), specOf('shop/a-then')];

const to = (subset: string) => ({ host: 'reviews', subset });
const variant = (rollout: string, from: string, version: string): RouteVariant => ({
  ...{ kind: 'route', rollout, protocol: 'http', index: 0, from: to(from), to: to(version), settled: to(version) },
  ...{ cohort: [{ headers: { tester: { exact: 'yes' } } }], mirrors: [{ destination: to(version) }] },
});
const manifest = {
  ...{ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'reviews', namespace: 'shop' } },
  spec: { http: [{ route: [{ destination: to('v1') }] }] },
};
const stage = (more: Partial<CanaryStage>): CanaryStage => ({ ...START, key: 'x', ...more });

describe('a route that two canaries lead on', () => {
  const through = stage({ weights: { c: 1000 } });
  it.each<[string, CanaryStage, CanaryStage, string[]]>([
    ['neither has begun', START, START, ['v1']],
    ['the first is under way', stage({ weights: { c: 100 } }), START, ['v1 90, v2 10']],
    ['the first is through', through, START, ['v2']],
    ['the second copies', through, stage({ mirrored: ['c'] }), ['v2, copies to v3']],
    ['the second has a cohort', through, stage({ cohort: ['c'] }), ['v3 alone', 'v2']],
    ['the second is under way', through, stage({ weights: { c: 250 }, cohort: ['c'] }), ['v3 alone', 'v2 75, v3 25']],
    ['the second is under way elsewhere', through, stage({ weights: { d: 250 } }), ['v2']],
    ['both are through', through, through, ['v3']],
  ])('%s', (_, first, second, expected) => {
    const variants = [variant('first', 'v1', 'v2'), variant('second', 'v2', 'v3')];
    for (const order of [variants, [...variants].reverse()]) {
      const made = withVariants(manifest, order, 'c', (rollout) => (rollout === 'first' ? first : second));
      const routes = (made.spec?.http ?? []) as readonly Told[];
      expect(routes.map(told)).toEqual(expected);
    }
  });
});

interface Told {
  readonly match?: object;
  readonly mirrors?: readonly { readonly destination: { readonly subset: string } }[];
  readonly route: readonly { readonly destination: { readonly subset: string }; readonly weight?: number }[];
}

function told({ match, mirrors = [], route }: Told): string {
  const shares = route.map(({ destination, weight }) => [destination.subset, weight].filter(Boolean).join(' '));
  const copies = mirrors.map(({ destination }) => `, copies to ${destination.subset}`).join('');
  return `${shares.join(', ')}${copies}${match ? ' alone' : ''}`;
}

describe('a canary that is queued', () => {
  const at = (spec: CanarySpec, stage: string, status: RolloutState['status']): RolloutState => ({
    ...{ version: 1, rollout: spec.id, kind: 'canary', planHash: canaryHash(spec), round: 1, status, stage },
    ...{ number: 1, total: 2, branch: 'b', since: 'b', bake: 0, weights: stageNamed(spec, stage)?.weights ?? {} },
    ...{ service: spec.service, from: spec.from, to: spec.to, files: {} },
  });
  const base = (states: readonly RolloutState[], baked: readonly string[] = []): Base => ({
    ...atStart(mesh),
    states: new Map(states.map((state) => [state.rollout, state])),
    baked: new Set(baked),
  });
  const done = at(older, 'shift-1-2', 'done');

  it.each<[string, Base, string[], boolean]>([
    ['waits for one that has not begun', base([]), [older.id], false],
    ['waits for one under way', base([at(older, 'shift-1-1', 'running')]), [older.id], false],
    ['waits until that has baked', base([done]), [older.id], false],
    ['waits for one that went back', base([at(older, 'rolled-back', 'rolled-back')]), [older.id], false],
    ['begins when that is through', base([done], [older.id]), [], false],
    ['goes on once it has begun', base([done, at(newer, 'shift-1-1', 'running')], [older.id]), [], true],
    [
      'leaves the other alone when it has gone back',
      base([done, at(newer, 'rolled-back', 'rolled-back')], [older.id]),
      [],
      false,
    ],
  ])('%s', (_, applied, waits, overtaken) => {
    expect(yetToEnd(mesh, applied, newer).map(({ id }) => id)).toEqual(waits);
    expect(isOvertaken(mesh, applied, older.id)).toBe(overtaken);
    expect(isOvertaken(mesh, applied, newer.id)).toBe(false);
  });

  it('is planned from where the other ends, and never before it, whatever their names', () => {
    const { lanes } = plan(mesh, base([]));
    expect(lanes.map(({ id, waitsFor = [] }) => [id, waitsFor.map(({ because }) => because)])).toEqual([
      ['shop/a-then', ['queue']],
      ['shop/reviews-next', []],
    ]);
    const [first] = lanes.find(({ id }) => id === newer.id)?.stages ?? [];
    const [change] = first?.changes ?? [];
    expect(change?.before).not.toBe(mesh.files[change?.path ?? '']?.blob);
    expect(endsBefore(mesh.canaries, newer)).toEqual({ [older.id]: 'shift-1-2' });
  });
});
