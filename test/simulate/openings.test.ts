/** What a canary's cohort and its copies do to a request, at every stage: asked of the simulator. */
import { compileForTest } from 'meshwright/testing';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/simulate/outcome.ts';
import { type CanaryKnobs, shop } from '../support/shop.ts';

const ID = 'shop/reviews-next';
const first: CanaryKnobs = { mirror: { percent: 5, bake: '2h' }, cohort: { headers: { tester: { exact: 'yes' } } } };
const byCookie: CanaryKnobs = { cohort: { cookie: { name: 'group', value: { prefix: 'beta' } } } };

function told({ destinations, mirrors }: Outcome): string {
  const parts = destinations.map(({ subset, weight }) => `${subset} ${Math.round(weight * 1000) / 10}`);
  return [...parts, ...mirrors.map(({ subset, weight }) => `copy ${subset} ${weight * 100}`)].join(', ');
}

function asked(knobs: CanaryKnobs, stage: string, headers: Readonly<Record<string, string>>): string {
  const at = compileForTest(shop({ reviews: knobs })).at({ [ID]: stage });
  const { answers } = at.request({ from: 'shop/catalog', to: 'shop/reviews', in: 'us-east', headers });
  return answers.map(({ outcome }) => told(outcome)).join(' | ');
}

describe('a request of everybody, and one of the cohort', () => {
  it.each([
    ['start', 'v1 100', 'v1 100'],
    ['mirror-1', 'v1 100, copy v2 5', 'v1 100, copy v2 5'],
    ['cohort-1', 'v1 100, copy v2 5', 'v2 100'],
    ['shift-1-1', 'v1 90, v2 10', 'v2 100'],
    ['shift-1-2', 'v2 100', 'v2 100'],
    ['rolled-back', 'v1 100', 'v1 100'],
  ])('at %s', (stage, everybody, tester) => {
    expect([asked(first, stage, {}), asked(first, stage, { tester: 'yes' })]).toEqual([everybody, tester]);
  });
});

describe('a cohort told by a cookie', () => {
  it.each([
    ['group=beta', true],
    ['seen=1; group=beta-2; last=3', true],
    ['seen=1;group=beta', true],
    ['group=alpha', false],
    ['mygroup=beta', false],
    ['seen=group=beta', false],
    ['groups=beta', false],
  ])('%s', (cookie, belongs) => {
    expect(asked(byCookie, 'cohort-1', { cookie })).toBe(belongs ? 'v2 100' : 'v1 100');
  });
});
