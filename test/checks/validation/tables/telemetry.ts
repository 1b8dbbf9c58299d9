import type { Row, Table } from './table.ts';

const tag = (of: unknown, ...problems: string[]): Row => [{ tracing: [{ customTags: { a: of } }] }, ...problems];
const override = (of: unknown, ...problems: string[]): Row => [{ metrics: [{ overrides: [of] }] }, ...problems];
const filter = (expression: string, ...problems: string[]): Row => [
  { accessLogging: [{ filter: { expression } }] },
  ...problems,
];
const notCel = 'error spec.accessLogging[0].filter.expression:';

const rules: readonly Row[] = [
  [{}],
  [{ selector: {} }, 'warning spec.selector: names no labels'],
  [{ targetRefs: [{ kind: 'Pod', name: 'a' }] }, 'error spec.targetRefs[0].kind: Pod'],
  [{ metrics: [{ providers: [{ name: '' }] }] }, 'error spec.metrics[0].providers[0].name: needs a name'],
  [{ tracing: [{ providers: [{}] }] }, 'error spec.tracing[0].providers[0].name: needs a name'],
  [{ accessLogging: [{ providers: [null] }] }, 'error spec.accessLogging[0].providers[0].name: needs a name'],
  [{ metrics: [{ providers: [{ name: 'a' }, { name: 'b' }] }] }],
  [{ tracing: [{}, {}] }, 'warning spec.tracing: one entry'],
  [{ tracing: [{ providers: [{ name: 'a' }, { name: 'b' }] }] }, 'warning spec.tracing[0].providers: one provider'],
  [{ tracing: [{ randomSamplingPercentage: 100 }] }],
  [{ tracing: [{ randomSamplingPercentage: 100.01 }] }, 'error spec.tracing[0].randomSamplingPercentage: 100.01'],
  [{ tracing: [{ randomSamplingPercentage: -1 }] }, 'error spec.tracing[0].randomSamplingPercentage: -1'],
  tag({}),
  tag({ literal: { value: 'b' } }),
  tag({ literal: {} }, 'error spec.tracing[0].customTags.a.literal.value: needs'),
  tag({ header: { name: '' } }, 'error spec.tracing[0].customTags.a.header.name: needs'),
  tag({ environment: { defaultValue: 'b' } }, 'error spec.tracing[0].customTags.a.environment.name: needs'),
  [{ tracing: [{ customTags: { '': {} } }] }, 'error spec.tracing[0].customTags[""]: needs a name'],
  override({ tagOverrides: { a: { value: 'b' } } }),
  override({ tagOverrides: { a: {} } }, 'error spec.metrics[0].overrides[0].tagOverrides.a.value: to no value'),
  override({ tagOverrides: { a: { operation: 'REMOVE' } } }),
  override(
    { tagOverrides: { a: { operation: 'REMOVE', value: 'b' } } },
    'error spec.metrics[0].overrides[0].tagOverrides.a.value: removed',
  ),
  override({ tagOverrides: { '': { value: 'b' } } }, 'warning spec.metrics[0].overrides[0].tagOverrides: no name'),
  override({ match: { customMetric: '' } }, 'error spec.metrics[0].overrides[0].match.customMetric: is empty'),
  override({ match: { customMetric: 'a' } }),
];

const expressions: readonly Row[] = [
  ...[
    'response.code >= 400',
    "has(request.headers['a'].b) && !(x in [1, 2u, 0x1F, -3, 1.5e3,])",
    '{1: "a", }.exists(k, k == 1) ? [] : [null, true]',
    'type.Name{field: 1, `a-b`: 2}.other.map(x, x > 1, x)',
    "r'\\d' + b'\\x00' + '''a\n'b''' + \"\\u00e9\"",
    'a.`b.c-d` // why',
    '.a.b(1)[2]',
    'has(has(a.b))',
    '--1 - -9223372036854775808',
    '!!true',
    'has(a.b, 1)',
    '[,]',
    `a${'.b'.repeat(250)}`,
    `a${'+a'.repeat(250)} || a${'+a'.repeat(250)}`,
    `${'('.repeat(249)}a${')'.repeat(249)}`,
  ].map((expression) => filter(expression)),
  ...[
    '',
    'response.code >=',
    'a = b',
    'a b',
    'f(a,)',
    'a.?b',
    '[?a]',
    "'a",
    "'\\q'",
    "b'\\u0041'",
    "'\\U00110000'",
    'has(a)',
    'a.all(b.c, true)',
    'a.map(1, true)',
    '!-a',
    '-!a',
    'while',
    'while(1)',
    'a.in',
    '9223372036854775808',
    '18446744073709551616u',
    '1e999',
    'a ? b',
    '(a',
    '{a}',
    '#',
    `a${'.b'.repeat(251)}`,
    `a${'+a'.repeat(251)}`,
    `${'('.repeat(250)}a${')'.repeat(250)}`,
  ].map((expression) => filter(expression, notCel)),
];

export const telemetry: Table = {
  kind: 'Telemetry',
  apiVersion: 'telemetry.istio.io/v1',
  rows: [...rules, ...expressions],
};
