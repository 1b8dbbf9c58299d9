/** A cookie in front of the weights: where it stands at which stage, and that no stage breaks anything. */
import { Canary, Cluster, IngressGateway, Mesh, MeshApp, Network, Route, Service } from 'meshwright';
import { compileForTest, expect as expectRequest } from 'meshwright/testing';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import type { Manifest } from '../../src/istio/manifest.ts';
import { canaryHash } from '../../src/schedule/canary-lane.ts';
import { diagnose } from '../support/diagnose.ts';
import { provable } from '../support/proof.ts';
import { judgeRollout, type Seen } from '../support/proof-rollout.ts';

const sticky = { cookie: 'seen', maxAge: '24h' } as const;

function shop(more: object = { sticky }, route: object = {}) {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop');
  const network = new Network(mesh, 'net');
  const east = new Cluster(mesh, 'east', { region: 'us-east-1', network, istio: '1.31' });
  const west = new Cluster(mesh, 'west', { region: 'us-west-2', network, istio: '1.31' });
  const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [east, west] });
  const pages = new Service(mesh, 'pages', {
    ...{ namespace: 'shop', ports: { http: 8080, 'tcp-feed': 9000 }, versions: ['v1', 'v2'], stable: 'v1' },
    ...{ runsIn: [east, west], callers: [web] },
  });
  new Route(pages, 'pages', {
    on: [web],
    match: { path: { prefix: '/' } },
    headers: { response: { remove: ['server'] } },
    ...route,
  });
  new Canary(pages, 'pages-v2', {
    ...{ from: 'v1', to: 'v2', ...more },
    waves: [
      { clusters: [east], weights: [10, 50, 100], bake: '1h' },
      { clusters: [west], weights: [100], bake: '1h' },
    ],
  });
  return { app, web, pages };
}

const { app, web } = shop();
const compiled = compileForTest(app);
const at = (stage: string) => ({ 'shop/pages-v2': stage });

interface Routed {
  readonly http: readonly {
    readonly match?: readonly { readonly headers?: object }[];
    readonly route: readonly object[];
  }[];
  readonly tcp: readonly object[];
}

function routesAt(stage: string, cluster = 'east', kind: 'web' | 'pages' = 'web'): Routed {
  const found = compiled
    .manifests(cluster, at(stage))
    .find(({ kind: what, metadata }: Manifest) => what === 'VirtualService' && metadata.name.startsWith(kind));
  return found?.spec as unknown as Routed;
}

