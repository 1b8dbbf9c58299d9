/** The first steps of a canary, copies and a cohort, through the pure half of delivery: forward, and back from each. */
import { describe, expect, it } from 'vitest';
import { readState } from '../../src/deliver/state-file.ts';
import { desired } from '../../src/schedule/desired.ts';
import { hasMoved } from '../../src/schedule/stages.ts';
import { statePath, stateText } from '../../src/schedule/state.ts';
import { afterSteps, applied, back, compiledShop, next, stateAfter } from '../support/proposals.ts';

const mesh = compiledShop({
  reviews: {
    mirror: { percent: 5, bake: '2h' },
    cohort: { cookie: { name: 'group', value: { exact: 'beta' } } },
    order: 'step-major',
  },
});
const keys = ['mirror-1', 'mirror-2', 'cohort-1', 'cohort-2', 'shift-1-1', 'shift-2-1', 'shift-1-2'];

describe('a canary with first steps', () => {
  it('proposes one step after the other', () => {
    const proposed = keys.map((_, count) => next(mesh, afterSteps(mesh, count)));
    expect(proposed.map(({ stage }) => stage.key)).toEqual(keys);
    expect(proposed.map(({ stage }) => [stage.mirrored ?? [], stage.cohort ?? []])).toEqual([
      [['us-east'], []],
      [['us-east', 'us-west'], []],
      [['us-east', 'us-west'], ['us-east']],
      [
        ['us-east', 'us-west'],
        ['us-east', 'us-west'],
      ],
      [['us-west'], ['us-east', 'us-west']],
      [[], ['us-east']],
      [[], []],
    ]);
  });

  it.each(keys.map((key, i) => [key, i + 1] as const))('goes back from %s to what the source says', (_, count) => {
    const base = afterSteps(mesh, count);
    const way = back(mesh, base, { purpose: 'rollback', failed: [] });
    const files = new Map([...base.files].map(([path, { blob }]) => [path, blob]));
    for (const { path, after } of way.manifests) files.set(path, after?.blob ?? '');
    const source = new Map([...desired(mesh, {})].map(([path, { blob }]) => [path, blob]));
    expect(files).toEqual(source);
    expect(stateAfter(way)).toMatchObject({ status: 'rolled-back', weights: {} });
    expect(hasMoved(stateAfter(way))).toBe(false);
  });

  it('records what it has opened, in a form that is read back', () => {
    for (const count of keys.keys()) {
      const state = stateAfter(next(mesh, afterSteps(mesh, count)));
      expect(readState(statePath(state.rollout), stateText(state))).toEqual(state);
      expect(hasMoved(state)).toBe(true);
    }
  });

  it('ends where a canary without them ends', () => {
    const plain = compiledShop({ reviews: {} });
    const ends = (of: typeof mesh, steps: number) =>
      new Map([...afterSteps(of, steps).files].map(([path, { blob }]) => [path, blob]));
    expect(ends(mesh, keys.length)).toEqual(ends(plain, 3));
    expect(applied(mesh).files).toEqual(applied(plain).files);
  });
});
