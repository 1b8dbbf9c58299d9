import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compile } from '../../src/compile.ts';
import type { BundleFile } from '../../src/emit/bundle.ts';
import { fileText } from '../../src/emit/file.ts';
import type { Manifest } from '../../src/istio/manifest.ts';
import { type CanarySpec, movesOf, type RouteVariant } from '../../src/model/specs.ts';
import { stageLookup } from '../../src/schedule/desired.ts';
import { type CanaryStage, lastStage, START, stagesOf } from '../../src/schedule/stages.ts';
import { withVariants } from '../../src/schedule/variant.ts';
import { grouped } from '../support/random/control-planes.ts';
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

/** Meshes in which one istiod serves several clusters, as far as what they want can be said so. */
const ofSharedControlPlanes = withCanaries(1)
  .map((description) => grouped(description, true))
  .filter((description) => {
    const { diagnostics } = compile(buildMesh(description).app, { root: process.cwd() });
    return diagnostics.every(({ severity }) => severity !== 'error');
  });

function anyStage(canary: CanarySpec): fc.Arbitrary<string> {
  return fc.constantFrom('start', 'rolled-back', ...stagesOf(canary).map(({ key }) => key));
}

describe('the variants of a mesh', () => {
  it('compose: of two rollouts at any stages each route is what its own rollout makes of it, in either order', () => {
    fc.assert(
      fc.property(withCanaries(2), fc.gen(), (description, g) => {
        const texts = compiled(description);
        const positions = Object.fromEntries(texts.mesh.canaries.map((canary) => [canary.id, g(anyStage, canary)]));
        const [a, b] = texts.mesh.canaries as [CanarySpec, CanarySpec];
        const two = { [a.id]: positions[a.id] as string, [b.id]: positions[b.id] as string };
        const together = filesAt(texts, two);
        const stageOf = stageLookup(texts.mesh, two);
        for (const [path, file] of Object.entries(texts.mesh.files)) {
          const { manifest, variants = [], cluster } = file;
          if (!manifest || variants.length === 0) continue;
          const both = withVariants(manifest, [...variants].reverse(), cluster, stageOf);
          expect(fileText(both)).toBe(together.get(path));
          for (const { id } of [a, b]) {
            const alone = (rollout: string) => (rollout === id ? stageOf(id) : START);
            const own = groups(file, alone, withVariants(manifest, variants, cluster, alone));
            const among = groups(file, stageOf, both);
            for (const [index, group] of own.entries()) if (isOf(file, index, id)) expect(among[index]).toEqual(group);
          }
        }
      }),
      effort(12),
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
      fc.property(fc.oneof(withCanaries(1), ofSharedControlPlanes), (description) => {
        const before = compiled(description);
        for (const { id, stables } of description.services.flatMap((service) =>
          wholeRollout(description, before, service),
        )) {
          const mine = description.canaries.filter(({ service }) => service === id);
          const ends = Object.fromEntries(
            mine.map((canary) => [`${description.id}/${canary.id}`, lastStage(specOf(before, canary.id)).key]),
          );
          const after = compiled({
            ...description,
            canaries: description.canaries.filter(({ service }) => service !== id),
            services: description.services.map((service) => ({
              ...service,
              stable: stables.get(service.id) ?? service.stable,
            })),
          });
          expect(filesAt(before, ends)).toEqual(filesAt(after, {}));
          finished++;
        }
      }),
      effort(12),
    );
    expect(finished).toBeGreaterThan(5);
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
                if (variant.kind !== 'route' || variant.rollout !== canary.id) continue;
                const stageOf = stageLookup(texts.mesh, { [canary.id]: key });
                const shares = shareOfNew(
                  files.get(path) as string,
                  texts.mesh.files[path] as BundleFile,
                  stageOf,
                  variant,
                );
                expect(shares).toEqual([
                  ...(hasCohort(variant, stageOf(canary.id), cluster) ? [1000] : []),
                  weights[cluster] ?? 0,
                ]);
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
              expect(movesOf(canary).some(({ host }) => text.includes(host))).toBe(true);
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
          const moved = movesOf(canary).flatMap(({ host, to }) =>
            rules.filter((rule) => rule.host === host).map(({ subsets }) => ({ subsets, to })),
          );
          for (const { subsets, to } of moved) {
            const whole = subsets.find(({ name }: { name: string }) => name === to);
            for (const cluster of canary.waves.flatMap(({ clusters }) => clusters)) {
              const pinned = {
                ...whole,
                name: `${to}-${cluster}`,
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

/**
 * The service, and those that move with it, with the versions they end at; where its canaries agree on one and no client
 * cluster of any of them is left out.
 */
function wholeRollout(
  description: MeshDescription,
  texts: MeshTexts,
  { id }: MeshDescription['services'][number],
): { id: string; stables: ReadonlyMap<string, string> }[] {
  const canaries = description.canaries.filter(({ service }) => service === id);
  const to = canaries[0]?.to;
  if (to === undefined || canaries.some((canary) => canary.to !== to)) return [];
  const clustersOf = (some: typeof canaries) => some.flatMap(({ waves }) => waves.flatMap(({ clusters }) => clusters));
  const whole = canaries.every((canary) => {
    const [own, ...others] = movesOf(specOf(texts, canary.id));
    return (
      reachesAll(texts, own.host, clustersOf(canaries)) &&
      others.every(({ host }) => reachesAll(texts, host, clustersOf([canary])))
    );
  });
  const moved = canaries.flatMap((canary) => canary.with ?? []);
  return whole ? [{ id, stables: new Map([[id, to], ...moved.map((move) => [move.service, move.to] as const)]) }] : [];
}

function reachesAll(texts: MeshTexts, host: string, reached: readonly string[]): boolean {
  const clients = new Set(
    Object.values(texts.mesh.files).flatMap(({ cluster, kind, manifest }) =>
      kind === 'VirtualService' && JSON.stringify(manifest ?? '').includes(host) ? [cluster] : [],
    ),
  );
  const facts = texts.mesh.inventory.services.find((service) => service.host === host);
  const declared = facts?.callers === 'any' ? texts.mesh.inventory.clusters.map(({ name }) => name) : [];
  const all = [...clients, ...declared].every((cluster) => reached.includes(cluster));
  return all && allCallersReached(texts, host, reached);
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

/** For each route of a manifest as compiled, what stands in its place at a stage of its rollout: one route, or two. */
function groups(
  file: Pick<BundleFile, 'manifest' | 'variants' | 'cluster'>,
  stageOf: (rollout: string) => CanaryStage,
  of: Manifest,
): readonly (readonly unknown[])[] {
  return (['http', 'tcp'] as const).flatMap((protocol) => {
    const left = [...((of.spec?.[protocol] ?? []) as readonly unknown[])];
    return ((file.manifest?.spec?.[protocol] ?? []) as readonly unknown[]).map((_, index) => {
      const variant = routeVariant(file, protocol, index);
      return left.splice(0, variant && hasCohort(variant, stageOf(variant.rollout), file.cluster) ? 2 : 1);
    });
  });
}

/** Whether a route of a manifest, HTTP before TCP, follows a rollout. */
function isOf(file: BundleFile, index: number, rollout: string): boolean {
  const http = ((file.manifest?.spec?.http ?? []) as readonly unknown[]).length;
  const variant = index < http ? routeVariant(file, 'http', index) : routeVariant(file, 'tcp', index - http);
  return variant?.rollout === rollout;
}

function routeVariant({ variants = [] }: Pick<BundleFile, 'variants'>, protocol: string, index: number) {
  return variants.find(
    (one): one is RouteVariant => one.kind === 'route' && one.protocol === protocol && one.index === index,
  );
}

function hasCohort({ cohort }: RouteVariant, stage: CanaryStage, cluster: string): boolean {
  return cohort !== undefined && (stage.cohort?.includes(cluster) ?? false);
}

/** In tenths of a per cent, read from the text: of the cohort's route, if there is one, and of the route itself. */
function shareOfNew(
  text: string,
  file: BundleFile,
  stageOf: (rollout: string) => CanaryStage,
  { protocol, index, to, settled }: RouteVariant,
): number[] {
  const http = ((file.manifest?.spec?.http ?? []) as readonly unknown[]).length;
  const group = groups(file, stageOf, parse(text))[protocol === 'http' ? index : http + index] ?? [];
  const isNew = ({ destination }: Share) => [to.subset, settled.subset].includes(destination.subset);
  return (group as readonly { readonly route: readonly Share[] }[]).map(({ route }) => {
    if (route.length === 1) return route.every(isNew) ? 1000 : 0;
    const sum = route.reduce((total, { weight = 0 }) => total + weight, 0);
    return (route.filter(isNew).reduce((total, { weight = 0 }) => total + weight, 0) * 1000) / sum;
  });
}

interface Share {
  readonly destination: { readonly subset: string };
  readonly weight?: number;
}
