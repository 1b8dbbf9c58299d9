import type { Row, Table } from './table.ts';

const issuer = 'https://issuer.example';
const at = 'spec.jwtRules[0]';
const jwt = (rule: object, ...problems: string[]): Row => [{ jwtRules: [{ issuer, ...rule }] }, ...problems];
const uri = (jwksUri: string, ...problems: string[]) => jwt({ jwksUri }, ...problems);
const text = (jwks: string, ...problems: string[]) => jwt({ jwks }, ...problems);
const keys = (list: readonly unknown[], ...problems: string[]) => text(JSON.stringify({ keys: list }), ...problems);

const rsa = { kty: 'RSA', e: 'AQAB', n: 'sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri' };
const ec = { kty: 'EC', crv: 'P-256', x: 'gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0', y: 'SLW_xSffzlPWrHEVI30DHM_4' };
const okp = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
const unreadable = `error ${at}.jwks: cannot be read`;
const isPrivate = `warning ${at}.jwks: is private`;

const rules: readonly Row[] = [
  [{}],
  jwt({}),
  [{ jwtRules: [{ jwksUri: 'https://issuer.example/keys' }] }],
  [{ jwtRules: [{}] }, `error ${at}: needs an issuer`],
  [{ jwtRules: [null] }, `error ${at}: needs an issuer`],
  [{ selector: {}, targetRefs: [{ kind: 'Service', name: 'a' }] }, 'error spec: only one of', 'warning spec.selector:'],
  jwt({ audiences: ['a', ''] }, `error ${at}.audiences[1]: audience`),
  jwt({ fromParams: [''] }, `error ${at}.fromParams[0]: query parameter`),
  jwt({ fromCookies: [''] }, `error ${at}.fromCookies[0]: cookie`),
  jwt({ fromHeaders: [{ prefix: 'a' }] }, `error ${at}.fromHeaders[0].name: header`),
  jwt({ fromHeaders: [{ name: 'a b' }] }),
  jwt({ outputClaimToHeaders: [{ claim: 'a', header: 'x-a_B' }] }),
  jwt({ outputClaimToHeaders: [{ claim: 'a' }] }, `error ${at}.outputClaimToHeaders[0]: both need a name`),
  jwt({ outputClaimToHeaders: [{ header: 'a' }] }, `error ${at}.outputClaimToHeaders[0]: both need a name`),
  jwt({ outputClaimToHeaders: [{ claim: 'a', header: 'a.b' }] }, `error ${at}.outputClaimToHeaders[0].header: a.b`),
  jwt({ timeout: '5s' }),
  jwt({ timeout: '0s' }, `error ${at}.timeout: less than`),
];

const uris: readonly Row[] = [
  uri('http://issuer.example:80/a?b#c'),
  uri('HTTPS://issuer.example'),
  [{ jwtRules: [{ jwks_uri: 'https://issuer.example/keys' }] }],
  [{ jwtRules: [{ jwks_uri: 'a' }] }, `error ${at}.jwks_uri: fetched by http`],
  jwt({ jwksUri: 'https://a', jwks_uri: 'b' }),
  uri('https:opaque'),
  uri('https://user:pass@[2001:db8::1]:8443/'),
  uri('ftp://issuer.example', `error ${at}.jwksUri: fetched by http`),
  uri('issuer.example/keys', `error ${at}.jwksUri: fetched by http`),
  uri('issuer.example:443/keys', `error ${at}.jwksUri: fetched by http`),
  uri('1.2.3.4:443/keys', `error ${at}.jwksUri: is not a URL`),
  uri('://issuer.example', `error ${at}.jwksUri: is not a URL`),
  uri('https://issuer.example:port/', `error ${at}.jwksUri: is not a URL`),
  uri('https://a:1:2/', `error ${at}.jwksUri: is not a URL`),
  uri('https://issuer example/', `error ${at}.jwksUri: is not a URL`),
  uri('https://issuer.example/a b'),
  uri('https://issuer.example/%zz', `error ${at}.jwksUri: is not a URL`),
  uri('https://issuer.example/?%zz'),
  uri('https://issuer.example/\n', `error ${at}.jwksUri: is not a URL`),
  uri('https://issuer.example:99999999999999999999/', `error ${at}.jwksUri: the port`),
];

const sets: readonly Row[] = [
  keys([]),
  text('{"keys": null, "more": {"a": [1, true]}}'),
  keys([rsa, ec, okp]),
  text(JSON.stringify(rsa)),
  text(`${JSON.stringify({ keys: [rsa] })} and what follows`),
  keys([{ ...rsa, alg: 'RS256', kid: '1', use: 'sig', key_ops: ['verify'], own: { a: 1 } }]),
  keys([{ ...rsa, d: 'AQ' }], isPrivate),
  keys([rsa, { ...ec, d: 'AQ' }, { ...okp, d: 'AQ' }], isPrivate, isPrivate),
  keys([{ kty: 'oct', k: 'c2VjcmV0' }], isPrivate),
  keys([{ ...rsa, d: null }], isPrivate),
  keys([{ ...rsa, D: 'AQ' }], unreadable),
  text('not json', unreadable),
  text('[]', unreadable),
  text('"keys"', unreadable),
  text('{"keys": {}}', unreadable),
  text('{"keys": [}', unreadable),
  text('{"keys": [], "a": 1e999}', unreadable),
  keys([{}], unreadable),
  keys([null], unreadable),
  keys([{ kty: 'DSA' }], unreadable),
  keys([{ kty: 'RSA', n: 'AQ' }], unreadable),
  keys([{ kty: 'EC', crv: 'P-256', x: 'AQ' }], unreadable),
  keys([{ kty: 'OKP', x: 'AQ' }], unreadable),
  keys([{ kty: 'oct' }], unreadable),
  keys([{ ...ec, crv: 'P-999' }]),
  keys([{ ...rsa, n: 'a*b' }], unreadable),
  keys([{ ...rsa, n: 'AQ==' }]),
  keys([{ ...rsa, n: 'A' }], unreadable),
  keys([{ ...rsa, n: '+/==' }]),
  keys([{ ...rsa, n: '+_' }], unreadable),
  keys([{ ...rsa, n: 5 }], unreadable),
  keys([{ ...rsa, kid: 5 }], unreadable),
  keys([{ ...rsa, key_ops: 'verify' }], unreadable),
  keys([{ ...rsa, key_ops: ['made-up'] }]),
  keys([{ ...rsa, x5c: ['AQ'] }], unreadable),
  keys([{ ...rsa, x5c: [] }]),
  text(`{"keys": [{"kty": "EC", "kty": "RSA", "e": "AQAB", "n": "AQAB"}]}`, unreadable),
];

export const requestAuthentication: Table = {
  kind: 'RequestAuthentication',
  apiVersion: 'security.istio.io/v1',
  rows: [...rules, ...uris, ...sets],
};
