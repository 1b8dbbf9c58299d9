/**
 * Istio's own code is asked the same questions as Meshwright: whether objects are let in, and where requests go. What
 * may differ is listed in docs/istio-facts.md.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { app } from '../../meshes/bookinfo.ts';
import { app as egress } from '../golden/egress/mesh.ts';
import { app as external } from '../golden/external/mesh.ts';
import { app as gateways } from '../golden/gateways/mesh.ts';
import { app as proxies } from '../golden/proxies/mesh.ts';
import { RouteAgreement } from './istio-oracle/agree-on-routes.ts';
import { agreeOnObjects } from './istio-oracle/agreement.ts';
import { validate } from './istio-oracle/answers.ts';
import { structureDifference } from './istio-oracle/compare.ts';
import { compiledWorlds, connectionWorlds, randomMeshWorlds, worldsBeyond } from './istio-oracle/compiled-worlds.ts';
import { kinds, objectsIn, objectsOf, withMutations } from './istio-oracle/corpus.ts';
import { Dice } from './istio-oracle/dice.ts';
import { buildOracle, Oracle, whyNoOracle } from './istio-oracle/oracle.ts';
import { outsideRequests } from './istio-oracle/outside-requests.ts';
import type { World } from './istio-oracle/question.ts';
import { randomRequest, randomWorld } from './istio-oracle/random-world.ts';
import { requestOver } from './istio-oracle/requests.ts';

const SEED = 20_260_827;
const LONG = 20 * 60_000;
const shared = join(import.meta.dirname, '../../../shared/istio');
const missing = whyNoOracle();
if (missing !== undefined)
  console.warn(`Left out: Meshwright was not held against Istio's own code, since ${missing}.`);

describe.skipIf(missing !== undefined)("Istio's own code", { timeout: LONG }, () => {
  let oracle: Oracle;

  beforeAll(() => {
    oracle = new Oracle(buildOracle());
  }, LONG);
  afterAll(() => oracle?.stop());

  describe('lets in what Meshwright lets in', () => {
    it('of every kind, made from nothing but the CRDs', async () => {
      for (const [index, kind] of kinds.entries()) {
        const agreement = await agreeOnObjects(oracle, objectsOf(kind, 1500, SEED + index));
        expect(agreement.differences, kind).toEqual([]);
        const explained = Object.values(agreement.explained).reduce((sum, times) => sum + times, 0);
        expect(explained, kind).toBeLessThan(30);
        expect(agreement.verdicts.error, kind).toBeGreaterThan(50);
        expect(agreement.asked - agreement.verdicts.error, kind).toBeGreaterThan(150);
      }
    });

    it('of the example meshes and 500 random ones, as they are and changed at random', async () => {
      const worlds = [
        ...compiledWorlds(app),
        ...compiledWorlds(gateways),
        ...[external, egress, proxies].flatMap(compiledWorlds),
        ...worldsBeyond(30, SEED),
        ...connectionWorlds(60, SEED),
        ...randomMeshWorlds(500, SEED),
      ];
      expect(worlds.length).toBeGreaterThan(500);
      const objects = worlds.map(({ manifests }) => unique([...manifests.values()].flat()).filter(isIstio));
      const sound = await agreeOnObjects(oracle, objects.flat());
      expect(sound.differences).toEqual([]);
      expect(sound.verdicts.error).toBe(0);
      const changed = await agreeOnObjects(
        oracle,
        objects.flatMap((each, index) => withMutations(each, 2, SEED + index)),
      );
      expect(changed.differences).toEqual([]);
      expect(changed.verdicts.error).toBeGreaterThan(1000);
    });

    describe.skipIf(!existsSync(shared))('of other hands', () => {
      it.each(['verdicts', 'examples'])('%s, as they are and changed at random', async (folder) => {
        const objects = objectsIn(join(shared, folder));
        const agreement = await agreeOnObjects(oracle, withMutations(objects, 20, SEED));
        expect(agreement.differences).toEqual([]);
      });

      it.each(['1.29', '1.30', '1.31'] as const)('by the CRDs of %s', async (release) => {
        const path = join(shared, 'crds', `istio-${release}.yaml`);
        for (const [index, kind] of kinds.entries()) {
          // Without a spec it is the webhook that refuses most kinds; Meshwright says so at once.
          const objects = objectsOf(kind, 500, SEED + 100 + index).filter(
            ({ spec }) => typeof spec === 'object' && spec,
          );
          const judgements = await validate(oracle, objects, { [release]: path });
          const differences = judgements.flatMap((judgement, at) => {
            const found = structureDifference(judgement, objects[at], release);
            return found === undefined ? [] : [`${found}\n${JSON.stringify([objects[at], judgement])}`];
          });
          expect(differences, kind).toEqual([]);
        }
      });
    });
  });

  describe('sends requests where the simulator says', () => {
    it('over the example meshes and random ones', async () => {
      const agreement = new RouteAgreement();
      const worlds = [
        ...compiledWorlds(app),
        ...compiledWorlds(gateways),
        ...connectionWorlds(25, SEED),
        ...randomMeshWorlds(70, SEED),
      ];
      for (const [index, world] of worlds.entries()) {
        const dice = new Dice(SEED + index);
        await agreement.add(
          oracle,
          world,
          Array.from({ length: 80 }, () => requestOver(world, dice)),
        );
      }
      expect(agreement.differences).toEqual([]);
      expect(agreement.compared).toBeGreaterThan(5000);
      expect(agreement.byRule).toBeGreaterThan(1000);
    });

    it('over what leaves the mesh', async () => {
      const agreement = new RouteAgreement();
      for (const world of [...[external, egress, proxies].flatMap(compiledWorlds), ...worldsBeyond(30, SEED)])
        await agreement.add(oracle, world, outsideRequests(world));
      expect(agreement.differences).toEqual([]);
      expect(agreement.compared).toBeGreaterThan(2000);
      expect(agreement.byRule).toBeGreaterThan(500);
    });

    it('over objects by nobody in particular that get in each other’s way', async () => {
      const agreement = new RouteAgreement();
      for (let index = 0; index < 60; index += 1) {
        const dice = new Dice(SEED + index);
        const world: World = randomWorld(dice);
        await agreement.add(
          oracle,
          world,
          Array.from({ length: 40 }, () => randomRequest(dice, world)),
        );
      }
      expect(agreement.differences).toEqual([]);
      expect(agreement.compared).toBeGreaterThan(2000);
      expect(agreement.byRule).toBeGreaterThan(250);
    });
  });
});

function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function isIstio({ apiVersion }: { readonly apiVersion: string }): boolean {
  return apiVersion.includes('.istio.io/');
}
