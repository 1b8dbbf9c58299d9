/** A small mesh of each topology: what it compiles to, where requests go on the way, and that the way is safe. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compileForTest, expect as expectMesh } from 'meshwright/testing';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import * as external from '../golden/topologies/external.ts';
import * as mixed from '../golden/topologies/mixed.ts';
import * as multiPrimary from '../golden/topologies/multi-primary.ts';
import * as primaryRemote from '../golden/topologies/primary-remote.ts';
import { provable } from '../support/proof.ts';
import { judgeRollout, type Seen } from '../support/proof-rollout.ts';

const FOLDER = join(import.meta.dirname, '../golden/topologies');
const meshes = { external, mixed, 'multi-primary': multiPrimary, 'primary-remote': primaryRemote };

describe.each(Object.entries(meshes))('%s', (name, { app }) => {
  const compiled = compileForTest(app);
  const files = [...compiled.files].filter(([path]) => path.endsWith('.yaml'));

  it('is right', () => {
    expect(compiled.diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual([]);
  });

  it.each(files)('%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(FOLDER, path));
  });

  it('has no other files', () => {
    const stored = readdirSync(join(FOLDER, name), { recursive: true, encoding: 'utf8' });
    const yaml = stored.filter((path) => path.endsWith('.yaml')).map((path) => `${name}/${path}`);
    expect(yaml.sort()).toEqual(files.map(([path]) => path).sort());
  });

  it('is rolled out safely, step by step and back', () => {
    const seen: Seen = { transitions: 0, safe: 0, wrong: [], uncounted: [] };
    for (const mesh of provable(compile(app, { root: process.cwd() })))
      for (const canary of mesh.bundle.canaries) judgeRollout(mesh, canary, seen);
    expect(seen.wrong).toEqual([]);
    expect(seen.safe).toBe(seen.transitions);
    expect(seen.transitions).toBeGreaterThan(5);
  });
});

describe('callers in clusters of one control plane', () => {
  const { app, cart, front, edge, hub } = primaryRemote;
  const mesh = compileForTest(app);
  const from = (cluster: { readonly node: { readonly id: string } }) => ({
    from: front,
    to: cart,
    in: cluster.node.id,
  });

  it('have each their own patience', () => {
    expectMesh(mesh.request(from(hub))).toTimeOutAfter('2s');
    expectMesh(mesh.request(from(edge))).toTimeOutAfter('5s');
  });

  it.each([
    ['shift-1-1', { v1: 90, v2: 10 }, { v1: 100 }],
    ['shift-2-1', { v2: 100 }, { v1: 90, v2: 10 }],
    ['shift-2-2', { v2: 100 }, { v2: 100 }],
  ])('move each in their wave: %s', (stage, atTheEdge, inTheHub) => {
    const at = mesh.at({ 'primary-remote/cart-v2': stage });
    expectMesh(at.request(from(edge))).toReach(atTheEdge);
    expectMesh(at.request(from(hub))).toReach(inTheHub);
  });

  it('are told by the policy of the one folder who may call', () => {
    expectMesh(mesh.request({ ...from(edge), from: { namespace: 'shop', serviceAccount: 'other' } })).toBeDenied();
    expectMesh(mesh.request({ ...from(edge), from: { namespace: 'shop', proxy: 'none' } })).toFail();
  });
});

describe('one control plane of a mixed fleet', () => {
  const { app, cart, front, web } = mixed;
  const mesh = compileForTest(app);

  it('lets its remote on another network wait longer, and reach what runs elsewhere', () => {
    expectMesh(mesh.request({ from: front, to: cart, in: 'ap-south' })).toTimeOutAfter('6s');
    expectMesh(mesh.request({ from: front, to: cart, in: ['us-east', 'us-west', 'eu-west'] })).toTimeOutAfter('2s');
    expectMesh(mesh.request({ from: front, to: cart, headers: { tester: 'yes' } })).toReach({ v2: 100 });
    expectMesh(mesh.request({ from: web })).not.toFail();
  });

  it('moves Asia first', () => {
    const at = mesh.at({ 'mixed/cart-v2': 'shift-1-1' });
    expectMesh(at.request({ from: front, to: cart, in: 'ap-south' })).toReach({ v1: 90, v2: 10 });
    expectMesh(at.request({ from: front, to: cart, in: ['us-east', 'us-west', 'eu-west'] })).toReach({ v1: 100 });
  });
});

describe('an external control plane', () => {
  const { app, front, stock, web } = external;
  const mesh = compileForTest(app);

  it('serves both clusters from one folder', () => {
    expectMesh(mesh.request({ from: web })).toReach({ front: 100 });
    expectMesh(mesh.request({ from: front, to: stock })).toReachClusters({ depot: 100 });
    expectMesh(mesh.request({ from: front, to: stock, method: 'POST' })).toBeDenied();
  });
});

describe('two primaries of one network', () => {
  const { app, cart, front } = multiPrimary;
  const mesh = compileForTest(app);

  it('reach one another without a gateway', () => {
    expectMesh(mesh.request({ from: front, to: cart })).toReachClusters({ north: 50, south: 50 });
    expectMesh(mesh.request({ from: front, to: cart, in: 'south' })).toTimeOutAfter('5s');
  });
});
