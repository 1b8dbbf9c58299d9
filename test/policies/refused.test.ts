import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyOf, settingNames } from '../../src/policies/settings.ts';
import { settingArbitrary } from '../support/random/settings.ts';
import { effort } from '../support/random-mesh.ts';
import { refusals } from './refusals.ts';
import { REFUSED } from './refused.ts';

describe.each(settingNames)('the setting %s', (name) => {
  const policy = policyOf(name);

  it('has values that it refuses', () => {
    expect(REFUSED[name].length).toBeGreaterThan(0);
  });

  it.each(REFUSED[name])('refuses %j: %s', (value, words) => {
    expect(policy.problems(value)).toEqual([expect.stringContaining(words)]);
  });

  it.each(HOSTILE.map((value) => [String(Object.prototype.toString.call(value)), value] as const))(
    'bears %s',
    (_, value) => {
      const problems = policy.problems(value);
      expect(problems.every((problem) => typeof problem === 'string' && problem !== '')).toBe(true);
    },
  );

  it('finds something wrong before Istio does, wherever a valid value is spoilt', () => {
    fc.assert(
      fc.property(settingArbitrary(name), fc.nat(), fc.constantFrom(...SPOILT), (value, place, other) => {
        const spoilt = withLeaf(value, place, other);
        if (policy.problems(spoilt).length > 0) return;
        expect([spoilt, refusals(policy.lower(spoilt))]).toEqual([spoilt, []]);
        expect(policy.lift(policy.lower(spoilt))).toEqual(policy.normalise(spoilt));
      }),
      effort(60),
    );
  });
});

const HOSTILE: readonly unknown[] = [null, 7, 'x', true, [], {}, [null], [[]], { mode: {} }, Symbol('x'), 10n, () => 1];

const SPOILT: readonly unknown[] = [
  ...[null, true, false, -1, 0, 1.5, 100.5, 2 ** 40, Number.NaN, Number.POSITIVE_INFINITY, '', '0s', '-1s', '5', 'a b'],
  ...['\u0000', '%', ':path', 'Host', '*', '/', 'x=y=z', '1.0001ms', [], [''], {}, { a: 1 }, 'UPGRADE', 'SIMPLE'],
];

/** The value with one of its leaves, or one field that it has, replaced by another. */
function withLeaf(value: unknown, place: number, other: unknown): unknown {
  if (typeof value !== 'object' || value === null) return other;
  const keys = Object.keys(value);
  const key = keys[place % (keys.length + 1)];
  if (key === undefined) return other;
  const inner = withLeaf((value as Record<string, unknown>)[key], Math.floor(place / (keys.length + 1)), other);
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === key ? inner : item));
  return { ...value, [key]: inner };
}
