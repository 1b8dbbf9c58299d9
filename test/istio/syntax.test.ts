import { describe, expect, it } from 'vitest';
import { durationProblem } from '../../src/istio/duration.ts';
import { claimOfHeaderName, isAuthorityHeader, isHeaderName, isProbeHeaderName } from '../../src/istio/header-names.ts';
import { hostCovers, hostCoversAsWritten } from '../../src/istio/hosts.ts';
import { isLabelKey, isLabelValue } from '../../src/istio/label-syntax.ts';
import { isHttpProtocol, isTcpProtocol, isTlsProtocol, portProtocol } from '../../src/istio/port-protocols.ts';
import { isPort } from '../../src/istio/ports.ts';
import { re2, regexProblem } from '../../src/istio/re2.ts';
import { isUnixAddress, unixAddressProblem } from '../../src/istio/unix-address.ts';

interface Table {
  readonly what: string;
  readonly test: (text: string) => boolean;
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

const long = 'a'.repeat(63);

const tables: readonly Table[] = [
  {
    what: 'a key of a label',
    test: isLabelKey,
    yes: ['app', 'App_1.x', 'a.b/c', 'A.b/c-d', `${`${'x'.repeat(62)}.`.repeat(4)}x/a`, long],
    no: [
      '',
      '-a',
      'a-',
      'a b',
      '/a',
      'a/',
      'a/b/c',
      'a_b/c',
      'a..b/c',
      `${long}a`,
      `a/${long}a`,
      `${'x'.repeat(254)}/a`,
      'ü',
    ],
  },
  {
    what: 'a value of a label',
    test: isLabelValue,
    yes: ['', 'a', 'A_b.c-1', `${long}aa`],
    no: ['-a', 'a-', 'a b', 'a/b', 'ü'],
  },
  {
    what: 'a name of a header',
    test: isHeaderName,
    yes: ['a', 'X_Y', '*', 'a,b', "!#$%&'*+-.^_`|~"],
    no: ['', 'a b', ':a', 'a/b', '"', 'ü'],
  },
  { what: "a name of a probe's header", test: isProbeHeaderName, yes: ['X-a1'], no: ['', 'a_b', 'a b'] },
  {
    what: 'the authority',
    test: isAuthorityHeader,
    yes: ['host', 'Host', ':authority', ':Authority'],
    no: ['', 'authority', ':host'],
  },
  { what: 'a port', test: (text) => isPort(Number(text)), yes: ['1', '65535'], no: ['0', '-1', '65536', '1.5', 'x'] },
  {
    what: 'HTTP',
    test: (text) => isHttpProtocol(portProtocol(text)),
    yes: ['http', 'GRPC-Web', 'http_proxy'],
    no: ['HTTPS', '', 'udp'],
  },
  {
    what: 'TCP',
    test: (text) => isTcpProtocol(portProtocol(text)),
    yes: ['tcp', 'HTTPS', 'Mongo'],
    no: ['UDP', 'HTTP', 'x'],
  },
  { what: 'TLS', test: (text) => isTlsProtocol(portProtocol(text)), yes: ['tls', 'Https'], no: ['TCP', ''] },
  { what: 'a socket', test: isUnixAddress, yes: ['unix:///a', 'unix://'], no: ['/a', 'UNIX:///a', ''] },
  {
    what: 'a good socket',
    test: (text) => unixAddressProblem(text) === undefined,
    yes: ['unix:///a', 'unix://@', 'unix://@a/'],
    no: ['unix://', 'unix://a', 'unix:///a/', 'unix:///'],
  },
  {
    what: 'a duration for Istio',
    test: (text) => durationProblem(text) === undefined,
    yes: ['1ms', '1.5s', '1h2m3s', '+1s'],
    no: ['0s', '-1s', '1.5ms', '1us', '5', ''],
  },
  {
    what: 'a regular expression for Istio',
    test: (text) => regexProblem(text) === undefined,
    yes: ['.*', '(?i)a', '\\pL+', '(?P<n>a)(?<n>b)', 'x'.repeat(1024)],
    no: ['', '(', '*', '(?=a)', '(?<!a)', '(a)\\1', 'a**', 'x{1001}', 'x'.repeat(1025), 'ü'.repeat(513)],
  },
];

describe.each(tables)('$what', ({ test, yes, no }) => {
  it.each(yes)('%j', (text) => expect(test(text)).toBe(true));
  it.each(no)('not %j', (text) => expect(test(text)).toBe(false));
});

describe('names of headers that mean claims', () => {
  it.each([
    ['@request.auth.claims.group', ['group']],
    ['@Request.Auth.Claims.a.b', ['a', 'b']],
    ['@request.auth.claims[a.b][c]', ['a.b', 'c']],
    ['@request.auth.claims', undefined],
    ['@request.auth.claims.', undefined],
    ['@request.auth.claims[]', undefined],
    ['@request.auth.claims-x', undefined],
    ['x-group', undefined],
  ])('%s', (name, claim) => expect(claimOfHeaderName(name)).toEqual(claim));
});

describe('hosts', () => {
  it('are compared with and without regard to letters', () => {
    expect(hostCovers('*.Shop.example', 'a.shop.EXAMPLE')).toBe(true);
    expect(hostCoversAsWritten('*.Shop.example', 'a.shop.example')).toBe(false);
    expect(hostCoversAsWritten('*.example', '*.shop.example')).toBe(true);
    expect(hostCoversAsWritten('*.shop.example', '*.example')).toBe(false);
    expect(hostCoversAsWritten('*.example', 'example')).toBe(false);
  });
});

describe('re2', () => {
  it('matches whole texts, as Envoy does', () => {
    const compiled = re2('a+');
    expect('matches' in compiled && [compiled.matches('aa'), compiled.matches('baa')]).toEqual([true, false]);
  });
});
