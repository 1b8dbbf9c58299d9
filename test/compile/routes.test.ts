/** A mesh that says every field of a route, file by file, and what its proxies then do. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compileForTest, expect as expectRequest } from 'meshwright/testing';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/istio/manifest.ts';
import { app, robot, site, stock, web } from '../golden/routes/mesh.ts';

const FOLDER = join(import.meta.dirname, '../golden/routes');
const compiled = compileForTest(app);
const files = [...compiled.files].filter(([path]) => path.endsWith('.yaml'));

describe('the golden mesh of routes', () => {
  it('is right', () => {
    expect(compiled.diagnostics).toEqual([]);
  });

  it.each(files)('%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(FOLDER, path));
  });

  it('has no other files', () => {
    const stored = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
    expect(stored.sort()).toEqual(files.map(([path]) => path).sort());
  });
});

describe('at the front door', () => {
  const ask = (path: string, more: object = {}) =>
    compiled.request({ from: web, to: 'shop.example', port: 443, path, ...more });

  it('answers by itself', () => {
    expectRequest(ask('/pixel')).toBeAnswered(200);
    expectRequest(ask('/robots.txt')).toBeAnswered(200);
    expectRequest(ask('/partner')).toBeAnswered(301);
    expectRequest(ask('/boutique/hats')).toBeAnswered(308);
    expectRequest(ask('/pixel', { port: 80 })).toBeAnswered(301);
  });

  it('lets the pages in, and the API on its own host', () => {
    expectRequest(ask('/')).toReach({ site: 100 });
    const api = { to: 'api.shop.example' };
    expectRequest(ask('/stock/hats', api)).toReach({ 'stock/v1': 100 });
    expectRequest(ask('/stock/hats', { ...api, method: 'POST' })).toFail('NR');
  });
});

describe('in the mesh', () => {
  const ask = (more: object = {}) => compiled.request({ from: site, to: stock, port: 'http', ...more });

  it('knows testers by a cookie or their name', () => {
    expectRequest(ask()).toReach({ v1: 100 });
    expectRequest(ask({ headers: { cookie: 'a=b; group=beta' } })).toReach({ v2: 90, v3: 10 });
    expectRequest(ask({ headers: { cookie: 'group=beta', 'x-robot': '1' } })).toReach({ v1: 100 });
    expectRequest(ask({ headers: { 'end-user': 'jason' } })).toReach({ v2: 90, v3: 10 });
    expectRequest(ask({ headers: { 'end-user': 'jason', 'x-env': 'prod-eu' } })).toReach({ v1: 100 });
  });

  it('has patience with the robot alone', () => {
    expectRequest(compiled.request({ from: robot, to: stock, port: 'http', path: '/?all' })).toTimeOutAfter('1m');
    expectRequest(compiled.request({ from: robot, to: stock, port: 'http', path: '/?all' })).toRetry(0);
    expectRequest(ask({ path: '/?all' })).toTimeOutAfter(undefined);
  });

  it('sends calls of gRPC to the port for them', () => {
    expectRequest(ask({ path: '/shop.v1.Stock/List' })).toReach({ v1: 100 });
    const { answers } = ask({ path: '/shop.v1.Stock/List' });
    expect(answers[0]?.outcome.destinations.map(({ port }) => port)).toEqual([9090]);
  });

  it('sends one method of gRPC elsewhere', () => {
    const grpc = { from: site, to: stock, port: 'grpc', method: 'POST' } as const;
    expectRequest(compiled.request({ ...grpc, path: '/shop.v1.Stock/Count' })).toReach({ v2: 100 });
    expectRequest(compiled.request({ ...grpc, path: '/shop.v1.Stock/List' })).toReach({ v1: 100 });
  });
});

interface Copying {
  readonly http: readonly {
    readonly mirrors?: readonly { readonly destination: { readonly subset: string }; readonly percentage: object }[];
  }[];
}

it('copies of a canary come on top of those of a route', () => {
  const copies = (manifests: readonly Manifest[]) =>
    manifests
      .filter(({ kind, metadata }) => kind === 'VirtualService' && metadata.name === 'stock')
      .flatMap(({ spec }) => (spec as unknown as Copying).http)
      .map(({ mirrors = [] }) => mirrors.map(({ destination, percentage }) => [destination.subset, percentage]));
  expect(copies(compiled.manifests('east'))).toContainEqual([['v3', { value: 5 }]]);
  expect(copies(compiled.manifests('east', { 'shop/stock-v2': 'mirror-1' }))).toContainEqual([
    ['v3', { value: 5 }],
    ['v2', { value: 20 }],
  ]);
});
