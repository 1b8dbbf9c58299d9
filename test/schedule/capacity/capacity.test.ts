import { Canary, Cluster, IngressGateway, Mesh, MeshApp, Network, Route, Service } from 'meshwright';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/compile.ts';
import { factsOf } from '../../../src/istio/facts-of-inventory.ts';
import { capacityRows } from '../../../src/report/capacity.ts';
import { capacityOf } from '../../../src/schedule/capacity/capacity.ts';
import { excessOf } from '../../../src/schedule/capacity/limits.ts';
import { bearsOn } from '../../../src/schedule/capacity/relevant.ts';
import type { StageCapacity } from '../../../src/schedule/capacity/types.ts';

interface Knobs {
  /** Pods of v1 and v2 in east, west and far; far is in another network. */
  readonly pods?: readonly (readonly [v1: number, v2: number])[];
  readonly rates?: readonly [east: number, west: number, far: number];
  readonly pinned?: boolean;
  readonly mirrored?: boolean;
  /** Asked through a gateway in east and by nobody else. */
  readonly gateway?: boolean;
}

/** A canary that moves 10 % of east, then all of east, then all of the others. */
function stages({ pods, rates, pinned, mirrored, gateway }: Knobs): readonly StageCapacity[] {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example' });
  const near = new Network(mesh, 'near');
  const other = new Network(mesh, 'other');
  const east = new Cluster(mesh, 'east', { region: 'us-east-1', network: near, istio: '1.31' });
  const west = new Cluster(mesh, 'west', { region: 'us-west-2', network: near, istio: '1.31' });
  const far = new Cluster(mesh, 'far', { region: 'eu-west-1', network: other, istio: '1.31' });
  const all = [east, west, far] as const;
  const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [east], serviceAccount: 'web' });
  const page = new Service(mesh, 'page', { namespace: 'shop', ports: { http: 8080 }, runsIn: all });
  const cart = new Service(mesh, 'cart', {
    namespace: 'shop',
    ports: { http: 8080 },
    versions: ['v1', 'v2'],
    stable: 'v1',
    callers: [gateway ? web : page],
    runsIn: all.map((cluster, i) => ({
      cluster,
      ...(pods && { replicas: { v1: pods[i]?.[0] ?? 0, v2: pods[i]?.[1] ?? 0 } }),
    })),
    ...(rates && { requestsPerSecond: all.map((from, i) => ({ from, rate: rates[i] ?? 0 })) }),
  });
  if (gateway) new Route(cart, 'pages', { on: [web], match: { path: { prefix: '/cart' } } });
  new Canary(cart, 'c', {
    from: 'v1',
    to: 'v2',
    ...(pinned && { pinToCluster: true }),
    ...(mirrored && { mirror: { percent: 50, bake: '1h' } }),
    waves: [
      { clusters: [east], weights: [10, 100], bake: '10m' },
      ...(gateway ? [] : [{ clusters: [west, far] as const, weights: [100] as const, bake: '10m' as const }]),
    ],
  });
  const compiled = compile(app, { root: process.cwd() });
  const [found] = compiled.meshes;
  if (!found) throw new Error(compiled.diagnostics.map(({ message }) => message).join('\n'));
  const { inventory, canaries } = found.snapshot;
  const service = inventory.services.find(({ key }) => key === 'shop/cart')!;
  const objects = found.files.filter((file) => bearsOn(file.manifest.kind, file.service, 'shop/cart'));
  return capacityOf({ facts: factsOf(inventory), service, canary: canaries[0]!.spec, objects });
}

const client = (stage: StageCapacity | undefined, name: string) =>
  stage?.clients.find(({ cluster }) => cluster === name);