describe('a canary that keeps callers by a cookie', () => {
  const cookie = { regex: '(.*;[ ]*)?seen=pages-v2(;.*)?' };
  const to = (subset: string) => ({ host: 'pages.shop.svc.cluster.local', subset, port: { number: 8080 } });

  it('puts a route for the cookie in front of the weights, and sets it on answers of the new version', () => {
    const headers = { response: { remove: ['server'] } };
    expect(routesAt('shift-1-1').http).toEqual([
      { match: [{ uri: { prefix: '/' }, headers: { cookie } }], route: [{ destination: to('v2') }], headers },
      {
        match: [{ uri: { prefix: '/' } }],
        route: [
          { destination: to('v1'), weight: 90 },
          {
            destination: to('v2'),
            weight: 10,
            headers: {
              response: {
                add: { 'set-cookie': 'seen=pages-v2; Max-Age=86400; Path=/; HttpOnly; SameSite=Lax' },
              },
            },
          },
        ],
        headers,
      },
    ]);
  });

  it('has no cookie where nothing is shared out, nor for bytes, and leaves nothing behind', () => {
    for (const [stage, cluster] of [
      ['start', 'east'],
      ['shift-1-1', 'west'],
      ['shift-1-3', 'east'],
      ['rolled-back', 'east'],
    ]) {
      const text = JSON.stringify(routesAt(stage as string, cluster));
      expect(text).not.toContain('cookie');
    }
    expect(JSON.stringify(routesAt('shift-1-2', 'east', 'pages').tcp)).not.toContain('cookie');
    const plain = compileForTest(shop({}).app);
    expect(compiled.manifests('east', at('shift-2-1'))).toEqual(plain.manifests('east', at('shift-2-1')));
    expect(compiled.manifests('east', at('rolled-back'))).toEqual(plain.manifests('east', at('rolled-back')));
  });

  it('keeps those who have it with the new version, and nobody else', () => {
    const ask = (headers: Readonly<Record<string, string>>) =>
      compiled.at(at('shift-1-1')).request({ from: web, in: 'east', path: '/', headers });
    expectRequest(ask({ cookie: 'a=b; seen=pages-v2; c=d' })).toReach({ 'pages/v2': 100 });
    expectRequest(ask({ cookie: 'seen=pages-v1' })).toReach({ 'pages/v1': 90, 'pages/v2': 10 });
    expectRequest(ask({})).toReach({ 'pages/v1': 90, 'pages/v2': 10 });
  });

  it.each([
    {},
    { pinToCluster: true },
    { cohort: { headers: { tester: 'present' } } },
    { mirror: { percent: 10, bake: '1h' } },
  ])('is proved at every stage and on every way back (%j)', (more) => {
    const seen: Seen = { transitions: 0, safe: 0, wrong: [], uncounted: [] };
    for (const mesh of provable(compile(shop({ sticky, ...more }).app, { root: process.cwd() })))
      for (const canary of mesh.bundle.canaries) judgeRollout(mesh, canary, seen);
    expect(seen.transitions).toBeGreaterThan(4);
    expect(seen).toMatchObject({ safe: seen.transitions, wrong: [], uncounted: [] });
  });

  it('is another rollout with another cookie, and the same as before without one', () => {
    const hashOf = (more: object) => {
      const [mesh] = compile(shop(more).app, { root: process.cwd() }).meshes;
      return canaryHash(mesh!.snapshot.canaries[0]!.spec);
    };
    const hashes = [{}, { sticky }, { sticky: { ...sticky, maxAge: '1h' } }].map(hashOf);
    expect(new Set(hashes).size).toBe(3);
    expect(hashOf({ sticky: undefined })).toBe(hashes[0]);
  });
});

describe('a mistake in a sticky cookie', () => {
  const mistakes: readonly (readonly [more: object, message: string])[] = [
    [{ cookie: 'a b', maxAge: '1h' }, "names the cookie 'a b'"],
    [{ cookie: 'seen', maxAge: '1500ms' }, "lasts for '1500ms', which is no number of whole seconds"],
    [{ cookie: 'seen', maxAge: 'soon' }, "lasts for 'soon'"],
    [{ cookie: 'seen', maxAge: '1h', path: 'pages' }, "is for the path 'pages'"],
    [{ cookie: 'seen', maxAge: '1h', path: '/a;b' }, "is for the path '/a;b'"],
  ];

  it.each(mistakes)('%j', (cookie, message) => {
    const { diagnostics } = compile(shop({ sticky: cookie }).app, { root: process.cwd() });
    expect(diagnostics.map((one) => one.message)).toEqual([expect.stringContaining(message)]);
  });

  it('is a route that asks for a cookie as well', () => {
    const route = { match: { cookie: { name: 'group', value: { exact: 'beta' } } } };
    const { diagnostics } = compile(shop({ sticky }, route).app, { root: process.cwd() });
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['cohort-meets-route', expect.stringContaining('keeps callers by a cookie, and Route')],
    ]);
  });

  it('of any type is a diagnostic, never a throw', () => {
    for (const value of [
      null,
      1,
      'text',
      [],
      {},
      { cookie: 1 },
      { cookie: 'a', maxAge: 1 },
      { cookie: 'a', maxAge: '1h', path: 1 },
    ])
      expect(() => diagnose((one) => shopInto(one, value))).not.toThrow();
  });
});

function shopInto(app: MeshApp, sticky: unknown): void {
  const mesh = new Mesh(app, 'shop');
  const network = new Network(mesh, 'net');
  const east = new Cluster(mesh, 'east', { region: 'us-east-1', network, istio: '1.31' });
  const pages = new Service(mesh, 'pages', {
    ...{ namespace: 'shop', ports: { http: 80 }, versions: ['v1', 'v2'], stable: 'v1', runsIn: [east] },
  });
  const waves = [{ clusters: [east], weights: [50, 100], bake: '1h' }] as const;
  new Canary(pages, 'c', { from: 'v1', to: 'v2', waves, sticky: sticky as never });
}
