/** A canary of two services: what is proved of it, and what no mixture of its objects may do. */
import { describe, expect, it } from 'vitest';
import { identityOf, type Manifest } from '../../../src/istio/manifest.ts';
import { type ChangedObject, changesThrough, Prover, proveStages } from '../../../src/schedule/proof/index.ts';
import { stagesOf } from '../../../src/schedule/stages.ts';
import { Simulation } from '../../../src/simulate/simulation.ts';
import { shopMesh } from '../../support/proof-mesh.ts';

const mesh = shopMesh({ together: true });
const { facts, applied, bundle, manifestOf } = mesh;
const canary = bundle.canaries[0]!;
const HOSTS = ['cart.shop.svc.cluster.local', 'catalog.catalog.svc.cluster.local'] as const;

function step(from: string, to: string): readonly ChangedObject[] {
  return changesThrough(bundle, manifestOf, [{ [canary.id]: from }, { [canary.id]: to }]);
}

/** Where requests from frontend go: the versions of a host with their shares, those of testers, and who gets copies. */
function mix(choice: readonly (readonly [ChangedObject, Manifest | undefined])[], host: string): string {
  const objects = new Map([...applied].map(([cluster, own]) => [cluster, new Map(own)]));
  for (const [{ cluster, id }, manifest] of choice) if (manifest) objects.get(cluster)?.set(id, manifest);
  const manifests = new Map([...objects].map(([cluster, own]) => [cluster, [...own.values()]]));
  const simulation = new Simulation({ facts, manifests });
  const from = { kind: 'workload', cluster: 'us-east', namespace: 'shop', labels: { app: 'frontend' } } as const;
  const told = [{}, { tester: 'yes' }].map((headers) => {
    const { destinations, mirrors } = simulation.run({ from, to: host, port: 8080, method: 'GET', path: '/', headers });
    return [destinations, mirrors].map((all) => all.map(({ subset, weight }) => `${subset} ${weight}`).join(', '));
  });
  return JSON.stringify(told);
}

describe('a canary of two services', () => {
  it.each([false, true])('is proved step by step and back (subsets of its own: %s)', (pinned) => {
    const own = shopMesh({ together: true, pinned });
    const prover = new Prover({ facts: own.facts, applied: own.applied });
    const steps = [...proveStages({ mesh: own.bundle, manifestOf: own.manifestOf, prover })];
    expect(steps.flatMap(({ from, to, proved }) => (proved.verdict === 'safe' ? [] : [`${from} → ${to}`]))).toEqual([]);
    expect(steps.filter(({ to }) => to === 'rolled-back').length).toBeGreaterThan(4);
    expect(steps.every(({ proved }) => proved.counts.requests > 0)).toBe(true);
  });

  it('changes both of them with every step in a cluster that calls both', () => {
    const keys = ['start', ...stagesOf(canary).map(({ key }) => key)];
    const kinds = keys.slice(1).map((key, i) => [key, [...new Set(step(keys[i]!, key).map(({ id }) => id))].sort()]);
    const both = ['catalog/catalog', 'shop/cart'].map((name) => `networking.istio.io/VirtualService/${name}`);
    // From the second wave's clusters, frontend being in the first alone, only catalog is called.
    expect(Object.fromEntries(kinds)).toEqual({
      'mirror-1': both,
      'mirror-2': [both[0]],
      'cohort-1': both,
      'cohort-2': [both[0]],
      'shift-1-1': both,
      'shift-1-2': both,
      'shift-2-1': [both[0]],
    });
  });

  it('leaves each of them at one end of a step in every mixture, never at a third mix', () => {
    const keys = ['start', ...stagesOf(canary).map(({ key }) => key)];
    let seen = 0;
    for (const [from, to] of keys.slice(1).map((key, i) => [keys[i]!, key] as const)) {
      const changes = step(from, to);
      const at = (pick: (index: number) => number) =>
        changes.map((change, i) => [change, change.versions[pick(i)]] as const);
      for (const host of HOSTS) {
        const ends = [
          mix(
            at(() => 0),
            host,
          ),
          mix(
            at(() => 1),
            host,
          ),
        ];
        for (let bits = 0; bits < 2 ** changes.length; bits += 1, seen += 1)
          expect(ends).toContain(
            mix(
              at((i) => (bits >> i) & 1),
              host,
            ),
          );
      }
    }
    expect(seen).toBeGreaterThan(40);
  });

  it('is unsafe where one of the two is, and the proof says which', () => {
    const [rule, ...others] = rulesOf(HOSTS[1]);
    const withoutNew = {
      ...rule!,
      spec: { ...rule!.spec, subsets: subsetsOf(rule!).filter(({ name }) => name !== 'v2') },
    };
    const late: ChangedObject = { cluster: 'us-east', id: identityOf(withoutNew), versions: [withoutNew, rule] };
    const before = new Map(applied);
    before.set('us-east', new Map([...applied.get('us-east')!, [late.id, withoutNew]]));
    const changes = [...step('start', 'shift-1-1'), late];
    const { verdict, counterExamples } = new Prover({ facts, applied: before }).prove(changes);
    expect({ others, verdict }).toEqual({ others: [], verdict: 'unsafe' });
    expect([...new Set(counterExamples.map(({ probe }) => probe.to))]).toEqual([HOSTS[1]]);
  });
});

function rulesOf(host: string): readonly Manifest[] {
  return [...applied.get('us-east')!.values()].filter(
    ({ kind, spec }) => kind === 'DestinationRule' && spec?.host === host,
  );
}

function subsetsOf({ spec }: Manifest): readonly { readonly name: string }[] {
  return spec?.subsets as readonly { readonly name: string }[];
}
