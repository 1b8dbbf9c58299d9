import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApiObject, App, Chart } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { istioKinds } from '../../src/istio/generated/kinds.ts';
import { schemaOf } from '../../src/istio/generated/schemas/index.ts';
import type { FieldSchema } from '../../src/istio/generated/schemas/schema.ts';
import { checkStructure, type StructuredManifest } from '../../src/istio/structure.ts';
import * as lowLevel from '../../src/model/low-level/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('kinds', () => {
  it('has the 15 kinds of Istio 1.31 in their preferred versions', () => {
    const notV1 = istioKinds.filter(({ version }) => version !== 'v1').map(({ kind, version }) => `${kind} ${version}`);
    expect(istioKinds).toHaveLength(15);
    expect(notV1).toEqual([
      'EnvoyFilter v1alpha3',
      'ProxyConfig v1beta1',
      'TrafficExtension v1alpha1',
      'WasmPlugin v1alpha1',
    ]);
  });

  it.each(istioKinds)('$kind has a schema that says the same', (info) => {
    const { since: _, ...same } = info;
    expect(schemaOf[info.kind]).toMatchObject(same);
    expect(schemaOf[info.kind].namespaced).toBe(true);
  });

  it.each(istioKinds)('$kind refers to nothing its schema lacks', ({ kind }) => {
    const { spec, $defs } = schemaOf[kind];
    const referred = [...JSON.stringify({ spec, $defs }).matchAll(/"\$ref":"(\w+)"/g)].map((match) => match[1]);
    expect(new Set(referred)).toEqual(new Set(Object.keys($defs)));
  });

  it.each(istioKinds)('$kind refuses unknown fields at every level', ({ kind }) => {
    const { spec, $defs } = schemaOf[kind];
    const open = [spec, ...Object.values($defs)].filter((schema) => !schema.properties || schema.additionalProperties);
    expect(open).toEqual([]);
  });
});

describe('types', () => {
  const folder = join(root, 'src/istio/generated/types');
  const text = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const bare = text.join('\n').replaceAll(/ *\/\*\*.*?\*\/\n?/gs, '');
  const code = bare.replaceAll(/^(\/\/|import|export type \*).*$/gm, '');
  const types = code.split(/^export (?:interface|type) /m).slice(1);
  const names = types.map((type) => /^\w+/.exec(type)?.[0] ?? '');

  it('has a name for each structure, and one only', () => {
    const bodies = types.map((type) => type.replace(/^\w+/, '').replaceAll(/\s+/g, ' ').trim());
    const twice = names.filter((_, index) => bodies.indexOf(bodies[index] ?? '') !== index);
    expect(types.length).toBeGreaterThan(100);
    expect(twice).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has no name over 50 characters', () => {
    expect(names.filter((name) => name.length > 50)).toEqual([]);
  });

  it('has the names that Istio has', () => {
    const expected = [
      'StringMatch',
      'TrafficPolicy',
      'PortTrafficPolicy',
      'HTTPRoute',
      'Destination',
      'Percent',
      'Server',
    ];
    expect(names).toEqual(expect.arrayContaining([...expected, ...istioKinds.map(({ kind }) => `${kind}Spec`)]));
  });

  it('links every type and field to the reference, and copies no prose', () => {
    const members = text.join('\n').match(/^ *(readonly \w+\??:\s(?!never)|export (interface|type) \w)/gm) ?? [];
    const docs = text.join('\n').match(/\/\*\*.*?\*\//gs) ?? [];
    expect(docs).toHaveLength(members.length);
    expect(docs.filter((doc) => !doc.includes('@see https://istio.io/latest/docs/reference/config/'))).toEqual([]);
    expect(docs.filter((doc) => doc.replaceAll(/@see \S+/g, '').length > 100)).toEqual([]);
  });
});

describe('low-level constructs', () => {
  const constructs = lowLevel as unknown as Record<
    string,
    new (
      scope: Chart,
      id: string,
      props: { metadata?: { name?: string; namespace?: string }; spec: unknown },
    ) => ApiObject
  >;

  it('has one for every kind, under its name', () => {
    expect(Object.keys(constructs).sort()).toEqual(istioKinds.map(({ kind }) => kind));
  });

  it.each(istioKinds)('$kind is named by its id, without a hash', ({ kind, group, version }) => {
    const chart = new Chart(new App(), 'us-east', { namespace: 'shop' });
    const made = new constructs[kind]!(chart, 'reviews', {
      metadata: { namespace: 'bookinfo' },
      spec: { some: 'spec' },
    });
    expect(made.toJson()).toEqual({
      apiVersion: `${group}/${version}`,
      kind,
      metadata: { name: 'reviews', namespace: 'bookinfo' },
      spec: { some: 'spec' },
    });
    expect(made.name).toBe('reviews');
    expect(ApiObject.isApiObject(made)).toBe(true);
  });

  it('keeps a name that is given', () => {
    const chart = new Chart(new App(), 'us-east');
    const made = new lowLevel.VirtualService(chart, 'id', { metadata: { name: 'given' }, spec: { hosts: ['a'] } });
    expect(made.name).toBe('given');
  });
});

const shared = join(root, '../shared/istio');

describe.skipIf(!existsSync(shared))("Istio's own files", () => {
  const files = existsSync(shared)
    ? [
        ...readdirSync(join(shared, 'examples')).map((file) => `examples/${file}`),
        ...readdirSync(join(shared, 'verdicts')).map((file) => `verdicts/${file}`),
      ]
    : [];

  it.each(files.filter((file) => !file.endsWith('-invalid.yaml')))('%s is accepted', (file) => {
    // The verdicts come from Istio's main branch: a field may be later than the last release.
    const found = manifestsIn(file).flatMap((manifest) => checkStructure(manifest));
    expect(found.filter(({ kind }) => kind !== 'newer-field')).toEqual([]);
  });

  it.each(files.filter((file) => file.endsWith('-invalid.yaml')))('%s is refused, each object of it', (file) => {
    for (const { _err, ...object } of manifestsIn(file) as (StructuredManifest & { _err?: string })[]) {
      const hard = checkStructure(object).filter(({ kind }) => kind !== 'newer-field' && kind !== 'unknown-field');
      expect(hard, `${file}: ${_err}`).not.toEqual([]);
    }
  });
});

function manifestsIn(file: string): StructuredManifest[] {
  // An unquoted `::` at the end of an address is a key to this parser, and part of the text to Go's.
  const text = readFileSync(join(shared, file), 'utf8').replace('001:db8::', '"001:db8::"');
  return parseAllDocuments(text).flatMap((document) => (document.toJS() as StructuredManifest | null) ?? []);
}

describe('schemas', () => {
  it('hold data only', () => {
    const isData = (value: unknown): boolean =>
      typeof value === 'object' && value !== null ? Object.values(value).every(isData) : typeof value !== 'function';
    expect(Object.values(schemaOf).every(isData)).toBe(true);
    const described = (schema: FieldSchema) => JSON.stringify(schema).includes('"description":"');
    expect(Object.values(schemaOf).filter(({ spec }) => described(spec))).toEqual([]);
  });
});
