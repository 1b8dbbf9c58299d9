import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compile } from '../../src/compile.ts';
import { fileText } from '../../src/emit/file.ts';
import type { CanarySpec, RouteVariant } from '../../src/model/specs.ts';
import { stageLookup } from '../../src/schedule/desired.ts';
import { lastStage, stagesOf } from '../../src/schedule/stages.ts';
import { withVariants } from '../../src/schedule/variant.ts';
import { buildMesh, effort, type MeshDescription, meshDescriptions } from '../support/random-mesh.ts';
import { filesAt, type MeshTexts, meshTexts } from '../support/stages.ts';

function compiled(description: MeshDescription): MeshTexts {
  const result = compile(buildMesh(description).app, { root: process.cwd() });
  expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return meshTexts(result)[0] as MeshTexts;
}

/** Meshes with at least so many canaries. */
function withCanaries(count: number): fc.Arbitrary<MeshDescription> {
  return meshDescriptions.filter(({ canaries }) => canaries.length >= count);
}

function anyStage(canary: CanarySpec): fc.Arbitrary<string> {
  return fc.constantFrom('start', 'rolled-back', ...stagesOf(canary).map(({ key }) => key));
}

describe('the variants of a mesh', () => {
  it('compose: two rollouts at any stages, one applied after the other in either order', () => {
    fc.assert(
      fc.property(withCanaries(2), fc.gen(), (description, g) => {
        const texts = compiled(description);
        const positions = Object.fromEntries(texts.mesh.canaries.map((canary) => [canary.id, g(anyStage, canary)]));
        const [a, b] = texts.mesh.canaries as [CanarySpec, CanarySpec];
        const two = { [a.id]: positions[a.id] as string, [b.id]: positions[b.id] as string };
        const stageOf = stageLookup(texts.mesh, two);
        const together = filesAt(texts, two);
        for (const [path, { manifest, variants = [], cluster }] of Object.entries(texts.mesh.files)) {
          if (!manifest || variants.length === 0) continue;
          const orders = [
            [a, b],
            [b, a],
          ].map((order) =>
            order.reduce(
              (result, { id }) =>
                withVariants(
                  result,
                  variants.filter(({ rollout }) => rollout === id),
                  cluster,
                  stageOf,
                ),
              manifest,
            ),
          );
          for (const result of orders) expect(fileText(result)).toBe(together.get(path));
        }
      }),
      effort(20),
    );
  });

  it('start from the target', () => {
    fc.assert(
      fc.property(withCanaries(1), (description) => {
        const texts = compiled(description);
        const start = Object.fromEntries(texts.mesh.canaries.map(({ id }) => [id, 'start']));
        const target = new Map(
          Object.entries(texts.mesh.files).map(([path, { blob }]) => [path, texts.texts.get(blob)]),
        );
        expect(filesAt(texts, {})).toEqual(target);
        expect(filesAt(texts, start)).toEqual(target);
      }),
      effort(12),
    );
  });

  it('end at what the source says once stable is the new version and the Canary is gone', () => {
    let finished = 0;
    fc.assert(
      fc.property(withCanaries(1), (description) => {
        const before = compiled(description);
        for (const { id, to } of description.services.flatMap((service) =>
          wholeRollout(description, before, service),
        )) {
          const mine = description.canaries.filter(({ service }) => service === id);
          const ends = Object.fromEntries(
            mine.map((canary) => [`${description.id}/${canary.id}`, lastStage(specOf(before, canary.id)).key]),
          );
          const after = compiled({
            ...description,
            canaries: description.canaries.filter(({ service }) => service !== id),
            services: description.services.map((service) => (service.id === id ? { ...service, stable: to } : service)),
          });
          expect(filesAt(before, ends)).toEqual(filesAt(after, {}));
          finished++;
        }
      }),
      effort(20),
    );
    expect(finished).toBeGreaterThan(10);
  });

  it('give every route of every cluster the weights of the stage', () => {
    fc.assert(
      fc.property(withCanaries(1), (description) => {
        const texts = compiled(description);
        for (const canary of texts.mesh.canaries) {
          for (const { key, weights } of stagesOf(canary)) {
            const files = filesAt(texts, { [canary.id]: key });
            for (const [path, { variants = [], cluster }] of Object.entries(texts.mesh.files)) {
              for (const variant of variants) {
                if (variant.kind === 'route' && variant.rollout === canary.id)
                  expect(shareOfNew(files.get(path) as string, variant)).toBe(weights[cluster] ?? 0);
              }
            }
          }
        }
      }),
      effort(8),
    );
  });

  it('touch nothing but the routes and rules of their service', () => {
    fc.assert(
      fc.property(withCanaries(1), (description) => {
        const texts = compiled(description);
        for (const canary of texts.mesh.canaries) {
          const start = filesAt(texts, {});
          for (const { key } of stagesOf(canary)) {
            const moved = [...filesAt(texts, { [canary.id]: key })].filter(([path, text]) => start.get(path) !== text);
            for (const [path, text] of moved) {
              expect(path).toMatch(/\/(virtualservice|destinationrule)\./);
              expect(text).toContain(canary.host);
            }
          }
        }
      }),
      effort(12),
    );
  });

  it("pin a version with its own policy: the subsets of a canary differ from the version's only in name and cluster", () => {
    fc.assert(
      fc.property(withCanaries(1), (description) => {
        const texts = compiled(description);
        for (const canary of texts.mesh.canaries.filter(({ pinToCluster }) => pinToCluster)) {
          const rules = [...filesAt(texts, { [canary.id]: 'expand' }).values()]
            .filter((text) => text.includes('kind: DestinationRule'))
            .map((text) => parse(text).spec);
          for (const { subsets } of rules.filter(({ host }) => host === canary.host)) {
            const whole = subsets.find(({ name }: { name: string }) => name === canary.to);
            for (const cluster of canary.waves.flatMap(({ clusters }) => clusters)) {
              const pinned = {
                ...whole,
                name: `${canary.to}-${cluster}`,
                labels: { ...whole.labels, 'topology.istio.io/cluster': cluster },
              };
              expect(subsets).toContainEqual(pinned);
            }
          }
        }
      }),
      effort(8),
    );
  });
});

