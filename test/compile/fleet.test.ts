/** Forty clusters in groups: what they compile to, where requests go while a canary moves, and that the way is safe. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compileForTest, expect as expectMesh } from 'meshwright/testing';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { app, core, orders, prices, storefront, stores, storesUs, till, web } from '../golden/fleet/mesh.ts';
import { provable } from '../support/proof.ts';
import { judgeRollout, type Seen } from '../support/proof-rollout.ts';

const FOLDER = join(import.meta.dirname, '../golden/fleet');
/** One of each kind; what the others have follows from them, and is in the table of all. */
const WHOLE = ['core-us-1', 'store-nyc', 'store-den', 'store-bsl', 'store-lux'];

const compiled = compile(app, { root: process.cwd() });
const files = new Map([
  ...compiled.beside,
  ...(compiled.meshes[0]?.files ?? []).map(({ path, text }) => [path, text] as const),
]);
const whole = [...files].filter(([path]) => WHOLE.some((cluster) => path.includes(`/${cluster}/`)));

describe('the files of the fleet', () => {
  it('are those of forty clusters, without a finding', () => {
    expect(compiled.diagnostics).toEqual([]);
    expect(compiled.meshes[0]?.snapshot.inventory.clusters).toHaveLength(40);
  });

  it.each(whole)('%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(FOLDER, path));
  });

  it('are shared by clusters, as the table of all says', async () => {
    await expect(tableOf(files)).toMatchFileSnapshot(join(FOLDER, 'retail/all.txt'));
  });

  it('have no others beside them', () => {
    const stored = readdirSync(join(FOLDER, 'retail'), { recursive: true, encoding: 'utf8' });
    const yaml = stored.filter((path) => path.endsWith('.yaml')).map((path) => `retail/${path}`);
    expect(yaml.sort()).toEqual(whole.map(([path]) => path).sort());
  });
});

describe('requests in the fleet', () => {
  const mesh = compileForTest(app);
  const inside = (clusters: readonly { readonly node: { readonly id: string } }[]) =>
    clusters.map(({ node }) => node.id);

  it('from outside reach the storefront in every cluster of the core', () => {
    expectMesh(mesh.request({ from: web, in: inside(core) })).toReach({ storefront: 100 });
  });

  it('wait as long as the way is', () => {
    const call = { from: till, to: orders, method: 'POST' } as const;
    expectMesh(mesh.request({ ...call, in: 'store-nyc' })).toTimeOutAfter('5s');
    expectMesh(mesh.request({ ...call, in: ['store-den', 'store-slc'] })).toTimeOutAfter('15s');
    expectMesh(mesh.request({ from: storefront, to: orders, method: 'POST', in: inside(core) })).toTimeOutAfter('2s');
  });

  it('of tills are let in whatever trust domain their store has, and nobody else is', () => {
    expectMesh(mesh.request({ from: till, to: orders, method: 'POST', in: inside(stores) })).not.toBeDenied();
    expectMesh(mesh.request({ from: till, to: orders, method: 'GET', in: 'store-den' })).toBeDenied();
    const stranger = { namespace: 'till', serviceAccount: 'printer' };
    expectMesh(mesh.request({ from: stranger, to: orders, method: 'POST', in: 'store-den' })).toBeDenied();
  });

  it('to hosts that nobody declared are refused, as the one MeshConfig says', () => {
    expectMesh(mesh.request({ from: till, to: 'printer.example.com', in: 'store-nyc' })).toFail();
  });

  it('move to the new prices store by store', () => {
    const first = mesh.at({ 'retail/prices-v2': 'shift-1-1' });
    const second = mesh.at({ 'retail/prices-v2': 'shift-2-2' });
    const from = { from: till, to: prices };
    expectMesh(first.request({ ...from, in: 'store-nyc' })).toReach({ v1: 90, v2: 10 });
    expectMesh(first.request({ ...from, in: inside(storesUs.except('store-nyc')) })).toReach({ v1: 100 });
    expectMesh(second.request({ ...from, in: inside(stores) })).toReach({ v2: 100 });
    expectMesh(second.request({ from: storefront, to: prices, in: inside(core) })).toReach({ v1: 100 });
  });
});

it('its rollout is safe, step by step and back', () => {
  const seen: Seen = { transitions: 0, safe: 0, wrong: [], uncounted: [] };
  for (const mesh of provable(compiled)) for (const canary of mesh.bundle.canaries) judgeRollout(mesh, canary, seen);
  expect(seen.wrong).toEqual([]);
  expect(seen.safe).toBe(seen.transitions);
  expect(seen.transitions).toBeGreaterThan(10);
});

/** For each file which clusters have the same text, their own names, networks and trust domains apart. */
function tableOf(all: ReadonlyMap<string, string>): string {
  const texts = new Map<string, Map<string, string[]>>();
  for (const [path, text] of all) {
    const [, , cluster = '', ...rest] = path.split('/');
    const file = `${path.includes('/helm/') ? 'helm' : 'clusters'}/<cluster>/${rest.join('/')}`;
    const same = texts.get(file) ?? new Map<string, string[]>();
    const own = text.replaceAll(cluster, '<cluster>');
    texts.set(file, same.set(own, [...(same.get(own) ?? []), cluster]));
  }
  const rows = [...texts].sort(([a], [b]) => (a < b ? -1 : 1));
  return rows
    .map(
      ([file, same]) =>
        `${file}\n${[...same.values()]
          .map((clusters) => `  ${clusters.sort().join(' ')}\n`)
          .sort()
          .join('')}`,
    )
    .join('');
}
