import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import * as analysis from '../../src/checks/analysis/index.ts';
import * as crd from '../../src/checks/crd/index.ts';
import * as hazards from '../../src/checks/hazards/index.ts';
import type { ObjectCheck } from '../../src/checks/object-check.ts';
import { findInObjects, objectChecks } from '../../src/checks/run-objects.ts';
import { validationChecks } from '../../src/checks/validation/checks.ts';
import type { FailingWorld, FailingWorlds, PassingWorlds, WorldCase } from './world-case.ts';
import { worldOf } from './world-case.ts';

interface Cases {
  readonly failing: FailingWorlds;
  readonly passing: PassingWorlds;
}

const shelves: Readonly<Record<string, Readonly<Record<string, ObjectCheck>>>> = { crd, analysis, hazards };
const onShelves = Object.values(shelves).flatMap((shelf) => Object.values(shelf));
const cases = new Map<string, Cases>();
for (const { code } of onShelves) {
  if (existsSync(caseFile(code))) cases.set(code, (await import(`./objects/${code}.ts`)) as Cases);
}

describe.each(onShelves.map((check) => ({ code: check.code, check })))('$code', ({ code, check }) => {
  const { failing, passing } = cases.get(code) ?? { failing: {}, passing: {} };
  const find = (world: WorldCase) => findInObjects(worldOf(world), [check]).map((found) => found.diagnostic);

  it.each(Object.keys(failing))('finds: %s', (name) => {
    const failingCase = failing[name]!;
    const found = find(failingCase);
    expect(found.map(({ message }) => message)).toEqual([expect.stringContaining(failingCase.message)]);
    const { at, why, hint, related, clusters } = found[0]!;
    expect(at && `${at.file}:${at.line}`).toBe(placeOfFault(failingCase));
    expect([why, hint].every((text) => /[.:?)]$/.test(text))).toBe(true);
    expect(related.every((place) => place.at !== undefined)).toBe(true);
    expect(clusters?.length ?? 0).toBeGreaterThan(0);
  });

  it.each(Object.keys(passing))('leaves alone: %s', (name) => {
    expect(find(passing[name]!).map(({ message }) => message)).toEqual([]);
  });

  it('has a failing and a passing case', () => {
    expect(Object.keys(failing).length).toBeGreaterThan(0);
    expect(Object.keys(passing).length).toBeGreaterThan(0);
  });
});

describe('the shelves of object checks', () => {
  it.each(Object.keys(shelves))('%s has a file for each check, and a check for each file', (folder) => {
    const files = readdirSync(new URL(`../../src/checks/${folder}/`, import.meta.url)).filter(
      (file) => file.endsWith('.ts') && file !== 'index.ts',
    );
    const codes = Object.values(shelves[folder]!).map(({ code }) => code);
    expect(files.sort()).toEqual(codes.map((code) => `${code}.ts`).sort());
  });

  it.each(Object.keys(shelves))('%s names each check after its code', (folder) => {
    const camel = (code: string) => code.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    const shelf = shelves[folder]!;
    expect(Object.keys(shelf).sort()).toEqual(
      Object.values(shelf)
        .map(({ code }) => camel(code))
        .sort(),
    );
  });

  it('hold no code twice', () => {
    const codes = objectChecks.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.length).toBe(onShelves.length + validationChecks.length);
  });

  it('have cases of no other code', () => {
    const known = onShelves.map(({ code }) => `${code}.ts`);
    expect(readdirSync(new URL('./objects/', import.meta.url)).filter((file) => !known.includes(file))).toEqual([]);
  });
});

describe('the pages of object checks', () => {
  const folder = new URL('../../docs/diagnostics/', import.meta.url);

  it.each(objectChecks.map(({ code }) => code))('%s shows YAML that can be read', (code) => {
    for (const text of yamlOf(code)) {
      expect(parseAllDocuments(text).flatMap(({ errors }) => errors.map(({ message }) => message))).toEqual([]);
    }
  });

  // What needs nothing but the object itself is judged as it stands on the page.
  const alone = [...Object.values<ObjectCheck>(crd), ...validationChecks];
  it.each(alone.map((check) => ({ code: check.code, check })))('$code shows what it finds', ({ code, check }) => {
    const documents = yamlOf(code).flatMap((text) => text.split(/^---$/m));
    const inventory = documents.find((text) => /^clusters:/m.test(text));
    const objects = documents.filter((text) => /^kind:/m.test(text)).join('\n---\n');
    const world = worldOf({ clusters: { 'us-east': objects }, ...(inventory !== undefined && { inventory }) });
    expect(findInObjects(world, [check])).not.toEqual([]);
  });

  function yamlOf(code: string): readonly string[] {
    const page = readFileSync(new URL(`${code}.md`, folder), 'utf8');
    return [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text]) => text!);
  }
});

describe('what both the API server and the webhook refuse', () => {
  const object = (kind: string, group: string, spec: string) =>
    `apiVersion: ${group}.istio.io/v1\nkind: ${kind}\nmetadata: { name: a, namespace: shop }\nspec:\n  ${spec}\n`;
  const entry = '{ hosts: [a.example.com], ports: [{ number: 443, name: tls, protocol: TLS }]';
  it.each([
    ['PeerAuthentication', 'security', '{ portLevelMtls: { 80: { mode: STRICT } } }', 'spec.portLevelMtls'],
    ['ServiceEntry', 'networking', `${entry}, resolution: NONE, endpoints: [{ address: 1.1.1.1 }] }`, 'spec.endpoints'],
    ['ServiceEntry', 'networking', `${entry}, resolution: DNS, addresses: [10.0.0.0/8] }`, 'spec.addresses'],
    ['WorkloadEntry', 'networking', '{ labels: { app: a } }', 'spec.address'],
    ['RequestAuthentication', 'security', "{ jwtRules: [{ issuer: '' }] }", 'spec.jwtRules[0].issuer'],
  ])('is told once: %s %s %s', (kind, group, spec, field) => {
    const found = findInObjects(worldOf({ clusters: { east: object(kind, group, spec) } }));
    expect(found.map(({ diagnostic }) => diagnostic.field)).toEqual([field]);
  });
});

function caseFile(code: string): string {
  return fileURLToPath(new URL(`./objects/${code}.ts`, import.meta.url));
}

function placeOfFault({ clusters, inventory }: FailingWorld): string | undefined {
  const texts = [...Object.entries(clusters).map(([name, text]) => [`${name}.yaml`, text] as const)];
  if (inventory !== undefined) texts.push(['mesh.yaml', inventory]);
  const marked = texts.flatMap(([file, text]) =>
    text.split('\n').flatMap((line, index) => (line.includes('# fault') ? [`${file}:${index + 1}`] : [])),
  );
  if (marked.length > 1) throw new Error('more than one # fault in a case');
  return marked[0];
}
