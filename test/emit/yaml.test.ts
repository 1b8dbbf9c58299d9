import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { emitManifest, emitYaml } from '../../src/emit/yaml.ts';
import type { Manifest } from '../../src/istio/manifest.ts';

const numRuns = process.env.MESHWRIGHT_DEEP ? 20_000 : 500;

// What some parser reads as a boolean, a null, a number, a time, a merge or a piece of syntax.
const words = ['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', 'nan', 'inf', 'Infinity', '~', '='];
const anyCase = words.flatMap((word) => [word, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)]);
const numbers = (
  '0 -0 +1 -1 007 017 0755 0o17 0O17 0x1F 0b101 1_000 1,000 .5 5. 1.5 1e3 1E3 e1 E0 e+1 e-1 . ._ 1e+3 1.0e-3 0x1p4 .inf -.INF +.Inf ' +
  '.nan .NaN 1:30 12:30:45 -1:30 190:20:30.15 1.2.3.4 1.31 2001-12-14 2001-12-14T21:59:43.10-05:00 9007199254740993'
).split(' ');
const syntax = (
  '- ? : , [ ] { } # & * ! | > \' " % @ ` << --- ... -- - -a ?a :a #a &a *a *.example.com !a |a >a %a @a `a ' +
  '\'a\' "a" {a} [a] a: a:b a,b a#b a\'b a"b a\\b \\d+ [a-z]\\w*'
).split(' ');
const spaced = ['', ' ', '  ', ' a', 'a ', 'a: b', 'a #b', 'a # b', '- a', '? a', ': a', '2001-12-14 21:59:43', 'a b'];
const characters = [
  '\t',
  'a\tb',
  '\0',
  '\x07',
  '\x1b[0m',
  '\x7f',
  '\x85',
  '\xa0',
  '\ufeff',
  'a\ufeffb',
  '\u2028',
  '\u2029',
];
const unicode = [
  'é',
  'ключ',
  '日本',
  '😀',
  'a😀b',
  '\ud800',
  'a\udc00',
  '\udc00\ud800',
  '\ufffe',
  '\uffff',
  '\u202eabc',
  '\u200b',
];
const lines = [
  ...[
    '\n',
    '\n\n',
    'a\n',
    'a\n\n',
    'a\n\n\n',
    'a\nb',
    'a\nb\n',
    'a\n\nb',
    '\na',
    '\n\na\n',
    ' a\nb',
    '  a\n b\n',
    '\ta\nb',
  ],
  ...[
    'a \nb',
    'a\n \nb',
    'a\n\t\n',
    'a\n  b\n c\n',
    'a\r\nb',
    'a\rb',
    '\r',
    'a\n---\nb',
    '---\na',
    '...\n',
    '# a\nb',
    'a\n# b\n',
  ],
  ...[
    '- a\n- b\n',
    'a: b\nc: d\n',
    '"\n',
    "'\n\\",
    '日本\n語\n',
    '😀\nb',
    'a\n\ud800',
    'a\u2028b\nc',
    'a\x85\nb',
    '\ufeffa\nb',
  ],
];
const long = [
  'k'.repeat(996),
  'k'.repeat(1024),
  'k '.repeat(600).trim(),
  '1'.repeat(1500),
  '\0'.repeat(400),
  `${'k'.repeat(1500)}\nb`,
];
const hostile = [
  ...anyCase,
  ...numbers,
  ...syntax,
  ...spaced,
  ...characters,
  ...unicode,
  ...lines,
  ...long,
  '__proto__',
];

const versions = ['1.1', '1.2'] as const;