describe('capacity', () => {
  const even = stages({
    pods: [
      [4, 4],
      [4, 4],
      [4, 4],
    ],
  });

  it('begins with how things are before the first step', () => {
    expect(even.map(({ stage }) => stage)).toEqual(['start', 'shift-1-1', 'shift-1-2', 'shift-2-1']);
    expect(even[0]).toMatchObject({ moved: 0, busiest: undefined });
    expect(client(even[0], 'east')).toEqual({
      cluster: 'east',
      moved: 0,
      leavingCluster: 0.666667,
      leavingNetwork: 0.333333,
    });
  });

  it('tells what share of everything moves, client clusters weighing the same without rates', () => {
    expect(even.map(({ moved }) => moved)).toEqual([0, 0.033333, 0.333333, 1]);
  });

  it('weighs client clusters by their rates', () => {
    const busyEast = stages({ rates: [80, 10, 10] });
    expect(busyEast.map(({ moved }) => moved)).toEqual([0, 0.08, 0.8, 1]);
  });

  it('tells what a pod of the new version gets, in multiples of the old and per second', () => {
    const few = stages({
      pods: [
        [4, 1],
        [4, 1],
        [4, 0],
      ],
      rates: [120, 0, 0],
    });
    // 120 a second over 12 pods are 10 for each; over two pods 60.
    expect(few.map(({ busiest }) => busiest)).toEqual([
      undefined,
      { cluster: 'east', multiple: 0.6, perSecond: 6 },
      { cluster: 'east', multiple: 6, perSecond: 60 },
      { cluster: 'east', multiple: 6, perSecond: 60 },
    ]);
  });

  it('tells what is left to the others when a region is down', () => {
    expect(even.at(-1)?.busiest?.multiple).toBe(1);
    expect(even.at(-1)?.regionDown).toMatchObject({ multiple: 1.5 });
  });

  it('keeps a pinned share at home', () => {
    const pinned = stages({ pinned: true });
    const [, expand, tenth] = pinned;
    expect([expand, tenth].map((stage) => client(stage, 'east')?.leavingCluster)).toEqual([0.666667, 0.6]);
    expect(client(pinned.at(3), 'east')).toMatchObject({ moved: 1, leavingCluster: 0 });
  });

  it('counts copies as load, and as nothing else', () => {
    const pods = [
      [4, 1],
      [4, 0],
      [4, 0],
    ] as const;
    const copied = stages({ mirrored: true, pods, rates: [120, 0, 0] }).find(({ stage }) => stage === 'mirror-1');
    expect(copied).toMatchObject({ moved: 0, busiest: { multiple: 6, perSecond: 60 } });
    expect(client(copied, 'east')).toMatchObject({ moved: 0, leavingCluster: 0.666667 });
  });

  it('follows requests through a gateway', () => {
    const through = stages({
      gateway: true,
      pods: [
        [2, 1],
        [2, 0],
        [2, 0],
      ],
    });
    expect(through.map(({ moved }) => moved)).toEqual([0, 0.1, 1]);
    expect(through.at(-1)?.clients).toEqual([{ cluster: 'east', moved: 1, leavingCluster: 0, leavingNetwork: 0 }]);
    expect(through.at(-1)?.busiest).toEqual({ cluster: 'east', multiple: 6, perSecond: undefined });
  });

  it('knows nothing of pods that nobody counted', () => {
    expect(stages({}).every(({ busiest, regionDown }) => busiest === undefined && regionDown === undefined)).toBe(true);
  });

  it('is shown in a row for each group of clusters that fare alike', () => {
    expect(capacityRows(even.slice(1, 2), (text) => text)).toEqual([
      ['shift-1-1', '3.3 %', 'east', '10 %', '66.7 %', '33.3 %', '0.03× in east', '0.07× in east, without eu-west-1'],
      ['', '', 'far', '0 %', '66.7 %', '66.7 %', '', ''],
      ['', '', 'west', '0 %', '66.7 %', '33.3 %', '', ''],
    ]);
  });
});

describe('limits', () => {
  const stage = (name: string, more: Partial<StageCapacity>): StageCapacity => ({
    ...{ stage: name, moved: 0, clients: [], busiest: undefined, regionDown: undefined },
    ...more,
  });
  const leaving = (share: number) => ({
    clients: [{ cluster: 'east', moved: 0, leavingCluster: share, leavingNetwork: 0 }],
  });
  const load = (multiple: number) => ({ cluster: 'east', multiple, perSecond: undefined });

  it.each<[string, Parameters<typeof excessOf>[0], Partial<StageCapacity>, Partial<StageCapacity>, number]>([
    ['none', {}, leaving(0), { ...leaving(1), busiest: load(99) }, 0],
    ['a share that is reached', { shareLeavingCluster: 200 }, leaving(0), leaving(0.2), 0],
    ['a share that is exceeded', { shareLeavingCluster: 200 }, leaving(0), leaving(0.21), 1],
    ['a share that was exceeded before', { shareLeavingCluster: 200 }, leaving(0.3), leaving(0.3), 0],
    ['a share that was exceeded less before', { shareLeavingCluster: 200 }, leaving(0.3), leaving(0.31), 1],
    ['a load that is reached', { onCanary: 2 }, {}, { busiest: load(2) }, 0],
    ['a load that is exceeded', { onCanary: 2 }, {}, { busiest: load(2.01) }, 1],
    ['a load that nobody knows', { onCanary: 2 }, {}, {}, 0],
    [
      'a load while a region is down',
      { onCanary: 2, onCanaryRegionDown: 3 },
      {},
      { busiest: load(2), regionDown: { ...load(4), region: 'r' } },
      1,
    ],
  ])('of %s', (_, limits, before, after, count) => {
    expect(excessOf(limits, [stage('start', before), stage('shift-1-1', after)])).toHaveLength(count);
  });
});
