import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runObjectChecks } from '../../src/checks/run-objects.ts';
import { World } from '../../src/checks/world.ts';
import type { Manifest } from '../../src/istio/manifest.ts';
import { type FailingWorlds, worldOf } from './world-case.ts';

/** Whatever is written into any field of any object, judging answers and never throws. */
const files = readdirSync(new URL('./objects/', import.meta.url)).sort();
const ODD: readonly unknown[] = [null, 0, '', 'x', true, [], {}, [null], [{}], { a: null }];

describe('odd values anywhere', () => {
  it('never throw', async () => {
    let judged = 0;
    for (const [index, file] of files.entries()) {
      const { failing } = (await import(`./objects/${file}`)) as { readonly failing: FailingWorlds };
      const [world] = Object.values(failing);
      if (!world) continue;
      const { facts, objects, placeOf } = worldOf(world);
      for (const [at, object] of objects.entries()) {
        const paths = pathsOf(object.manifest.spec);
        const path = paths[(index * 7 + at * 3) % Math.max(paths.length, 1)];
        if (!path) continue;
        const odd = ODD[(index + at) % ODD.length];
        const manifest = { ...object.manifest, spec: replaced(object.manifest.spec, path, odd) } as Manifest;
        const changed = objects.map((one, i) => (i === at ? { ...one, manifest } : one));
        expect(
          () => runObjectChecks(new World({ facts, objects: changed, placeOf })),
          `${path.join('.')} = ${JSON.stringify(odd)}`,
        ).not.toThrow();
        judged++;
      }
    }
    expect(judged).toBeGreaterThan(100);
  });
});

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
