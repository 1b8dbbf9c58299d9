import { Environment } from '@marcbachmann/cel-js';
import { describe, expect, it } from 'vitest';
import type { CrdSchema } from '../../scripts/generate/crd.ts';
import { type Limited, shapesOf } from '../../scripts/generate/shape.ts';
import { numberProblem, textProblem } from '../../src/istio/crd/limits.ts';
import type { Node } from '../../src/istio/crd/node.ts';
import { brokenRules } from '../../src/istio/crd/rules.ts';
import { istioKinds, istioReleases } from '../../src/istio/generated/kinds.ts';
import { celRules } from '../../src/istio/generated/rules.ts';
import { schemaOf } from '../../src/istio/generated/schemas/index.ts';
import { checkStructure } from '../../src/istio/structure.ts';

describe('celRules', () => {
  const selves: unknown[] = [
    ...['', 'a', '*', 'http://a', 'ftp://a', '%', 'unix:///a', 'unix://a', 'unix:///a/'],
    ...[{}, { a: 'b' }, { 'a*': 'b' }, { '': 'b' }, { 80: {} }, { 0: {} }, { '-a': 1 }],
    ...[
      [{ number: 1 }, { number: 2 }],
      [{ number: 1 }, { number: 1 }],
    ],
    ...[
      { context: 'WAYPOINT' },
      { context: 'ANY' },
      { operation: 'UPSERT', value: '' },
      { operation: 'REMOVE', value: 'a' },
    ],
    ...[{ valueFrom: 'HOST', value: 'a' }, { serviceAccounts: ['a'], principals: ['a'] }, { portLevelMtls: {} }],
    ...[
      { resolution: 'NONE', endpoints: [] },
      { resolution: 'DNS_ROUND_ROBIN', endpoints: [1, 2] },
    ],
    ...[
      { resolution: 'DNS', addresses: ['10.0.0.0/8'] },
      { address: 'unix://a', ports: {} },
    ],
  ];

  it.each(celRules.map(({ rule }, place) => [rule, place] as const))('%s can be kept and broken', (_, place) => {
    const verdicts = selves.map((self) => brokenRules([place], self).length === 0);
    expect(new Set(verdicts)).toEqual(new Set([true, false]));
  });

  it('are all in use, and nothing else is', () => {
    const used = JSON.stringify(schemaOf).matchAll(/"rules":\[([\d,]+)\]/g);
    const places = [...used].flatMap((match) => (match[1] ?? '').split(',').map(Number));
    expect([...new Set(places)].sort((a, b) => a - b)).toEqual(celRules.map((_, place) => place));
  });
});

/** What the generator makes of a CRD node with one rule. */
function limitedBy(rule: string, schema: CrdSchema): Limited & { values?: readonly string[] } {
  const node = { ...schema, 'x-kubernetes-validations': [{ rule, message: 'no' }] };
  const kind = { kind: 'A', group: 'g', plural: 'as', namespaced: true, versions: ['v1'], specRequired: true };
  const [shaped] = shapesOf([{ ...kind, spec: { type: 'object', properties: { value: node } } }]);
  return shaped?.spec.fields[0]?.shape as Limited;
}

describe('a rule that keywords say instead', () => {
  const texts = [
    '',
    'a',
    'HTTP',
    'HTTPS',
    '0s',
    '1s',
    '1ms',
    '0.9ms',
    '1h30m',
    '1.5s',
    '-2s',
    '1000us',
    '999us',
    'x',
    '1',
    '1d',
  ];
  const numbers = [-1, 0, 1, 80, 65535, 65536];
  const cases: [string, CrdSchema, readonly (string | number)[]][] = [
    ['0 < self && self <= 65535', { type: 'integer' }, numbers],
    ['self.size() == 0', { type: 'string' }, texts],
    ["duration(self) >= duration('1ms')", { type: 'string' }, texts],
    ['self in ["", "HTTP", "HTTPS"]', { type: 'string' }, texts],
  ];
  const cel = new Environment().registerVariable('self', 'dyn');

  it.each(cases)('%s: both agree', (rule, schema, values) => {
    const { limits, rules, values: allowed } = limitedBy(rule, schema);
    const node = { ...limits, ...(allowed ? { enum: allowed } : {}) } as unknown as Node;
    const ask = cel.parse(rule);
    const says = (self: unknown) => {
      try {
        return ask({ self }) === true;
      } catch {
        return false;
      }
    };
    const ours = values.map((value) =>
      typeof value === 'number' ? numberProblem(node, value) : textProblem(node, value),
    );
    expect(rules).toEqual([]);
    expect(ours.map((problem) => problem === undefined)).toEqual(values.map(says));
  });

  it('of fields that shut each other out: both agree', () => {
    const names = ['selector', 'targetRef', 'targetRefs'];
    const rule = names.map((name) => `(has(self.${name}) ? 1 : 0)`).join(' + ');
    const ask = cel.parse(`${rule} <= 1`);
    for (let set = 0; set < 8; set++) {
      const chosen = names.filter((_, bit) => set & (1 << bit));
      const value = (name: string) =>
        name === 'targetRefs' ? [] : name === 'selector' ? {} : { kind: 'a', name: 'b' };
      const spec = Object.fromEntries(chosen.map((name) => [name, value(name)]));
      const found = checkStructure({ apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', spec });
      expect(found.length === 0, chosen.join()).toBe(ask({ self: spec }));
    }
  });
});

describe('any shape', () => {
  const oddities = [
    null,
    undefined,
    true,
    0,
    -1,
    1e300,
    Number.NaN,
    '',
    'a',
    [],
    [null],
    [[]],
    {},
    { a: null },
    { a: { b: [] } },
  ];
  const roots = [
    ...oddities,
    ...oddities.map((spec) => ({ apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', spec })),
  ];

  it.each(roots.map((root) => [root]))('%j is survived', (root) => {
    expect(() => checkStructure(root as never)).not.toThrow();
  });

  it.each(istioKinds)('$kind survives odd values in every field', ({ kind, group, version }) => {
    for (const release of istioReleases) {
      for (const spec of oddSpecs(kind, oddities)) {
        expect(() => checkStructure({ apiVersion: `${group}/${version}`, kind, spec }, release)).not.toThrow();
      }
    }
  });
});

/** Specs with one odd value each, at the first and second level. */
function* oddSpecs(kind: keyof typeof schemaOf, oddities: readonly unknown[]) {
  const { spec, $defs } = schemaOf[kind];
  for (const [name, field] of Object.entries(spec.properties ?? {})) {
    const inner = field.items ?? field.additionalProperties ?? field;
    const names = Object.keys((inner.$ref ? $defs[inner.$ref]?.properties : inner.properties) ?? {});
    const wrap = (value: unknown) => (field.items ? [value] : field.additionalProperties ? { a: value } : value);
    for (const odd of oddities) {
      yield { [name]: odd };
      yield { [name]: wrap(odd) };
      for (const below of names) yield { [name]: wrap({ [below]: odd }) };
    }
  }
}
