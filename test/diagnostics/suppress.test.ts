import { describe, expect, it } from 'vitest';
import { type Diagnostic, diagnostic, hasErrors } from '../../src/diagnostics/diagnostic.ts';
import { applySuppressions, expireSuppressions } from '../../src/diagnostics/suppress.ts';
import { isDay, type Suppression } from '../../src/diagnostics/suppression.ts';

const at = { file: 'a.yaml', line: 3, column: 5 };

function finding(about: Partial<Diagnostic> = {}): Diagnostic {
  const text = { code: 'unknown-subset', message: 'M.', why: 'W.', hint: 'H.' };
  return {
    ...diagnostic({ ...text, at: { locate: () => at } }),
    object: 'VirtualService shop/cart',
    field: 'spec.http[0].route[1].destination',
    clusters: ['east', 'west'],
    equivalents: ['IST0101', 'KIA1107'],
    ...about,
  };
}

function suppression(about: Partial<Suppression> = {}): Suppression {
  return { code: 'unknown-subset', reason: 'R', until: '2027-01-31', at, from: 'file', ...about };
}

/** `code clusters` of what is left open, then of what is suppressed. */
function told(found: readonly Diagnostic[]) {
  const line = ({ code, clusters = [] }: Diagnostic) => [code, ...clusters].join(' ');
  return { open: found.filter((d) => !d.suppressed).map(line), accepted: found.filter((d) => d.suppressed).map(line) };
}

const ALL = { open: [], accepted: ['unknown-subset east west'] };
const NONE = { open: ['suppression-unused', 'unknown-subset east west'], accepted: [] };

describe('a suppression', () => {
  it.each<[string, Partial<Suppression>, { open: string[]; accepted: string[] }]>([
    ['of a code', {}, ALL],
    ['of another code', { code: 'unknown-gateway' }, NONE],
    ['of an object', { object: 'VirtualService shop/cart' }, ALL],
    ['of objects by wildcard', { object: '* shop/*' }, ALL],
    ['of an object whose name only begins like it', { object: 'VirtualService shop/car' }, NONE],
    ['with characters that mean something elsewhere', { object: 'VirtualService shop.cart' }, NONE],
    ['of a field', { field: 'spec.http[0].route[1].destination' }, ALL],
    ['of a field above', { field: 'spec.http[0]' }, ALL],
    ['of fields by wildcard', { field: 'spec.http[*].route' }, ALL],
    ['of a field that only begins like it', { field: 'spec.http[0].rou' }, NONE],
    ['of a field below', { field: 'spec.http[0].route[1].destination.host' }, NONE],
    ['in all its clusters', { clusters: ['east', 'west', 'north'] }, ALL],
    ['in one of them', { clusters: ['east'] }, { open: ['unknown-subset west'], accepted: ['unknown-subset east'] }],
    ['in other clusters', { clusters: ['north'] }, NONE],
    ['at its place', { places: [{ ...at }] }, ALL],
    ['at another place', { places: [{ ...at, line: 4 }] }, NONE],
  ])('%s', (_, about, expected) => {
    expect(told(applySuppressions([finding()], [suppression(about)]))).toEqual(expected);
  });

  it('by the codes of others acts where the finding has one, and is never unused', () => {
    const by = (...equivalents: string[]): Suppression => ({ equivalents, reason: 'R', at, from: 'source' });
    expect(told(applySuppressions([finding()], [by('IST0101')]))).toEqual(ALL);
    expect(told(applySuppressions([finding()], [by('*')]))).toEqual(ALL);
    expect(told(applySuppressions([finding()], [by('IST0102')])).accepted).toEqual([]);
    const { equivalents: _, ...ours } = finding();
    expect(told(applySuppressions([ours], [by('*')]))).toEqual({ open: ['unknown-subset east west'], accepted: [] });
  });

  it('of two that fit, gives the reason of the one that lasts longer, and counts both as used', () => {
    const two = [suppression({ until: '2026-01-31' }), suppression({ reason: 'longer', until: '2028-01-31' })];
    const [found, ...others] = applySuppressions([finding()], two);
    expect(found?.suppressed).toEqual({ reason: 'longer', until: '2028-01-31', at, from: 'file' });
    expect(others).toEqual([]);
  });

  it('of one cluster leaves the finding of the other at its own place', () => {
    const copies = ['east', 'west'].map((cluster) => ({ at: { ...at, file: `${cluster}.yaml` }, clusters: [cluster] }));
    const found = applySuppressions([finding({ copies })], [suppression({ clusters: ['east'] })]);
    expect(found.map((one) => [one.at?.file, one.copies, one.suppressed === undefined])).toEqual([
      ['east.yaml', undefined, false],
      ['west.yaml', undefined, true],
    ]);
  });

  it('cannot accept that there is nothing to judge, and says so', () => {
    const found = applySuppressions([finding({ code: 'invalid-name' })], [suppression({ code: 'invalid-name' })]);
    expect(told(found).accepted).toEqual([]);
    expect(found.map(({ message }) => message).join()).toContain('without what this code asks for');
    expect(hasErrors(found)).toBe(true);
  });

  it('lets an error stop nothing', () => {
    expect(hasErrors([finding()])).toBe(true);
    expect(hasErrors(applySuppressions([finding()], [suppression()]))).toBe(false);
  });
});

describe('a day', () => {
  it.each([
    ['2027-01-30', true],
    ['2027-01-31', true],
    ['2027-02-01', false],
  ])('%s: still accepted is %s', (today, accepted) => {
    const found = expireSuppressions(applySuppressions([finding()], [suppression()]), today);
    expect(told(found).accepted.length > 0).toBe(accepted);
    expect(found.filter(({ code }) => code === 'suppression-expired')).toHaveLength(accepted ? 0 : 1);
  });

  it('that is over is told once for all findings of a suppression', () => {
    const two = [finding(), finding({ field: 'spec.http[1]' })];
    const found = expireSuppressions(applySuppressions(two, [suppression()]), '2030-01-01');
    expect(found.filter(({ code }) => code === 'suppression-expired')).toHaveLength(1);
  });

  it.each([
    ['2027-01-31', true],
    ['2028-02-29', true],
    ['2027-02-29', false],
    ['2027-1-31', false],
    ['31.1.2027', false],
    ['', false],
  ])('%s exists: %s', (text, exists) => {
    expect(isDay(text)).toBe(exists);
  });
});
