import { describe, expect, it } from 'vitest';
import type { CrdKind, CrdSchema } from '../../scripts/generate/crd.ts';
import { mergeReleases } from '../../scripts/generate/releases.ts';
import { type Field, shapesOf } from '../../scripts/generate/shape.ts';

const text = { type: 'string' };
const object = (properties: Readonly<Record<string, CrdSchema>>, more: object = {}): CrdSchema => ({
  type: 'object',
  properties,
  ...more,
});

function kind(spec: CrdSchema, name = 'Thing'): CrdKind {
  return { kind: name, group: 'g', plural: 'things', namespaced: true, versions: ['v1'], specRequired: true, spec };
}

/** The one kind, with each spec in a release of its own. */
function merged(...specs: CrdSchema[]) {
  const releases = specs.map((spec, index) => ({ release: `1.${29 + index}`, kinds: [kind(spec)] }));
  return shapesOf(mergeReleases(releases))[0];
}

const sinceOf = (fields: readonly Field[] | undefined) =>
  Object.fromEntries((fields ?? []).map(({ name, since }) => [name, since]));

describe('mergeReleases', () => {
  it('marks a field with the first release that has it', () => {
    const made = merged(object({ a: text }), object({ a: text, b: text }), object({ a: text, b: text, c: text }));
    expect(sinceOf(made?.spec.fields)).toEqual({ a: '1.29', b: '1.30', c: '1.31' });
  });

  it('marks only the field that is new, not what is in it', () => {
    const made = merged(object({}), object({ a: object({ b: text }) }), object({ a: object({ b: text, c: text }) }));
    const inner = made?.spec.fields[0]?.shape;
    expect(sinceOf(made?.spec.fields)).toEqual({ a: '1.30' });
    expect(inner?.is === 'struct' && sinceOf(inner.struct.fields)).toEqual({ b: undefined, c: '1.31' });
  });

  it('looks through lists and maps', () => {
    const holder = (inner: CrdSchema) =>
      object({ a: { type: 'array', items: { type: 'object', additionalProperties: inner } } });
    const made = merged(holder(object({ b: text })), holder(object({ b: text, c: text })));
    const list = made?.spec.fields[0]?.shape;
    const map = list?.is === 'list' ? list.of : undefined;
    const inner = map?.is === 'map' ? map.of : undefined;
    expect(inner?.is === 'struct' && sinceOf(inner.struct.fields)).toEqual({ b: '1.29', c: '1.30' });
  });

  it('keeps what an older release limits otherwise', () => {
    const made = merged(
      object({ a: { ...text, maxLength: 5 }, b: { ...text, enum: ['X'] }, c: text }),
      object({ a: { ...text, maxLength: 9 }, b: { ...text, enum: ['X', 'Y'] }, c: text }, { required: ['c'] }),
    );
    const [a, b, c] = made?.spec.fields.map(({ shape }) => ('older' in shape ? shape.older : {})) ?? [];
    expect(a).toEqual({ '1.29': { limits: { maxLength: 5 }, rules: [] } });
    expect(b).toEqual({ '1.29': { limits: {}, rules: [], values: ['X'] } });
    expect(c).toEqual({});
    expect(made?.limits.older).toEqual({ '1.29': { limits: {}, rules: [], required: [], choices: [] } });
  });

  it('keeps a rule that came later out of the older releases', () => {
    const ruled = { ...text, 'x-kubernetes-validations': [{ rule: 'self != "a"', message: 'not a' }] };
    const made = merged(object({ a: text }), object({ a: ruled }));
    expect(made?.spec.fields[0]?.shape).toMatchObject({
      rules: [{ rule: 'self != "a"', message: 'not a' }],
      older: { '1.29': { rules: [] } },
    });
  });

  it('marks a kind that is new', () => {
    const [one, two] = [kind(object({}), 'One'), kind(object({}), 'Two')];
    const made = mergeReleases([
      { release: '1.29', kinds: [one] },
      { release: '1.30', kinds: [one, two] },
    ]);
    expect(made.map(({ kind: name, since }) => [name, since])).toEqual([
      ['One', undefined],
      ['Two', '1.30'],
    ]);
  });

  it.each<[string, readonly CrdSchema[], RegExp]>([
    ['a field that was removed', [object({ a: text }), object({})], /Thing\.a of Istio 1\.29 was removed/],
    [
      'another type',
      [object({ a: text }), object({ a: { type: 'integer' } })],
      /Thing\.a has another type in Istio 1\.29/,
    ],
    [
      'a shared structure that grew at two times',
      [
        object({ a: object({ x: text }), b: object({ x: text }) }),
        object({ a: object({ x: text, y: text }), b: object({ x: text }) }),
        object({ a: object({ x: text, y: text }), b: object({ x: text, y: text }) }),
      ],
      /field y of one structure came with 1\.30 in one place and 1\.31 in another/,
    ],
    [
      'a rule with more to it',
      [
        object({
          a: { ...text, 'x-kubernetes-validations': [{ rule: 'self != ""', message: 'no', fieldPath: '.b' }] },
        }),
      ],
      /a rule this generator does not know/,
    ],
  ])('refuses what it cannot say: %s', (_, specs, error) => {
    expect(() => merged(...specs)).toThrow(error);
  });

  it('leaves out rules about what an object was before', () => {
    const ruled = { ...text, 'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'fixed' }] };
    expect(merged(object({ a: ruled }))?.spec.fields[0]?.shape).toMatchObject({ rules: [] });
  });
});