describe('the text of a string', () => {
  test.each<[string, string]>([
    ['reviews.bookinfo.svc.cluster.local', 'reviews.bookinfo.svc.cluster.local'],
    ['networking.istio.io/v1', 'networking.istio.io/v1'],
    ['500ms', '500ms'],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['^(GET|POST)$', '^(GET|POST)$'],
    ['a:b', 'a:b'],
    ['', '""'],
    ['on', '"on"'],
    ['Y', '"Y"'],
    ['0755', '"0755"'],
    ['1:30', '"1:30"'],
    ['10.0.0.1', '"10.0.0.1"'],
    ['2001-12-14', '"2001-12-14"'],
    ['*.example.com', '"*.example.com"'],
    ['<<', '"<<"'],
    ['a: b', '"a: b"'],
    ['a #b', '"a #b"'],
    ['{"a":1}', '\'{"a":1}\''],
    ['[a-z]\\w+', "'[a-z]\\w+'"],
    ['["\']', '"[\\"\']"'],
    ['ключ', '"ключ"'],
    ['a\tb', '"a\\tb"'],
    ['\x85\u2028\ufeff', '"\\u0085\\u2028\\ufeff"'],
    ['\ud800', '"\\ud800"'],
    ['safe\u202eevil', '"safe\\u202eevil"'],
  ])('%j', (value, text) => {
    expect(emitYaml({ key: value })).toBe(`key: ${text}\n`);
    expect(emitYaml([value])).toBe(`- ${text}\n`);
    expect(emitYaml(value)).toBe(`${text}\n`);
    expect(emitYaml({ [value]: 1 })).toBe(`${text}: 1\n`);
  });

  test.each<[string, string]>([
    ['a\nb', '|-\n  a\n  b'],
    ['a\n\nb\n', '|\n  a\n\n  b'],
    ['a\n\n', '|+\n  a\n'],
    ['\na', '|2-\n\n  a'],
    ['  a\nb', '|2-\n    a\n  b'],
    ['a \nb', '"a \\nb"'],
    ['a\r\nb', '"a\\r\\nb"'],
    ['\n', '"\\n"'],
  ])('%j, of more than one line', (value, text) => {
    expect(emitYaml({ key: value })).toBe(`key: ${text}\n`);
    expect(emitYaml([value])).toBe(`- ${text}\n`);
    expect(emitYaml({ [value]: 1 })).toBe(`${JSON.stringify(value)}: 1\n`);
  });

  it('is the same whether or not it was a key before', () => {
    const value = 'first as a key\nthen as a value';
    const before = emitYaml({ a: value });
    emitYaml({ [value]: value });
    expect(emitYaml({ a: value })).toBe(before);
  });

  it('is never folded', () => {
    const value = 'word '.repeat(500).trim();
    expect(emitYaml({ a: value })).toBe(`a: ${value}\n`);
  });
});

describe('the text of other values', () => {
  test.each<[unknown, string]>([
    [{}, '{}\n'],
    [[], '[]\n'],
    [null, 'null\n'],
    [{ a: undefined }, '{}\n'],
    [{ a: { b: undefined }, c: [] }, 'a: {}\nc: []\n'],
    [{ a: null, b: true, c: false }, 'a: null\nb: true\nc: false\n'],
    [[undefined, null], '- null\n- null\n'],
    [{ b: 1, a: [3, 1, 2] }, 'a:\n  - 3\n  - 1\n  - 2\nb: 1\n'],
    [[{ b: 1, a: 2 }, {}], '- a: 2\n  b: 1\n- {}\n'],
    [[[1, [2]], [{ a: [] }]], '- - 1\n  - - 2\n- - a: []\n'],
    [{ 10: 'a', 9: 'b' }, '"10": a\n"9": b\n'],
    [[-0, 0.1, -5, 2000, 1e21, 1.5e300, 1e-7], '- 0\n- 0.1\n- -5\n- 2000\n- 1.0e+21\n- 1.5e+300\n- 1.0e-7\n'],
  ])('%j', (value, text) => {
    expect(emitYaml(value)).toBe(text);
  });

  it('announces a key that is too long to stand before a colon', () => {
    const key = 'k'.repeat(1100);
    expect(emitYaml({ [key]: { a: 1 } })).toBe(`? ${key}\n:\n  a: 1\n`);
    expect(emitYaml([{ [key]: 1 }])).toBe(`- ? ${key}\n  : 1\n`);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses %d', (value) => {
    expect(() => emitYaml({ a: [value] })).toThrow(RangeError);
  });

  test.each([[new Date(0)], [new Map([[1, 2]])], [10n], [() => 1], [Symbol('a')]])('refuses %s', (value) => {
    expect(() => emitYaml({ a: value })).toThrow(TypeError);
  });
});

