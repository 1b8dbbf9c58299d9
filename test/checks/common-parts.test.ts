import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runObjectChecks } from '../../src/checks/run-objects.ts';
import { World, type WorldObject } from '../../src/checks/world.ts';
import { type FailingWorlds, worldOf } from './world-case.ts';

/** Checks remember what they have judged of parts that objects have in common: that may make no difference. */
const files = readdirSync(new URL('./objects/', import.meta.url)).sort();
const ODD: readonly unknown[] = [undefined, null, '', 'x', '5s', 7, {}, [], [{}]];

describe('objects with parts in common', () => {
  it('are judged like the same objects without', async () => {
    let differences = 0;
    for (const [index, file] of files.entries()) {
      const { failing } = (await import(`./objects/${file}`)) as { readonly failing: FailingWorlds };
      const [first] = Object.values(failing);
      if (!first) continue;
      const { facts, objects, placeOf } = worldOf(first);
      const family = objects.flatMap((object) => [object, ...siblings(object, index)]);
      const told = (of: readonly WorldObject[]) =>
        runObjectChecks(new World({ facts, objects: of, placeOf })).map(({ code, message, field }) => [
          code,
          message,
          field,
        ]);
      const apart = told(family.map((object) => ({ ...object, manifest: structuredClone(object.manifest) })));
      const known = new Map<string, unknown>();
      expect(told(family.map((object) => ({ ...object, manifest: joined(object.manifest, known) })))).toEqual(apart);
      if (apart.length > told(objects).length) differences++;
    }
    expect(differences).toBeGreaterThan(files.length / 2);
  });
});

/** The same object under other names, each with another value in some place. */
function siblings(object: WorldObject, seed: number): WorldObject[] {
  const paths = pathsOf(object.manifest.spec);
  return [0, 1, 2].flatMap((turn) => {
    const path = paths[(seed * 5 + turn * 11) % Math.max(paths.length, 1)];
    if (!path) return [];
    const spec = replaced(object.manifest.spec, path, ODD[(seed + turn * 2) % ODD.length]);
    const metadata = { ...object.manifest.metadata, name: `${object.name}-${turn}` };
    return [{ ...object, manifest: { ...object.manifest, metadata, spec } as WorldObject['manifest'] }];
  });
}

/** Equal parts become one, and nothing else changes. */
function joined<T>(value: T, known: Map<string, unknown>): T {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, joined(inner, known)] as const);
  const copy = Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
  const text = JSON.stringify(copy, (_, inner: unknown) => (inner === undefined ? 'undefined' : inner));
  if (!known.has(text)) known.set(text, copy);
  return known.get(text) as T;
}

function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, one]) => pathsOf(one, [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], odd: unknown): unknown {
  if (key === undefined) return odd;
  if (Array.isArray(value)) return value.map((one, index) => (String(index) === key ? replaced(one, rest, odd) : one));
  const map = value as Readonly<Record<string, unknown>>;
  return { ...map, [key]: replaced(map[key], rest, odd) };
}
