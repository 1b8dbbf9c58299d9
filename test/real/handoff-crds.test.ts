/** The objects of the hand-off against the definitions that Argo CD and Flux install, as their modules carry them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compile } from '../../src/compile.ts';
import type { Manifest } from '../../src/istio/manifest.ts';
import { app } from '../golden/handoff/mesh.ts';
import { whyNoOracle } from './istio-oracle/oracle.ts';

/** The first release that docs/handoff.md says will do, where the definition has what it takes, and a recent one. */
const MODULES: Readonly<Record<string, readonly [module: string, file: string]>> = {
  'ApplicationSet of Argo CD 3.2': ['github.com/argoproj/argo-cd/v3@v3.2.0', 'manifests/crds/applicationset-crd.yaml'],
  'AppProject of Argo CD 3.2': ['github.com/argoproj/argo-cd/v3@v3.2.0', 'manifests/crds/appproject-crd.yaml'],
  'ApplicationSet of Argo CD 3.5': ['github.com/argoproj/argo-cd/v3@v3.5.7', 'manifests/crds/applicationset-crd.yaml'],
  'AppProject of Argo CD 3.5': ['github.com/argoproj/argo-cd/v3@v3.5.7', 'manifests/crds/appproject-crd.yaml'],
  'Kustomization of Flux': [
    'github.com/fluxcd/kustomize-controller@v1.7.3',
    'config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml',
  ],
  'GitRepository of Flux': [
    'github.com/fluxcd/source-controller@v1.9.6',
    'config/crd/bases/source.toolkit.fluxcd.io_gitrepositories.yaml',
  ],
};

const missing = whyNoOracle();
if (missing !== undefined)
  console.warn(`Left out: the hand-off was not held against the definitions of Argo CD and Flux, since ${missing}.`);

// biome-ignore lint/suspicious/noExplicitAny: schemas of others
type Schema = any;

describe.skipIf(missing !== undefined)('what is handed over', { timeout: 600_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'crds-'));
  beforeAll(() => writeFileSync(join(folder, 'go.mod'), 'module crds\n'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const objects = [...compile(app, { root: process.cwd() }).beside]
    .filter(([path]) => path.endsWith('.yaml'))
    .map(([, text]) => parse(text) as Manifest);

  it.each(Object.entries(MODULES))('is a whole and known %s', (name, [module, file]) => {
    const told = execFileSync('go', ['mod', 'download', '-json', module], { cwd: folder, encoding: 'utf8' });
    const { Dir } = JSON.parse(told) as { Dir: string };
    const definition = parse(readFileSync(join(Dir, file), 'utf8')) as Schema;
    const kind = name.split(' ')[0];
    const own = objects.filter((object) => object.kind === kind);
    expect(own.length).toBeGreaterThan(0);
    for (const object of own) {
      const version = object.apiVersion.split('/')[1];
      const served = definition.spec.versions.find((one: Schema) => one.name === version);
      expect(served?.served).toBe(true);
      const check = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(
        closed(served.schema.openAPIV3Schema),
      );
      check(object);
      expect(check.errors ?? []).toEqual([]);
      expect(check({ ...object, spec: { ...object.spec, prnue: true } })).toBe(false);
    }
  });
});

/** A definition's schema that refuses fields it does not know, which the API server would drop. */
function closed(schema: Schema): Schema {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] || !isObject(schema.properties);
  const isMap = isObject(schema.additionalProperties);
  if (schema['x-kubernetes-int-or-string']) return {};
  if (schema.type !== 'object' || isOpen || isMap) return inner;
  return { ...inner, additionalProperties: false };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
