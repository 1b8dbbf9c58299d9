/** A change of the source over waves: what is proposed, one look at the applied tree for each part. */
import { describe, expect, it } from 'vitest';
import { plan } from '../../src/schedule/plan.ts';
import { allow, baseOf, meshOf, object, route, rule, type Tree, walk } from './edit-world.ts';

const MINUTE = 60_000;
const WAVES = [
  { clusters: ['eu'], bake: 30 * MINUTE },
  { clusters: ['us'], bake: 60 * MINUTE },
];
const both = (...objects: Tree[string]): Tree => ({ eu: objects, us: objects });

interface Row {
  readonly name: string;
  readonly from: Tree;
  readonly to: Tree;
  readonly parts: readonly string[];
}

const tls = { trafficPolicy: { outlierDetection: { baseEjectionTime: '1m' } } };

const rows: readonly Row[] = [
  {
    name: 'a route alone',
    from: both(rule('v1 v2'), route('v1')),
    to: both(rule('v1 v2'), route('v2')),
    parts: ['change-1: eu/route', 'change-2: us/route'],
  },
  {
    name: 'another subset for another one: everywhere first, everywhere last',
    from: both(rule('v1'), route('v1')),
    to: both(rule('v2'), route('v2')),
    parts: ['expand: eu/rule us/rule', 'change-1: eu/route', 'change-2: us/route', 'contract: eu/rule us/rule'],
  },
  {
    name: 'new settings of a rule follow the waves, its new subset does not',
    from: both(rule('v1'), route('v1')),
    to: both(rule('v1 v2', tls), route('v2')),
    parts: ['expand: eu/rule us/rule', 'change-1: eu/rule eu/route', 'change-2: us/rule us/route'],
  },
  {
    name: 'a new rule brings its subsets first and its settings with its wave',
    from: both(),
    to: both(rule('v1', tls), route('v1')),
    parts: ['expand: +eu/rule +us/rule', 'change-1: eu/rule +eu/route', 'change-2: us/rule +us/route'],
  },
  {
    name: 'a new rule without subsets comes with its wave',
    from: both(),
    to: both(rule('', tls)),
    parts: ['change-1: +eu/rule', 'change-2: +us/rule'],
  },
  {
    name: 'a rule that goes loses its settings with its wave and its subsets at last',
    from: both(rule('v1', tls), route('v1')),
    to: both(),
    parts: ['change-1: eu/rule -eu/route', 'change-2: us/rule -us/route', 'contract: -eu/rule -us/rule'],
  },
  {
    name: 'a gateway waits for a policy of an earlier wave to the end, though that is there',
    from: both(),
    to: { eu: [allow('cart')], us: [object('Gateway', 'web')] },
    parts: ['change-1: +eu/authorizationpolicy', 'open-2: +us/gateway-web'],
  },
  {
    name: 'a subset in one cluster only',
    from: both(rule('v1'), route('v1')),
    to: { eu: [rule('v1'), route('v1')], us: [rule('v1 v2'), route('v2')] },
    parts: ['expand: us/rule', 'change-2: us/route'],
  },
  {
    name: 'subsets that only go',
    from: both(rule('v1 v2'), route('v1')),
    to: both(rule('v1'), route('v1')),
    parts: ['contract: eu/rule us/rule'],
  },
];

/** Where other tests end up in the middle: bases that are no clean source. */
const odd: readonly Row[] = [
  {
    name: 'a cluster that lags: its wave alone is left',
    from: { eu: [rule('v1 v2'), route('v2')], us: [rule('v1'), route('v1')] },
    to: both(rule('v1 v2'), route('v2')),
    parts: ['expand: us/rule', 'change-2: us/route'],
  },
  {
    name: 'a hand edit in an early wave is put right there',
    from: { eu: [rule('v1'), route('v9')], us: [rule('v1'), route('v1')] },
    to: both(rule('v1'), route('v1')),
    parts: ['change-1: eu/route'],
  },
  {
    name: 'a cluster that joins gets what routes need before them',
    from: { eu: [rule('v1'), route('v1')], us: [] },
    to: both(rule('v1'), route('v1')),
    parts: ['expand: +us/rule', 'change-2: +us/route'],
  },
  {
    name: 'a rule of odd shape by hand does not stop anything',
    from: both({ ...rule('v1'), spec: { host: 7, subsets: [null, 'x', { name: 3 }] } } as never, route('v1')),
    to: both(rule('v1'), route('v1')),
    parts: ['expand: eu/rule us/rule', 'change-1: eu/rule', 'change-2: us/rule'],
  },
];

describe('with waves', () => {
  it.each([...rows, ...odd])('$name', ({ from, to, parts }) => {
    const mesh = meshOf(to, WAVES);
    // An owned file that has nothing to do with it, or an empty tree would be a bootstrap.
    const anchor = { eu: [...(from.eu ?? []), ANCHOR], us: from.us ?? [] };
    const target = meshOf({ eu: [...(to.eu ?? []), ANCHOR], us: to.us ?? [] }, WAVES);
    const walked = walk(target, baseOf(anchor));
    expect(walked.parts).toEqual(parts);
    expect(plan(target, walked.base).lanes).toEqual([]);
    expect(Object.keys(mesh.files).every((path) => walked.base.files.get(path)?.blob === mesh.files[path]?.blob)).toBe(
      true,
    );
  });

  it('each wave bakes, and every part but the first stands on a confirmed one', () => {
    const [lane] = plan(meshOf(rows[1]!.to, WAVES), baseOf(rows[1]!.from)).lanes;
    expect(lane?.stages.map(({ key, bake, confirm, number, total }) => [key, bake, confirm, number, total])).toEqual([
      ['expand', 0, false, 1, 4],
      ['change-1', 30 * MINUTE, true, 2, 4],
      ['change-2', 60 * MINUTE, true, 3, 4],
      ['contract', 0, true, 4, 4],
    ]);
  });

  it('an empty tree gets what routes refer to everywhere, then the rest by kind and wave', () => {
    const mesh = meshOf(both(rule('v1'), route('v1')), WAVES);
    const empty = { files: new Map(), states: new Map(), baked: new Set<string>() };
    expect(walk(mesh, empty).parts).toEqual([
      'destinations: +eu/rule +us/rule',
      'mesh-routes-1: +eu/route',
      'mesh-routes-2: +us/route',
    ]);
  });

  it('waves that change on the way are those of the rest', () => {
    const mesh = meshOf(rows[0]!.to, WAVES);
    const [lane] = plan(mesh, baseOf(rows[0]!.from)).lanes;
    const turned = plan({ ...mesh, waves: [...WAVES].reverse() }, baseOf(rows[0]!.from)).lanes[0];
    expect(turned?.planHash).toBe(lane?.planHash);
    expect(turned?.stages[0]?.changes.map(({ path }) => path.split('/')[2])).toEqual(['us']);
  });
});

const ANCHOR = object('VirtualService', 'anchor', { hosts: ['anchor'] });
