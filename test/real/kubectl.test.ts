/**
 * kubectl reads every file as just the object that was meant, with its own YAML and without a cluster; and `kubectl
 * kustomize` makes of a cluster's folder what Flux would, losing and changing nothing.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ApiObject } from 'cdk8s';
import fc from 'fast-check';
import { type Cluster, istio, MeshApp } from 'meshwright';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { app as bookinfo } from '../../meshes/bookinfo.ts';
import { compile } from '../../src/compile.ts';
import type { Manifest } from '../../src/istio/manifest.ts';
import { app as shop } from '../../templates/repository/meshes/shop.ts';
import { app as handoff } from '../golden/handoff/mesh.ts';
import { declareMesh } from '../handoff/flux-mesh.ts';
import { buildMesh, meshDescriptions } from '../support/random-mesh.ts';
import { kubectl, whyNoKubectl } from './kubectl-binary.ts';

const missing = whyNoKubectl();
if (missing !== undefined) console.warn(`Left out: kubectl has not read what Meshwright writes, since ${missing}.`);

type Tree = Parameters<typeof compile>[0];
const root = mkdtempSync(join(tmpdir(), 'kubectl-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Everything that a source writes, on the disk, with the objects of its clusters by folder. */
function written(name: string, app: Tree) {
  const { meshes, beside } = compile(app, { root: process.cwd(), checks: false });
  const folder = join(root, name);
  const files = meshes.flatMap((mesh) => mesh.files);
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const { path, text } of files) put(path, text);
  for (const [path, text] of beside) put(path, text);
  return { folder, files, beside };
}

