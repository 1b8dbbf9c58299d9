import {
  type Cluster,
  clusterGroup,
  IngressGateway,
  Mesh,
  MeshApp,
  type MeshConfig,
  Network,
  RolloutWaves,
  Service,
  TrafficPolicy,
} from 'meshwright';
import { describe, expect, it } from 'vitest';
import { freeze } from '../../src/model/snapshot.ts';
import { diagnose } from '../support/diagnose.ts';

function fleet(app: MeshApp) {
  const mesh = new Mesh(app, 'shop', { helm: {}, meshConfig: { enableTracing: false } });
  const us = new Network(mesh, 'us');
  const eu = new Network(mesh, 'eu');
  const meshConfig: MeshConfig = { accessLogFile: '/dev/stdout', enableTracing: true };
  const edge = clusterGroup(
    mesh,
    'edge',
    { istio: '1.31', network: us, region: 'us-east-1', meshConfig },
    {
      'edge-1': {},
      'edge-2': { region: 'us-west-2' },
      'edge-3': { region: 'eu-west-1', network: eu, istio: '1.30', meshConfig: { accessLogFile: '/dev/stderr' } },
      'edge-4': {},
    },
  );
  return { mesh, edge };
}

const names = (clusters: readonly Cluster[]) => clusters.map(({ node }) => node.id);

describe('a group of clusters', () => {
  it('is a list of clusters, each with what the group says and what it says itself', () => {
    const app = new MeshApp();
    const { edge } = fleet(app);
    expect(names(edge)).toEqual(['edge-1', 'edge-2', 'edge-3', 'edge-4']);
    const facts = freeze(app, process.cwd()).snapshot.meshes[0]?.inventory.clusters;
    expect(facts?.slice(1, 3)).toEqual([
      {
        ...{ name: 'edge-2', region: 'us-west-2', network: 'us', istio: '1.31' },
        meshConfig: { accessLogFile: '/dev/stdout', enableTracing: true },
      },
      {
        ...{ name: 'edge-3', region: 'eu-west-1', network: 'eu', istio: '1.30' },
        meshConfig: { accessLogFile: '/dev/stderr', enableTracing: true },
      },
    ]);
  });

  it('is taken apart by name, by what is true of a cluster, and in waves', () => {
    const { edge } = fleet(new MeshApp());
    expect(names([edge.named['edge-3']])).toEqual(['edge-3']);
    expect(names(edge.only('edge-4', 'edge-1'))).toEqual(['edge-1', 'edge-4']);
    expect(names(edge.except('edge-2'))).toEqual(['edge-1', 'edge-3', 'edge-4']);
    expect(names(edge.where(({ props }) => props.region.startsWith('eu-')))).toEqual(['edge-3']);
    expect(names(edge.and(edge.only('edge-1'), edge))).toEqual(names(edge));
    const waves = edge.waves([1, 2], { bake: '1h' });
    expect(waves.map(({ bake, clusters }) => [bake, ...names(clusters)])).toEqual([
      ['1h', 'edge-1'],
      ['1h', 'edge-2', 'edge-3'],
      ['1h', 'edge-4'],
    ]);
    expect(edge.waves([4], {}).map(({ clusters }) => clusters.length)).toEqual([4]);
    expect(edge.waves([9], {}).map(({ clusters }) => clusters.length)).toEqual([4]);
  });

  it('stands wherever clusters are named', () => {
    const found = diagnose((app) => {
      const { mesh, edge } = fleet(app);
      const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: edge });
      const runsIn = edge.except('edge-4');
      const cart = new Service(mesh, 'cart', { namespace: 'shop', ports: { http: 80 }, runsIn, callers: [web] });
      new TrafficPolicy(cart, 'slow', { in: edge.only('edge-3'), timeout: '9s' });
      new RolloutWaves(mesh, 'waves', { waves: edge.waves([1], { bake: '1h' }) });
    });
    expect(found).toEqual([]);
  });

  it.each([
    ['nothing', {}],
    ['null', null],
    ['a list', [{}]],
  ])('of %s is a diagnostic', (_, clusters) => {
    const found = diagnose((app) => clusterGroup(new Mesh(app, 'shop'), 'edge', {} as never, clusters as never));
    expect(found.map(({ message }) => message)).toContain('shop/edge: a group of clusters has at least one cluster');
  });

  it('whose clusters lack something is told so', () => {
    const build = (app: MeshApp) =>
      clusterGroup(new Mesh(app, 'shop'), 'edge', null as never, { 'edge-1': null as never });
    expect(diagnose(build).map(({ code }) => code)).toContain('istio-version-unsupported');
  });

  it.each([
    ["Two clusters are called 'edge-1'.", { 'edge-5': {}, 'edge-1': {} }],
    ["Two constructs in Mesh 'shop' have the id 'edge'.", { 'edge-5': {} }],
  ])('cannot be there twice: %s', (message, clusters) => {
    const found = diagnose((app) => {
      const { mesh, edge } = fleet(app);
      const { region, network, istio } = edge[0].props;
      clusterGroup<object, string>(mesh, 'edge', { region, network, istio }, clusters as never);
    });
    expect(found.map((one) => one.message)).toEqual([message]);
  });
});