/** The service with the version it ends at, where its canaries agree on one and leave no client cluster out. */
function wholeRollout(
  description: MeshDescription,
  texts: MeshTexts,
  { id }: MeshDescription['services'][number],
): { id: string; to: string }[] {
  const canaries = description.canaries.filter(({ service }) => service === id);
  const to = canaries[0]?.to;
  if (to === undefined || canaries.some((canary) => canary.to !== to)) return [];
  const reached = canaries.flatMap(({ waves }) => waves.flatMap(({ clusters }) => clusters));
  const host = specOf(texts, canaries[0]?.id as string).host;
  const clients = new Set(
    Object.values(texts.mesh.files).flatMap(({ cluster, kind, manifest }) =>
      kind === 'VirtualService' && JSON.stringify(manifest ?? '').includes(host) ? [cluster] : [],
    ),
  );
  const facts = texts.mesh.inventory.services.find((service) => service.host === host);
  const declared = facts?.callers === 'any' ? texts.mesh.inventory.clusters.map(({ name }) => name) : [];
  return [...clients, ...declared].every((cluster) => reached.includes(cluster)) &&
    allCallersReached(texts, host, reached)
    ? [{ id, to }]
    : [];
}

function allCallersReached({ mesh }: MeshTexts, host: string, reached: readonly string[]): boolean {
  const { services, gateways } = mesh.inventory;
  const callers = services.find((service) => service.host === host)?.callers ?? [];
  if (callers === 'any') return true;
  const clusters = callers.flatMap(({ key }) => [
    ...services.filter((service) => service.key === key).flatMap(({ runsIn }) => runsIn.map(({ cluster }) => cluster)),
    ...gateways.filter((gateway) => gateway.key === key).flatMap((gateway) => gateway.clusters),
  ]);
  return clusters.every((cluster) => reached.includes(cluster));
}

function specOf({ mesh }: MeshTexts, id: string): CanarySpec {
  return mesh.canaries.find((canary) => canary.id.endsWith(`/${id}`)) as CanarySpec;
}

/** In tenths of a per cent, read from the text. */
function shareOfNew(text: string, { protocol, index, to, settled }: RouteVariant): number {
  const { route } = parse(text).spec[protocol][index] as {
    route: { destination: { subset: string }; weight?: number }[];
  };
  const isNew = ({ destination }: (typeof route)[number]) => [to.subset, settled.subset].includes(destination.subset);
  if (route.length === 1) return route.every(isNew) ? 1000 : 0;
  const sum = route.reduce((total, { weight = 0 }) => total + weight, 0);
  return (route.filter(isNew).reduce((total, { weight = 0 }) => total + weight, 0) * 1000) / sum;
}
