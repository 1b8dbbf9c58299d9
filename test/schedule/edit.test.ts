/** How a change of the source is split, by what its DestinationRules bring and drop. */
import { expect, it } from 'vitest';
import type { Manifest } from '../../src/istio/manifest.ts';
import { editParts } from '../../src/schedule/edit.ts';

interface Rule {
  readonly exportTo?: readonly string[];
  readonly subsets: string;
}

const RULE = 'rule.yaml';
const ROUTE = 'route.yaml';

function rule({ exportTo, subsets }: Rule): Manifest {
  const names = subsets.split(' ').filter(Boolean);
  const spec = { host: 'h', ...(exportTo && { exportTo }), subsets: names.map((name) => ({ name })) };
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'h', namespace: 'n' },
    spec,
  };
}

const route: Manifest = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'h' },
  spec: {},
};

function split(before: Rule, after: Rule): string {
  const sides = (which: Rule) => (path: string) => (path === RULE ? rule(which) : route);
  const changes = [RULE, ROUTE].map((path) => ({ path, before: `old ${path}`, after: { blob: `new ${path}` } }));
  const parts = editParts(changes, {
    sides: { before: sides(before), after: sides(after) },
    rootNamespace: 'istio-system',
    tierOf: () => undefined,
    waves: undefined,
  });
  return parts
    .map(({ key, changes }) => `${key}(${changes.map(({ path }) => path.split('.')[0]).join(' ')})`)
    .join(' ');
}

it.each([
  ['nothing that anybody relies on', { subsets: 'v1' }, { subsets: 'v1' }, 'change(rule route)'],
  ['a subset more', { subsets: 'v1' }, { subsets: 'v1 v2' }, 'expand(rule) change(route)'],
  ['a subset less', { subsets: 'v1 v2' }, { subsets: 'v1' }, 'expand(rule) change(route) contract(rule)'],
  [
    'a namespace more',
    { exportTo: ['a'], subsets: 'v1' },
    { exportTo: ['a', 'b'], subsets: 'v1' },
    'expand(rule) change(route)',
  ],
  [
    'everybody instead of one',
    { exportTo: ['a'], subsets: 'v1' },
    { exportTo: ['*'], subsets: 'v1' },
    'expand(rule) change(route)',
  ],
  [
    'a namespace less',
    { exportTo: ['a', 'b'], subsets: 'v1' },
    { exportTo: ['a'], subsets: 'v1' },
    'expand(rule) change(route) contract(rule)',
  ],
  [
    'one instead of everybody',
    { subsets: 'v1' },
    { exportTo: ['a'], subsets: 'v1' },
    'expand(rule) change(route) contract(rule)',
  ],
] as const)('%s', (_, before, after, parts) => {
  expect(split(before, after)).toBe(parts);
});
