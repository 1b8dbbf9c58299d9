/** What leaves the golden meshes leaves as it is meant to: policy tests as their authors would write them. */
import { compileForTest, expect as expectMesh } from 'meshwright/testing';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { AppliedObjects } from '../../src/deliver/applied.ts';
import { factsOf } from '../../src/istio/facts-of-inventory.ts';
import { identityOf } from '../../src/istio/manifest.ts';
import { Prover } from '../../src/schedule/proof/index.ts';
import * as bank from '../golden/egress/mesh.ts';
import * as travel from '../golden/external/mesh.ts';
import * as paper from '../golden/proxies/mesh.ts';

describe('the bank', () => {
  const { request } = compileForTest(bank.app);
  const { transfers, portal, clearing, rates, egress } = bank;

  it('calls the clearing house through the gate', () => {
    expectMesh(request({ from: transfers, to: clearing, method: 'POST' })).toLeaveThrough(egress);
    expectMesh(request({ from: transfers, to: clearing })).toUseMutualTls();
    expectMesh(request({ from: transfers, to: clearing })).toReach({ clearing: 100 });
  });

  it('has what is not for the clearing house answered at the gate', () => {
    expectMesh(request({ from: transfers, to: clearing, path: '/drafts/7' })).toBeAnswered(403);
  });

  it('lets TLS of its applications out by its name', () => {
    expectMesh(request({ from: transfers, to: rates })).toLeaveThrough(egress);
  });

  it('lets nobody else out to the clearing house', () => {
    expectMesh(request({ from: portal, to: clearing })).toFail('BlackHole');
    for (const namespace of ['bank', 'istio-egress'])
      expectMesh(request({ from: { namespace, serviceAccount: 'cron' }, to: clearing, in: 'west' })).toBeDenied();
    expectMesh(request({ from: { namespace: 'other' }, to: clearing })).toFail('BlackHole');
  });

  it('sees who goes past the gate', () => {
    const past = request({ from: { namespace: 'bank', proxy: 'none' }, to: clearing });
    expectMesh(past).not.toLeaveThrough(egress);
    expect(String(past)).toContain('leaves the mesh');
  });

  it('tells in the trace what the gate does', () => {
    expect(String(request({ from: transfers, to: clearing }))).toContain('and from there to api.clearing.example:80');
  });
});

describe('the agency', () => {
  const { request } = compileForTest(travel.app);
  const { booking, flights, payments, ledger, desk, stores, maps } = travel;

  it('calls the old release but for testers', () => {
    expectMesh(request({ from: booking, to: flights })).toReach({ v1: 100 });
    expectMesh(request({ from: booking, to: flights, headers: { 'x-tester': 'yes' } })).toReach({ v2: 100 });
  });

  it('waits for payments as long as it says', () => {
    expectMesh(request({ from: booking, to: payments, port: 'http' })).toTimeOutAfter('5s');
    expectMesh(request({ from: booking, to: payments, port: 'http' })).toRetry(3);
  });

  it('talks to the ledger over mutual TLS', () => {
    expectMesh(request({ from: booking, to: ledger })).toUseMutualTls();
  });

  it.each([
    ['desk', desk],
    ['stores', stores],
    ['maps', maps],
  ])('reaches %s', (_, to) => {
    expectMesh(request({ from: booking, to, in: 'east' })).not.toFail();
  });
});

describe('the newspaper', () => {
  const { request } = compileForTest(paper.app);
  const { front, articles, archive, weather } = paper;

  it('calls what it is declared to call, and nothing else', () => {
    expectMesh(request({ from: front, to: weather })).toReach({ weather: 100 });
    expectMesh(request({ from: front, to: archive })).toFail('BlackHole');
    expectMesh(request({ from: { namespace: 'content' }, to: weather })).toFail('BlackHole');
    expectMesh(request({ from: front, to: 'example.com' })).toFail('BlackHole');
  });

  it('finds the machines of its archive', () => {
    const asked = request({ from: { namespace: 'content' }, to: archive });
    expectMesh(asked).toReach({ archive: 100 });
    expectMesh(asked).toUseMutualTls();
  });

  it('says what is beyond it: ports of a sidecar’s own', () => {
    const said = String(request({ from: front, to: articles, port: 'http' }));
    expect(said).not.toContain('EnvoyFilter');
    expect(said).toContain('Sidecar content/articles changes the server');
  });
});

describe('a proof', () => {
  const [mesh] = compile(bank.app, { root: process.cwd() }).meshes;
  const objects = new AppliedObjects(mesh!.files, []);
  const prover = () =>
    new Prover({ facts: factsOf(mesh!.snapshot.inventory), applied: objects.applied, acknowledged: [] });

  it.each([
    ['the routes of the gate', 'VirtualService', 'bank--clearing'],
    ['the way to the gate', 'DestinationRule', 'egress'],
    ['the servers of the gate', 'Gateway', 'bank--clearing'],
    ['the policy of the gate', 'AuthorizationPolicy', 'egress'],
    ['what the gate knows', 'ServiceEntry', 'clearing'],
  ])('sees that %s must not go', (_, kind, name) => {
    const file = mesh!.files.find(({ manifest }) => manifest.kind === kind && manifest.metadata.name === name)!;
    const manifest = objects.asApplied(file.manifest);
    const change = { cluster: 'west', id: identityOf(manifest), versions: [manifest, undefined] };
    expect(prover().prove([change]).verdict).toBe('unsafe');
  });
});
