import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fragment } from '../../src/policies/policy.ts';
import { policyOf, settingNames } from '../../src/policies/settings.ts';
import { settingArbitrary } from '../support/random/settings.ts';
import { effort } from '../support/random-mesh.ts';
import { refusals } from './refusals.ts';

/** Places of the leaves; a list is a leaf, since its order and length belong to whoever writes it. */
function leaves(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
}

function within(path: string, owned: string): boolean {
  return path === owned || path.startsWith(`${owned}.`);
}

function merge(a: unknown, b: unknown): unknown {
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b || Array.isArray(a)) return b;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      key in left && key in right ? merge(left[key], right[key]) : key in left ? left[key] : right[key],
    ]),
  );
}

describe.each(settingNames)('the setting %s', (name) => {
  const policy = policyOf(name);
  const check = (law: (value: unknown) => void) => {
    law(policy.example);
    fc.assert(
      fc.property(settingArbitrary(name), (value) => {
        law(value);
      }),
      effort(100),
    );
  };

  it('comes back from what it is lowered to', () => {
    check((value) => expect(policy.lift(policy.lower(value))).toEqual(policy.normalise(value)));
  });

  it('is normal once normalised, and lowered to the same', () => {
    check((value) => {
      expect(policy.normalise(policy.normalise(value))).toEqual(policy.normalise(value));
      expect(policy.lower(policy.normalise(value))).toEqual(policy.lower(value));
    });
  });

  it('finds nothing wrong with its example and other valid values', () => {
    check((value) => expect(policy.problems(value)).toEqual([]));
  });

  it('writes only what it owns', () => {
    check((value) => {
      const written = leaves(policy.lower(value), '').filter((path) => path !== '');
      expect(written.filter((path) => !policy.owns.some((owned) => within(path, owned)))).toEqual([]);
    });
  });

  it('is recognised among all the others, and absent where it was not set', () => {
    const others = settingNames
      .filter((other) => other !== name)
      .map((other) => policyOf(other).lower(policyOf(other).example));
    const around = others.reduce<unknown>(merge, {}) as Fragment;
    expect(policy.lift({})).toBeUndefined();
    expect(policy.lift(around)).toBeUndefined();
    check((value) =>
      expect(policy.lift(merge(around, policy.lower(value)) as Fragment)).toEqual(policy.normalise(value)),
    );
  });

  it('is what Istio takes, without a warning', () => {
    check((value) => expect(refusals(policy.lower(value))).toEqual([]));
  });

  it('says where Istio documents it', () => {
    expect(policy.reference).toMatch(/^https:\/\/istio\.io\/latest\/docs\/reference\/config\/\S+#\S+$/);
  });
});

it('no path has two owners', () => {
  const owned = settingNames.flatMap((name) => policyOf(name).owns.map((path) => ({ name, path })));
  for (const { path } of owned) expect(path).toMatch(/^(route|trafficPolicy)\.\w/);
  const shared = owned.flatMap((a, i) =>
    owned.filter((b, j) => j !== i && within(b.path, a.path)).map((b) => `${a.name} ${a.path} / ${b.name} ${b.path}`),
  );
  expect(shared).toEqual([]);
});
