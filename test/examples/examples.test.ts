import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { type CompiledMesh, compile } from '../../src/compile.ts';
import type { MeshApp } from '../../src/index.ts';
import type { Manifest } from '../../src/istio/manifest.ts';
import { readManifests } from '../../src/read/manifests.ts';
import { answersOver, placed } from './answers.ts';
import { inWords, type Meaning, meaningOf } from './meaning.ts';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
/** Istio's own files, which are read where they are there and never committed. */
const upstream = resolve(root, '../shared/istio/examples');

/** Istio's examples that Meshwright says, each with the objects that it adds: subsets for what routes name, pinned default routes. */
const examples: Readonly<Record<string, readonly string[]>> = {
  'bookinfo-gateway': [],
  'certmanager-gateway': [],
  'destination-rule-all': ['VirtualService details', 'VirtualService ratings', 'VirtualService reviews'],
  'destination-rule-all-mtls': ['VirtualService details', 'VirtualService ratings', 'VirtualService reviews'],
  'destination-rule-reviews': ['VirtualService reviews'],
  'egress-rule-google-apis': [],
  'fault-injection-details-v1': [],
  'virtual-service-all-v1': [
    'DestinationRule details',
    'DestinationRule productpage',
    'DestinationRule ratings',
    'DestinationRule reviews',
  ],
  'virtual-service-details-v2': ['DestinationRule details'],
  'virtual-service-ratings-db': ['DestinationRule ratings', 'DestinationRule reviews'],
  'virtual-service-ratings-mysql': ['DestinationRule ratings', 'DestinationRule reviews'],
  'virtual-service-ratings-mysql-vm': ['DestinationRule ratings', 'DestinationRule reviews'],
  'virtual-service-ratings-test-abort': ['DestinationRule ratings'],
  'virtual-service-ratings-test-delay': ['DestinationRule ratings'],
  'virtual-service-reviews-50-v3': ['DestinationRule reviews'],
  'virtual-service-reviews-80-20': ['DestinationRule reviews'],
  'virtual-service-reviews-90-10': ['DestinationRule reviews'],
  'virtual-service-reviews-jason-v2-v3': ['DestinationRule reviews'],
  'virtual-service-reviews-test-v2': ['DestinationRule reviews'],
  'virtual-service-reviews-v2-v3': ['DestinationRule reviews'],
  'virtual-service-reviews-v3': ['DestinationRule reviews'],
};

/** What is found in Istio's own files as well. */
const found: Readonly<Record<string, readonly string[]>> = { 'egress-rule-google-apis': ['no-server-verification'] };

describe.each(Object.entries(examples))('%s', (name, added) => {
  it('compiles to the expected specs', async () => {
    const expected = manifestsOf(join(here, `${name}.yaml`));
    const kinds = new Set(expected.map((manifest) => manifest.kind));
    const { manifests } = await compiled(name);
    expect(sorted(manifests.filter(({ kind }) => kinds.has(kind)))).toEqual(sorted(expected));
    expect(
      manifests
        .filter(({ kind }) => !kinds.has(kind))
        .map(inWords)
        .sort(),
    ).toEqual(added);
  });

  it('imports the public interface alone, without its low-level constructs', () => {
    const source = readFileSync(join(here, `${name}.ts`), 'utf8');
    expect(ts.preProcessFile(source).importedFiles.map(({ fileName }) => fileName)).toEqual(['meshwright']);
    const names = /^import \{([^}]+)\} from 'meshwright';$/m
      .exec(source)?.[1]
      ?.split(',')
      .map((part) => part.trim());
    expect(names).toContain('Mesh');
    expect(names?.filter((part) => part.startsWith('istio'))).toEqual([]);
  });

  it.skipIf(!existsSync(upstream))("means the same as Istio's file", async () => {
    const { manifests, mesh } = await compiled(name);
    const ours = manifests.map((manifest) => meaningOf(manifest, mesh.snapshot.inventory.services));
    const theirs = manifestsOf(join(upstream, `${name}.yaml`)).map((m) =>
      meaningOf(m, mesh.snapshot.inventory.services),
    );
    const twins = theirs.map((meaning) => ours.findIndex((other) => sameKindAndSubject(meaning, other)));
    expect(twins.map((i) => ours[i])).toEqual(theirs);
    expect(new Set(twins).size).toBe(theirs.length);
    expect(
      manifests
        .filter((_, i) => !twins.includes(i))
        .map(inWords)
        .sort(),
    ).toEqual(added);
  });

  it.skipIf(!existsSync(upstream))("sends requests where Istio's file sends them", async () => {
    const { manifests, mesh } = await compiled(name);
    const { inventory } = mesh.snapshot;
    const theirs = manifestsOf(join(upstream, `${name}.yaml`)).map(placed);
    const besides = manifests.filter((manifest) => added.includes(inWords(manifest)));
    const ours = answersOver(inventory, manifests);
    expect(ours.length).toBeGreaterThan(2);
    expect(ours).toEqual(answersOver(inventory, [...theirs, ...besides]));
  });
});

it.skipIf(!existsSync(upstream))("every one of Istio's examples is said here", () => {
  const names = readdirSync(upstream).map((file) => file.replace(/\.yaml$/, ''));
  expect(names.sort()).toEqual(Object.keys(examples).sort());
});

async function compiled(
  name: string,
): Promise<{ readonly mesh: CompiledMesh; readonly manifests: readonly Manifest[] }> {
  const { app } = (await import(/* @vite-ignore */ join(here, `${name}.ts`))) as { readonly app: MeshApp };
  const { meshes, diagnostics } = compile(app, { root });
  expect(diagnostics.map(({ code }) => code)).toEqual(found[name] ?? []);
  const mesh = meshes[0] as CompiledMesh;
  return { mesh, manifests: mesh.files.flatMap((file) => read(file.text, file.path)) };
}

function manifestsOf(file: string): readonly Manifest[] {
  return read(readFileSync(file, 'utf8'), file);
}

function read(text: string, file: string): readonly Manifest[] {
  const { manifests, problems } = readManifests(text, file);
  expect(problems).toEqual([]);
  return manifests.map(({ manifest }) => manifest);
}

function sorted(manifests: readonly Manifest[]): Manifest[] {
  return [...manifests].sort((a, b) => (inWords(a) < inWords(b) ? -1 : 1));
}

/** Whether two objects are about the same thing, so that a difference between them is shown rather than "none found". */
function sameKindAndSubject(a: Meaning, b: Meaning): boolean {
  const subject = ({ kind, namespace, spec }: Meaning) =>
    JSON.stringify([kind, namespace, spec.host ?? spec.hosts ?? spec.selector]);
  return subject(a) === subject(b);
}