/** Objects as kubectl has read them from the files of a folder, in their order. */
function readBy(folder: string): Manifest[] {
  const mark = 'meshwright.test/read';
  const said = kubectl(folder, 'annotate', '--local', '-R', '-f', '.', '-o', 'json', '--overwrite', `${mark}=yes`);
  return said
    .split(/^(?=\{$)/m)
    .map((text) => JSON.parse(text) as Manifest)
    .map((object) => without(object, mark));
}

/** The object as it was before an annotation came. */
function without(object: Manifest, annotation: string): Manifest {
  const { [annotation]: _, ...annotations } = object.metadata.annotations ?? {};
  const { annotations: __, ...metadata } = object.metadata;
  return { ...object, metadata: Object.keys(annotations).length > 0 ? { ...metadata, annotations } : metadata };
}

const idOf = ({ apiVersion, kind, metadata }: Manifest) =>
  [apiVersion, kind, metadata.namespace ?? '', metadata.name].join('/');
const byId = (objects: readonly Manifest[]) => new Map(objects.map((object) => [idOf(object), object] as const));
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

const golden = missing === undefined ? await goldenMeshes() : [];

describe.skipIf(missing !== undefined)('kubectl', () => {
  it.each([
    ['bookinfo', bookinfo],
    ['new-repository', shop],
    ['handoff', handoff],
    ...golden,
    ['awkward', awkward()],
    ...fc
      .sample(meshDescriptions, { numRuns: 20, seed: 20_260_827 })
      .map((d, i) => [`random-${i}`, buildMesh(d).app] as const),
  ] as const)('reads every file of %s as the object that was meant', (name, app) => {
    const { folder, files, beside } = written(name, app);
    for (const cluster of new Set(files.map(({ path }) => path.split('/').slice(0, 3).join('/')))) {
      const meant = files.filter(({ path }) => path.startsWith(`${cluster}/`)).map(({ manifest }) => plain(manifest));
      const read = readBy(join(folder, cluster));
      expect(read).toHaveLength(meant.length);
      expect(byId(read)).toEqual(byId(meant));
    }
    // Values of Istio's charts are no objects.
    const objects = [...beside.keys()].filter((path) => path.endsWith('.yaml') && !path.includes('/helm/'));
    for (const path of new Set(objects.map(dirname))) {
      const meant = [...beside].filter(([own]) => dirname(own) === path).map(([, text]) => parse(text) as Manifest);
      expect(byId(readBy(join(folder, path)))).toEqual(byId(meant));
    }
  });

  it.each([
    ['library', handoff],
    ['awkward', awkward()],
  ])('builds the folders of %s as Flux does, with nothing lost and nothing else', (name, app) => {
    const { folder, files, beside } = written(`flux-${name}`, app);
    const kustomizations = [...beside].filter(([path]) => path.includes('/flux/') && path.includes('/kustomization.'));
    expect(kustomizations.length).toBeGreaterThan(0);
    for (const [path, text] of kustomizations) {
      const { spec } = parse(text) as { spec: { path: string; patches: unknown } };
      const [mesh = '', , cluster = ''] = path.split('/');
      expect(spec.path).toMatch(new RegExp(`^\\./(?:meshes/live/)?${mesh}/clusters/${cluster}$`));
      const own = join(folder, mesh, 'clusters', cluster);
      const resources = readdirSync(own, { recursive: true, encoding: 'utf8' }).filter((file) =>
        file.endsWith('.yaml'),
      );
      writeFileSync(join(own, 'kustomization.yaml'), JSON.stringify({ resources, patches: spec.patches }));
      // Read back by kubectl: kustomize writes YAML 1.1, in which more is a line break than in 1.2.
      const out = mkdtempSync(join(root, 'built-'));
      writeFileSync(join(out, 'all.yaml'), kubectl(own, 'kustomize', '.'));
      const built = readBy(out);
      const off = 'kustomize.toolkit.fluxcd.io/substitute';
      for (const { metadata } of built) expect(metadata.annotations?.[off]).toBe('disabled');
      const meant = files.filter((file) => file.cluster === cluster && file.path.startsWith(`${mesh}/`));
      expect(byId(built.map((object) => without(object, off)))).toEqual(
        byId(meant.map((file) => plain(file.manifest))),
      );
    }
  });
});

/** Every mesh of test/golden/ that is one. */
async function goldenMeshes(): Promise<(readonly [string, Tree])[]> {
  const folder = join(import.meta.dirname, '../golden');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort();
  const found: (readonly [string, Tree])[] = [];
  for (const file of files) {
    const { app } = (await import(join(folder, file))) as { readonly app?: Tree };
    if (app !== undefined && file !== 'handoff/mesh.ts') found.push([file.replace(/\.ts$/, ''), app]);
  }
  return found;
}

/** Names and texts that readers of YAML, kustomize and Flux have each stumbled over. */
function awkward(): MeshApp {
  const app = new MeshApp();
  const { cluster } = declareMesh(app, 'odd');
  const object = (id: string, metadata: object, more: object = {}, kind = 'ConfigMap', apiVersion = 'v1') =>
    new ApiObject(cluster, id, { apiVersion, kind, metadata: metadata as never, ...more });
  const data = {
    yes: 'yes',
    octal: '0o17',
    colon: '12:34:56',
    version: '1.10',
    exponent: '1e3',
    empty: '',
    'new-lines': 'a\n\n  b\n',
    tab: 'a\tb',
    unicode: 'é\u2028ü',
    substitution: '%REQ(X)% ${HOME} $${x} ${x:=y}',
    lua: 'function envoy_on_request(h)\n  h:logInfo("${y}")\nend\n',
  };
  object('config', { name: 'texts', namespace: 'odd' }, { data });
  object('namespace', { name: 'odd', labels: { 'istio-injection': 'enabled' } }, {}, 'Namespace');
  const role = { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] };
  object('role', { name: 'system:odd:reader' }, role, 'ClusterRole', 'rbac.authorization.k8s.io/v1');
  new istio.Telemetry(cluster as Cluster, 'log', {
    metadata: { name: 'log', namespace: 'odd' },
    spec: { accessLogging: [{ filter: { expression: 'response.code >= 400 || "${x}" == ""' } }] },
  });
  return app;
}
