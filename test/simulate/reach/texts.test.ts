import { describe, expect, it } from 'vitest';
import {
  hostTest,
  namespaceTest,
  pathTest,
  principalTest,
  requestPrincipalTest,
  serviceAccountTest,
  textTest,
  trustDomainTest,
} from '../../../src/simulate/reach/access/texts.ts';
import { domainsWithAliases, withAliases } from '../../../src/simulate/reach/access/trust-domains.ts';

const UI = 'spiffe://td/ns/shop/sa/ui';

/** [value of a policy, texts that it takes, texts that it does not]. */
type Rows = readonly (readonly [string, readonly string[], readonly string[]])[];

const tables: Readonly<Record<string, readonly [(value: string) => (text: string) => boolean, Rows]>> = {
  texts: [
    textTest,
    [
      ['a', ['a'], ['A', 'ab', '']],
      ['a*', ['a', 'ab'], ['ba', '']],
      ['*a', ['a', 'ba'], ['ab', '']],
      ['*', ['a'], ['']],
      ['a*b', ['a*b'], ['axb']],
    ],
  ],
  hosts: [hostTest, [['A.example', ['a.EXAMPLE'], ['a.example:80']]]],
  principals: [
    principalTest,
    [
      ['td/ns/shop/sa/ui', [UI], [`${UI}2`]],
      ['*', [UI], ['']],
      ['td/*', [UI], ['spiffe://td2/ns/shop/sa/ui']],
      ['*/sa/ui', [UI], ['', 'spiffe://td/ns/shop/sa/gui']],
    ],
  ],
  namespaces: [
    namespaceTest,
    [
      ['shop', [UI], ['spiffe://td/ns/shop2/sa/ui', '']],
      ['s*p', [UI], ['spiffe://td/ns/shops/sa/ui']],
      ['sh.p', [], [UI]],
    ],
  ],
  serviceAccounts: [
    (value) => serviceAccountTest(value, 'shop'),
    [
      ['ui', [UI], ['spiffe://td/ns/web/sa/ui', 'spiffe://td/ns/shop/sa/ui2']],
      ['web/ui', ['spiffe://td/ns/web/sa/ui'], [UI]],
    ],
  ],
  trustDomains: [
    trustDomainTest,
    [
      ['td', [UI], ['spiffe://td2/ns/shop/sa/ui']],
      ['*', [UI], ['']],
      ['t*', [UI], ['spiffe://x/t/ns/shop/sa/ui']],
      ['*d', [UI], ['spiffe://tdx/ns/shop/sa/d/']],
    ],
  ],
  paths: [
    pathTest,
    [
      ['/a', ['/a'], ['/a/']],
      ['/a/{*}', ['/a/b'], ['/a/', '/a/b/c']],
      ['/a/{**}', ['/a/', '/a/b/c'], ['/a']],
      ['/{*}/b/{**}', ['/a/b/c/d'], ['/a/a/b/c']],
      ['/a.b/{*}', ['/a.b/c'], ['/axb/c']],
    ],
  ],
};

describe.each(Object.entries(tables))('%s', (_, [test, rows]) => {
  it.each(rows)('%s', (value, taken, refused) => {
    const matches = test(value);
    expect(taken.filter((text) => !matches(text))).toEqual([]);
    expect(refused.filter(matches)).toEqual([]);
  });
});

describe('request principals', () => {
  const rows: readonly (readonly [string, string, string, boolean])[] = [
    ['iss/sub', 'iss', 'sub', true],
    ['https://id.example/sub', 'https://id.example', 'sub', true],
    ['https://id.example/sub', 'https://id.example', 'sub2', false],
    ['*', 'iss', 'sub', true],
    ['*', '', 'sub', false],
    ['*/sub', 'anything', 'sub', true],
    ['*.example/sub', 'https://id.example', 'sub', true],
    ['*sub', 'iss', 'mysub', true],
    ['iss/*', 'iss', 'anybody', true],
    ['iss/s*', 'iss', 'sub', true],
    ['iss*', 'issuer', 'sub', true],
  ];
  it.each(rows)('%s: %s, %s', (value, issuer, subject, wanted) => {
    expect(requestPrincipalTest(value)(issuer, subject)).toBe(wanted);
  });
});

describe('trust domains with aliases', () => {
  const trusted = ['td', 'old-td', 'x'];
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['td/ns/a/sa/b', ['td/ns/a/sa/b', 'old-td/ns/a/sa/b', 'x/ns/a/sa/b']],
    ['x/ns/a/sa/b', ['td/ns/a/sa/b', 'old-td/ns/a/sa/b', 'x/ns/a/sa/b']],
    ['cluster.local/ns/a/sa/b', ['td/ns/a/sa/b', 'old-td/ns/a/sa/b', 'x/ns/a/sa/b']],
    ['other/ns/a/sa/b', ['other/ns/a/sa/b']],
    ['*/ns/a/sa/b', ['*/ns/a/sa/b']],
    ['*', ['*']],
    ['*/sa/b', ['*/sa/b']],
    ['*td/ns/a/sa/b', ['*td/ns/a/sa/b', 'x/ns/a/sa/b']],
  ];
  it.each(rows)('%s', (principal, wanted) => {
    expect(withAliases([principal], trusted)).toEqual(wanted);
  });
  it('of trustDomains', () => {
    expect(domainsWithAliases(['x', 'y', 't*'], trusted)).toEqual(['td', 'old-td', 'x', 'y', 't*']);
  });
});
