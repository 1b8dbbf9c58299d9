/** What a cluster that is given up still gets, and what the compiler refuses about it. */
import { ApiObject } from 'cdk8s';
import {
  AccessPolicy,
  Canary,
  Cluster,
  istio,
  Mesh,
  MeshApp,
  MutualTls,
  Network,
  RolloutWaves,
  Service,
} from 'meshwright';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { yard } from '../support/yard.ts';

const root = process.cwd();
const inWest = (app: MeshApp) => {
  const { meshes, diagnostics } = compile(app, { root });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return meshes[0]!.files
    .filter(({ cluster }) => cluster === 'west')
    .map(({ manifest: { kind, metadata } }) => `${kind} ${metadata.name}`)
    .sort();
};

interface Knobs {
  readonly decommission: unknown;
  readonly more?: (made: { mesh: Mesh; east: Cluster; west: Cluster; api: Service<'v1' | 'v2', 'http'> }) => void;
}

function mesh({ decommission, more }: Knobs): MeshApp {
  const app = new MeshApp();
  const own = new Mesh(app, 'yard');
  const network = new Network(own, 'net');
  const east = new Cluster(own, 'east', { region: 'a', network, istio: '1.31' });
  const west = new Cluster(own, 'west', {
    region: 'b',
    network,
    istio: '1.31',
    ...(decommission !== undefined && { decommission: decommission as 'close' }),
  });
  const api = new Service(own, 'api', {
    namespace: 'yard',
    serviceAccount: 'api',
    ports: { http: 80 },
    versions: ['v1', 'v2'],
    stable: 'v1',
    runsIn: [east],
  });
  new MutualTls(own, 'strict', { mode: 'STRICT' });
  more?.({ mesh: own, east, west, api });
  return app;
}

describe('a cluster that is given up', () => {
  it('is judged like any other, and nothing is found', () => {
    for (const old of ['idle', 'close', 'empty'] as const)
      expect(compile(yard(old), { root }).diagnostics.map(({ code }) => code)).toEqual([]);
  });

  it.each([
    [undefined, true],
    ['close', false],
    ['empty', false],
  ])('with decommission: %j has its routes: %j', (decommission, routes) => {
    expect(inWest(mesh({ decommission })).includes('VirtualService api')).toBe(routes);
  });

  it('has nothing where it is to be empty', () => {
    const more: Knobs['more'] = ({ west }) =>
      void new ApiObject(west, 'map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'x' } });
    expect(inWest(mesh({ decommission: 'empty', more }))).toEqual([]);
  });

  it('keeps what closes it, and what its author has put there', () => {
    const more: Knobs['more'] = ({ mesh: own, west }) => {
      new AccessPolicy(own, 'no-deletes', { deny: [{ from: 'anyone', paths: ['/admin'] }] });
      new ApiObject(west, 'ns', {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'x', labels: { 'istio-injection': 'enabled' } },
      });
      new istio.ServiceEntry(west, 'pay', {
        metadata: { name: 'pay', namespace: 'x' },
        spec: { hosts: ['pay.example'], ports: [{ number: 443, name: 'https', protocol: 'HTTPS' }], resolution: 'DNS' },
      });
    };
    const kept = inWest(mesh({ decommission: 'close', more }));
    expect(kept).toEqual(
      expect.arrayContaining([
        'AuthorizationPolicy default.mesh.deny',
        'Namespace x',
        'PeerAuthentication default',
        'ServiceEntry pay',
      ]),
    );
    expect(kept.filter((name) => /^(VirtualService|DestinationRule|Gateway) /.test(name))).toEqual([]);
  });

  it('may stand in waves of changes', () => {
    const more: Knobs['more'] = ({ mesh: own, east, west }) =>
      void new RolloutWaves(own, 'waves', {
        waves: [
          { clusters: [west], bake: '1m' },
          { clusters: [east], bake: '0s' },
        ],
      });
    expect(inWest(mesh({ decommission: 'close', more }))).toEqual(['PeerAuthentication default']);
  });
});

it.each([true, false, 'yes', null, {}, 7])('decommission: %j is no way to give a cluster up', (decommission) => {
  const { diagnostics } = compile(mesh({ decommission }), { root, checks: false });
  expect(diagnostics.map(({ code }) => code)).toContain('invalid-setting');
});

describe('is refused', () => {
  const said = (knobs: Knobs) =>
    compile(mesh(knobs), { root, checks: false })
      .diagnostics.filter(({ code }) => code === 'cluster-still-in-use')
      .map(({ message }) => message);

  it.each([
    [
      'while a canary moves requests from it',
      ({ api, west }) =>
        void new Canary(api, 'v2', { from: 'v1', to: 'v2', waves: [{ clusters: [west], weights: [100], bake: '1m' }] }),
      'these canaries move requests from it: yard/v2',
    ],
    [
      'while a service runs there',
      ({ mesh: own, west }) => void new Service(own, 'old', { namespace: 'yard', ports: { http: 80 }, runsIn: [west] }),
      'it runs yard/old',
    ],
    [
      'while its istiod serves another',
      ({ mesh: own, west }) => {
        const network = new Network(own, 'far');
        new Cluster(own, 'remote', { region: 'c', network, istio: '1.31', controlPlane: west });
      },
      'its istiod serves remote',
    ],
    [
      'with all the others',
      ({ east }) => void Object.assign(east.props, { decommission: 'close' }),
      'All clusters of the mesh are to be decommissioned',
    ],
  ] as readonly (readonly [string, NonNullable<Knobs['more']>, string])[])('%s', (_, more, words) => {
    expect(said({ decommission: 'close', more }).join('\n')).toContain(words);
  });
});
