/** Istio replaces blocks of a subset and of a port whole: what a wider policy sets has to be repeated there. */
import fc from 'fast-check';
import { Cluster, Mesh, MeshApp, Network, Service, TrafficPolicy } from 'meshwright';
import { describe, expect, it } from 'vitest';
import type { TrafficPolicy as Block, PortTrafficPolicy } from '../../src/istio/generated/types/index.ts';
import { lower } from '../../src/lower/lower.ts';
import { freeze } from '../../src/model/snapshot.ts';
import { placeOf, policyOf, rivalsOf, type SettingName, settingNames } from '../../src/policies/settings.ts';
import { settingArbitrary } from '../support/random/settings.ts';
import { effort } from '../support/random-mesh.ts';

interface Spec {
  readonly trafficPolicy?: Block;
  readonly subsets: readonly { readonly name: string; readonly trafficPolicy?: Block }[];
}

const inRule = settingNames.filter((name) => placeOf(name) !== 'routes');

/** The rule of a service for which the mesh sets one thing, and policies of v2 and of the port 'grpc' another. */
function ruleOf(wide: SettingName, value: unknown, narrow: SettingName): Spec {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'm', { trustDomain: 'm.example' });
  const one = new Cluster(mesh, 'one', { region: 'r', network: new Network(mesh, 'n'), istio: '1.31' });
  const stock = new Service(mesh, 'stock', {
    ...{ namespace: 'shop', ports: { tcp: 80, grpc: 90 }, versions: ['v1', 'v2'], stable: 'v1', runsIn: [one] },
  });
  const other = policyOf(narrow).example;
  new TrafficPolicy(mesh, 'wide', { [wide]: value });
  new TrafficPolicy(stock, 'version', { version: 'v2', [narrow]: other });
  if (placeOf(narrow) === 'port') new TrafficPolicy(stock, 'port', { port: 'grpc', [narrow]: other });
  const { snapshot, diagnostics } = freeze(app, process.cwd());
  expect(diagnostics).toEqual([]);
  const found = snapshot.meshes
    .flatMap((frozen) => lower(frozen).objects)
    .find(({ manifest }) => manifest.kind === 'DestinationRule');
  return found?.manifest.spec as unknown as Spec;
}

describe.each(inRule)('%s of the mesh', (wide) => {
  const policy = policyOf(wide);
  const lifted = (block: Block | PortTrafficPolicy | undefined) => {
    const found = policy.lift({ trafficPolicy: (block ?? {}) as Block });
    return wide === 'outlierDetection' ? { ...(found as object) } : found;
  };
  const narrows = inRule.filter((name) => name !== wide && !rivalsOf(wide).some((rival) => rival.name === name));

  it.each(narrows)('stands in the blocks of a version and of a port that set %s', (narrow) => {
    fc.assert(
      fc.property(settingArbitrary(wide), (value) => {
        const { trafficPolicy, subsets } = ruleOf(wide, value, narrow);
        const normal = policy.normalise(value);
        const expected = [normal, { maxEjectionPercent: 100, ...(normal as object) }];
        const [v1, v2] = subsets;
        expect(expected).toContainEqual(lifted(trafficPolicy));
        expect(expected).toContainEqual(lifted(v2?.trafficPolicy));
        // A tunnel is the one thing that a subset does not take over from its host.
        if (wide === 'tunnel') expect(lifted(v1?.trafficPolicy)).toEqual(normal);
        else if (narrow !== 'tunnel') expect(v1?.trafficPolicy).toBeUndefined();
        for (const port of [trafficPolicy, v2?.trafficPolicy].flatMap((block) => block?.portLevelSettings ?? [])) {
          if (placeOf(wide) === 'port') expect(expected).toContainEqual(lifted(port));
          else expect(lifted(port)).toBeUndefined();
          expect(policyOf(narrow).lift({ trafficPolicy: port as Block })).toBeDefined();
        }
        expect(trafficPolicy?.portLevelSettings?.length ?? 0).toBe(placeOf(narrow) === 'port' ? 1 : 0);
      }),
      effort(3),
    );
  });
});

it('a port with settings of its routes alone has no block of its own', () => {
  const { trafficPolicy } = ruleOf('loadBalancer', 'RANDOM', 'retryBudget');
  expect(trafficPolicy).toEqual({ loadBalancer: { simple: 'RANDOM' } });
});
