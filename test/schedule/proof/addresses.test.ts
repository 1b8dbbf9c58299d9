/** Proofs ask for connections to an address of every kind that routes tell apart. */
import { Cluster, Mesh, MeshApp, Network, Route, Service } from 'meshwright';
import { expect, it } from 'vitest';
import { compile } from '../../../src/compile.ts';
import { toldCounterExample } from '../../../src/report/counter-example.ts';
import { Prover } from '../../../src/schedule/proof/index.ts';
import { provable } from '../../support/proof.ts';
import { changesBetween } from '../../support/proof-case.ts';

function shop(versions: readonly ['v1', 'v2'] | readonly ['v1', 'v2', 'v3'], version: 'v2' | 'v3') {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop');
  const east = new Cluster(mesh, 'east', { region: 'east-1', network: new Network(mesh, 'net'), istio: '1.31' });
  const batch = new Service(mesh, 'batch', { namespace: 'shop', ports: {}, runsIn: [east] });
  const db = new Service<string, string>(mesh, 'db', {
    ...{ namespace: 'shop', ports: { tcp: 5432 }, versions, stable: 'v1', runsIn: [east], callers: [batch] },
  });
  new Route(db, 'replicas', { match: { destinationSubnets: ['10.1.0.0/16'] }, to: { [version]: 100 } });
  const [made] = provable(compile(app, { root: process.cwd(), checks: false }));
  return made!;
}

it('a route for some addresses that loses its subset is told by one of them', () => {
  const [before, after] = [shop(['v1', 'v2', 'v3'], 'v3'), shop(['v1', 'v2'], 'v2')];
  const prover = new Prover({ facts: before.facts, applied: before.applied });
  const { verdict, counterExamples, undecided } = prover.prove(changesBetween(before.applied, after.applied));
  expect({ verdict, undecided }).toEqual({ verdict: 'unsafe', undecided: [] });
  expect(counterExamples.map(({ request }) => request.address)).toEqual(counterExamples.map(() => '10.1.0.0'));
  expect(toldCounterExample(counterExamples[0]!).request).toContain('(at 10.1.0.0)');
});

it('a route for some addresses that stays as it is holds nothing up', () => {
  const [before, after] = [shop(['v1', 'v2'], 'v2'), shop(['v1', 'v2', 'v3'], 'v2')];
  const prover = new Prover({ facts: before.facts, applied: before.applied });
  const { verdict, undecided } = prover.prove(changesBetween(before.applied, after.applied));
  expect({ verdict, undecided }).toEqual({ verdict: 'safe', undecided: [] });
});
