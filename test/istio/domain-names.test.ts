import { describe, expect, it } from 'vitest';
import {
  domainNameProblem,
  isHostLabel,
  isPartialWildcard,
  isWildcardHostLabel,
  wildcardDomainProblem,
} from '../../src/istio/domain-names.ts';

const long = 'a'.repeat(63);

describe('labels', () => {
  it.each(['a', 'A-1', '0', long])('%s is one', (text) => expect(isHostLabel(text)).toBe(true));
  it.each(['', '-a', 'a-', 'a_b', 'a.b', 'ä', `${long}a`, '*'])('%s is none', (text) =>
    expect(isHostLabel(text)).toBe(false),
  );
  it.each(['*', '*a', '*-a', 'a'])('%s is one, wildcards counted', (text) =>
    expect(isWildcardHostLabel(text)).toBe(true),
  );
  it.each(['*-', '**', 'a*', '*--a'])('%s is none, wildcards counted', (text) =>
    expect(isWildcardHostLabel(text)).toBe(false),
  );
});

describe('domain names', () => {
  const good = ['a', 'a.b', 'A.b.', 'a.1b', '1.a', 'a.99999999999999999999'];
  const bad: [string, string][] = [
    ['', 'it is empty'],
    ['.', 'one of its labels is empty'],
    ['a..b', 'one of its labels is empty'],
    ['a_b.c', 'its label "a_b" holds what a label may not hold'],
    ['1.2.3.4', 'its last label "4" is a number'],
    ['12', 'its last label "12" is a number'],
    [`${long}a.b`, `its label "${long}a" has more than 63 characters`],
    [`${long}.`.repeat(4), 'it has more than 255 characters'],
  ];
  it.each(good)('%s is one', (text) => expect(domainNameProblem(text)).toBeUndefined());
  it.each(bad)('%s is none: %s', (text, problem) => expect(domainNameProblem(text)).toBe(problem));

  it.each([...good, '*', '*.a', '*-a.b', '12'])('%s is one, wildcards counted', (text) => {
    expect(wildcardDomainProblem(text)).toBeUndefined();
  });
  it.each(['', 'a.*', '*.*', '**', '1.2.3.4', '*..a', 'a*'])('%s is none, wildcards counted', (text) => {
    expect(wildcardDomainProblem(text)).toBeTypeOf('string');
  });

  it('tells wildcards that are a part of a label', () => {
    expect(['*a', '*-a.b', 'a.*', 'a*.b'].filter(isPartialWildcard)).toHaveLength(4);
    expect(['*', '*.a', 'a'].filter(isPartialWildcard)).toEqual([]);
  });
});