describe('a manifest', () => {
  it('has its fields in the order people read', () => {
    const labels = { b: '1', a: 'x' };
    const manifest = {
      spec: { name: 'n', kind: 'k', apiVersion: 'v' },
      metadata: { labels, namespace: 'ns', name: 'n' },
    };
    expect(emitManifest({ ...manifest, data: {}, kind: 'VirtualService', apiVersion: 'networking.istio.io/v1' })).toBe(
      `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: "n"
  namespace: ns
  labels:
    a: x
    b: "1"
data: {}
spec:
  apiVersion: v
  kind: k
  name: "n"
`,
    );
  });

  it('may lack parts', () => {
    expect(emitManifest({ kind: 'A' } as unknown as Manifest)).toBe('kind: A\n');
    expect(emitManifest({ metadata: {}, a: undefined } as unknown as Manifest)).toBe('metadata: {}\n');
  });
});

// deepStrictEqual, because expect(…).toEqual does not compare keys named `__proto__`.
describe('every parser reads what was written', () => {
  test.each(versions)('hostile strings as key, value and item, YAML %s', (version) => {
    for (const value of hostile) {
      const tree = fromEntries([
        [value, { before: 1, [value === '__proto__' ? 'p' : value]: [value, [value]], z: value }],
      ]);
      deepStrictEqual(parse(emitYaml(tree), { version }), tree);
      expect(parse(emitYaml(value), { version })).toBe(value);
    }
  });

  const text = fc.oneof(
    { arbitrary: fc.constantFrom(...hostile), weight: 4 },
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...' \n\t\r:#-\'"|>0123456789.eox_+~ayn[]{},?!&*%@\\'), maxLength: 12 }),
    fc.string({ maxLength: 12 }),
  );
  const tree = fc.letrec<{ value: unknown; map: unknown; array: unknown; leaf: unknown }>((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, { arbitrary: tie('leaf'), weight: 3 }, tie('map'), tie('array')),
    leaf: fc.oneof({ arbitrary: text, weight: 5 }, fc.jsonValue(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    map: fc.array(fc.tuple(text, tie('value')), { maxLength: 4 }).map((entries) => fromEntries(entries)),
    array: fc.array(tie('value'), { maxLength: 4 }),
  })).value;

  test.each(versions)('any tree, YAML %s', (version) => {
    fc.assert(
      fc.property(tree, (value) => {
        deepStrictEqual(parse(emitYaml(value), { version }), normal(value));
      }),
      { numRuns },
    );
  });

  test.each(versions)('any manifest, YAML %s', (version) => {
    const entries = fc.array(fc.tuple(text, tree), { maxLength: 3 });
    fc.assert(
      fc.property(entries, entries, (top, metadata) => {
        const named = fromEntries([...metadata, ['name', 'a'], ['namespace', 'b']]);
        const manifest = fromEntries([...top, ['metadata', named], ['kind', 'K'], ['apiVersion', 'v1']]) as Manifest;
        const emitted = emitManifest(manifest);
        deepStrictEqual(parse(emitted, { version }), normal(manifest));
        expect(emitted.startsWith('apiVersion: v1\nkind: K\nmetadata:\n  name: a\n  namespace: b\n')).toBe(true);
      }),
      { numRuns: numRuns / 2 },
    );
  });

  it('in which no line ends in a space', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(emitYaml(value)).not.toMatch(/[ \t]$/m);
      }),
      { numRuns },
    );
  });

  it('and the text does not depend on the order of keys', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(emitYaml(backwards(value))).toBe(emitYaml(value));
      }),
      { numRuns },
    );
  });
});

/** An object whose `__proto__` is a key like any other. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(entries);
}

/** The same value with plain zeros: all that YAML may change. */
function normal(value: unknown): unknown {
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  return fromEntries(Object.entries(value).map(([key, inner]) => [key, normal(inner)]));
}

function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== 'object' || value === null) return value;
  return fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, backwards(inner)]),
  );
}
