import { expect, it } from 'vitest';
import { positionOfKey, rankOfKey } from '../../src/schedule/edits/slots.ts';

const KEYS = [...['destinations', 'mesh-routes-1', 'mesh-routes-2', 'policies', 'entries-1']];
const EDIT = [
  ...['permissive-1', 'permissive-2', 'expand', 'add-1', 'change-1', 'add-2', 'change-2', 'change-10'],
  ...['enforce-1', 'enforce-2', 'open-1', 'release-1', 'contract'],
];

it.each([KEYS, EDIT])('keys name their place: %s …', (...keys) => {
  const ranks = keys.map(rankOfKey);
  expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  expect(new Set(ranks).size).toBe(keys.length);
});

it.each([
  ['change-2', { slot: 'change', wave: 2 }],
  ['mesh-routes', { slot: 'mesh-routes', wave: 0 }],
  ['shift-1-2', undefined],
  ['start', undefined],
  ['', undefined],
])('%s', (key, position) => {
  expect(positionOfKey(key)).toEqual(position);
  if (!position) expect(rankOfKey(key)).toBe(-1);
});
