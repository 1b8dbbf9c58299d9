import { describe, expect, it } from 'vitest';
import { effectiveDestinationRule, rulesPassedOver } from '../../../src/simulate/reach/index.ts';
import { Views } from '../../../src/simulate/views.ts';
import { destinationRule, REVIEWS } from '../requests/reach/objects.ts';
import { service, world } from '../row.ts';

interface Case {
  readonly name: string;
  /** [name, namespace, spec besides host and subsets]; each has a subset of its own name, the first is the oldest. */
  readonly rules: readonly (readonly [string, string, string])[];
  readonly client?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly kind?: 'sidecar' | 'gateway' | 'none';
  /** Subsets of the rule in force; undefined: none is. */
  readonly subsets: readonly string[] | undefined;
}

const cases: readonly Case[] = [
  {
    name: 'equal exportTo is merged',
    rules: [
      ['a', 'shop', ''],
      ['b', 'shop', ''],
    ],
    subsets: ['a', 'b'],
  },
  {
    name: 'of rules kept apart the youngest that is exported is taken',
    rules: [
      ['a', 'shop', ''],
      ['b', 'shop', "exportTo: ['*']"],
    ],
    subsets: ['b'],
  },
  {
    name: 'a wider exportTo is merged into a narrower one and has no place of its own',
    rules: [
      ['a', 'shop', 'exportTo: [web]'],
      ['b', 'shop', 'exportTo: [web, other]'],
    ],
    subsets: ['a', 'b'],
  },
  {
    name: 'a wider exportTo is lost for those whom the narrower one leaves out',
    rules: [
      ['a', 'shop', 'exportTo: [web]'],
      ['b', 'shop', 'exportTo: [web, other]'],
    ],
    client: 'other',
    subsets: undefined,
  },
  {
    name: 'a private rule of the service namespace is not for others',
    rules: [['a', 'shop', 'exportTo: [shop]']],
    subsets: undefined,
  },
  { name: 'its own namespace sees it', rules: [['a', 'shop', 'exportTo: [shop]']], client: 'shop', subsets: ['a'] },
  {
    name: 'a rule of the client for others only is none for the client',
    rules: [['a', 'web', 'exportTo: [other]']],
    subsets: undefined,
  },
  {
    name: 'the root namespace is last',
    rules: [
      ['a', 'istio-system', ''],
      ['b', 'shop', ''],
    ],
    subsets: ['b'],
  },
  {
    name: 'a client of the root namespace is served by the service namespace',
    rules: [
      ['a', 'istio-system', ''],
      ['b', 'shop', ''],
    ],
    client: 'istio-system',
    subsets: ['b'],
  },
  {
    name: 'a private rule of the root namespace is for its own proxies first',
    rules: [
      ['a', 'istio-system', "exportTo: ['.']"],
      ['b', 'shop', ''],
    ],
    client: 'istio-system',
    subsets: ['a'],
  },
  {
    name: 'a rule for chosen pods beats one for all',
    rules: [
      ['a', 'web', ''],
      ['b', 'web', 'workloadSelector: {matchLabels: {app: ui}}'],
    ],
    labels: { app: 'ui' },
    subsets: ['b'],
  },
  {
    name: 'other pods have the one for all',
    rules: [
      ['a', 'web', ''],
      ['b', 'web', 'workloadSelector: {matchLabels: {app: ui}}'],
    ],
    subsets: ['a'],
  },
  {
    name: 'a private rule for all is lost beside one for chosen pods',
    rules: [
      ['a', 'web', "exportTo: ['.']"],
      ['b', 'web', 'workloadSelector: {matchLabels: {app: ui}}'],
    ],
    subsets: undefined,
  },
  { name: 'a client without proxy has no rules', rules: [['a', 'shop', '']], kind: 'none', subsets: undefined },
  { name: 'a namespace that is neither is not looked in', rules: [['a', 'other', '']], subsets: undefined },
];

describe('the DestinationRule in force', () => {
  it.each(cases.map((one) => [one.name, one] as const))(
    '%s',
    (_, { rules, client = 'web', labels = {}, kind = 'sidecar', subsets }) => {
      const objects = rules.map(([name, namespace, more], index) =>
        destinationRule(`{host: ${REVIEWS}, subsets: [{name: ${name}}]${more === '' ? '' : `, ${more}`}}`, {
          name,
          namespace,
          metadata: `creationTimestamp: '2026-01-0${index + 1}T00:00:00Z'`,
        }),
      );
      const { facts, manifests } = world({ services: [service('reviews')], objects: objects.join('') });
      const view = new Views(facts, manifests).of('east')!;
      const who = { namespace: client, labels, kind };
      const found = effectiveDestinationRule(view, who, REVIEWS);
      expect(found.rule?.subsets.map(({ name }) => name)).toEqual(subsets);
      for (const { why } of rulesPassedOver(view, who, REVIEWS, found)) expect(why).not.toBe('');
    },
  );
});
