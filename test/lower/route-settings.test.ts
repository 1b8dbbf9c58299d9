import { Cluster, Mesh, MeshApp, Network, Route, Service, TrafficPolicy } from 'meshwright';
import { expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { lower } from '../../src/lower/lower.ts';
import type { HeadersOptions } from '../../src/policies/headers.ts';

const ROWS: readonly (readonly [HeadersOptions, object | undefined])[] = [
  [{ request: { set: { Host: 'a' } } }, undefined],
  [{ request: { set: { ':authority': 'a', 'x-b': 'c' } } }, { request: { set: { 'x-b': 'c' } } }],
  [{ request: { add: { host: 'a' }, remove: ['x-d'] } }, { request: { remove: ['x-d'] } }],
  [{ request: { set: { host: 'a' } }, response: { remove: ['e'] } }, { response: { remove: ['e'] } }],
  [{ request: { set: { 'x-b': 'c' } } }, { request: { set: { 'x-b': 'c' } } }],
];

it.each(ROWS)('the authority of %j gives way to that of a rewrite', (headers, left) => {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'm');
  const one = new Cluster(mesh, 'one', { region: 'r', network: new Network(mesh, 'n'), istio: '1.31' });
  const stock = new Service(mesh, 'stock', { namespace: 'shop', ports: { http: 80 }, runsIn: [one] });
  new TrafficPolicy(mesh, 'marks', { timeout: '1s', headers });
  new Route(stock, 'inner', { match: { path: { prefix: '/in' } }, rewrite: { authority: 'inner.example' } });
  const { diagnostics, meshes } = compile(app, { root: process.cwd() });
  expect(diagnostics).toEqual([]);
  const found = lower(meshes[0]!.snapshot).objects.find(({ manifest }) => manifest.kind === 'VirtualService');
  const { http } = found!.manifest.spec as { http: readonly Record<string, unknown>[] };
  expect(http.map((route) => [route.timeout, route.headers !== undefined])).toEqual([
    ['1s', left !== undefined],
    ['1s', true],
  ]);
  expect(http[0]?.headers).toEqual(left);
});
