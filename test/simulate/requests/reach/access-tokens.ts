import { expect } from 'vitest';
import type { Expected, Row } from '../../row.ts';
import { denied, grant, guarded, letIn } from './access-world.ts';
import { authorizationPolicy, fromUi, object } from './objects.ts';

const authentication = (spec: string) =>
  object('security.istio.io/v1', 'RequestAuthentication', { name: 'tokens', namespace: 'shop', metadata: '', spec });
const tokens = authentication('{jwtRules: [{issuer: https://id.example}]}');
const jwt = { issuer: 'https://id.example', subject: 'ann' };
const from = (principal: string) => `[{from: [{source: {requestPrincipals: ['${principal}']}}]}]`;
const claim = (condition: string) => `[{when: [${condition}]}]`;
const rejected = (status: number, reason: RegExp): Expected => ({
  verdict: 'fails',
  reaches: { '!JWT': 1 },
  flag: 'JWT',
  status,
  reason,
});

/** Tokens: who checks them, and what policies see of them. */
export const tokenRows: readonly Row[] = [
  grant({
    name: 'a token is needed where a policy asks for a principal',
    fact: '4.5 must be paired with requestPrincipals',
    rules: from('*'),
    objects: tokens,
    request: { jwt },
    field: ['jwt'],
    value: undefined,
  }),
  grant({
    name: 'issuer and subject are divided by the last slash',
    fact: '4.5 iss/sub',
    rules: from('https://id.example/ann'),
    objects: tokens,
    request: { jwt },
    field: ['jwt', 'subject'],
    value: 'bob',
  }),
  grant({
    name: 'request principals by prefix',
    fact: '4.5 iss/sub',
    rules: from('https://id.example/a*'),
    objects: tokens,
    request: { jwt },
    field: ['jwt', 'subject'],
    value: 'bob',
  }),
  grant({
    name: 'request principals by suffix',
    fact: '4.5 iss/sub',
    rules: from('*.example/ann'),
    objects: tokens,
    request: { jwt },
    field: ['jwt', 'subject'],
    value: 'bob',
  }),
  grant({
    name: 'claims that are lists',
    fact: '4.5 request.auth.claims[x]',
    rules: claim("{key: 'request.auth.claims[groups]', values: [ops]}"),
    objects: tokens,
    request: { jwt: { ...jwt, claims: { groups: ['dev', 'ops'] } } },
    field: ['jwt', 'claims', 'groups'],
    value: ['dev'],
  }),
  grant({
    name: 'scopes are words with blanks between',
    fact: '4.5 request.auth.claims[scope]',
    rules: claim("{key: 'request.auth.claims[scope]', values: [write]}"),
    objects: tokens,
    request: { jwt: { ...jwt, claims: { scope: 'read write' } } },
    field: ['jwt', 'claims', 'scope'],
    value: 'read',
  }),
  grant({
    name: 'audiences',
    fact: '4.4 request.auth.audiences',
    rules: claim('{key: request.auth.audiences, values: [shop]}'),
    objects: tokens,
    request: { jwt: { ...jwt, audiences: ['shop'] } },
    field: ['jwt', 'audiences'],
    value: ['bank'],
  }),
  {
    name: 'nobody looks at a token where no RequestAuthentication applies',
    fact: '4.5 RequestAuthentication populates',
    world: guarded(tokens + authorizationPolicy(`{rules: ${from('*')}}`)),
    request: fromUi({ jwt }),
    expect: letIn,
    mutation: { of: 'RequestAuthentication shop/tokens', field: [], expect: denied },
  },
  {
    name: 'a request without a token passes a RequestAuthentication; one with a stranger’s token does not',
    fact: '4.5 rejects invalid tokens but allows requests without a token',
    world: guarded(tokens),
    request: fromUi(),
    expect: letIn,
    mutation: {
      of: 'request',
      field: ['jwt'],
      value: { issuer: 'https://other.example', subject: 'ann' },
      expect: rejected(401, /no rule for tokens of issuer https:\/\/other\.example/),
    },
  },
  {
    name: 'the token must be for the audience that the rule names',
    fact: '4.5 audiences',
    world: guarded(authentication('{jwtRules: [{issuer: https://id.example, audiences: [shop]}]}')),
    request: fromUi({ jwt: { ...jwt, audiences: ['shop', 'bank'] } }),
    expect: letIn,
    mutation: {
      of: 'request',
      field: ['jwt', 'audiences'],
      value: ['bank'],
      expect: rejected(403, /audiences are not among/),
    },
  },
  {
    name: 'a claim inside a claim is not simulated',
    fact: '4.5 nested claims',
    world: guarded(
      tokens + authorizationPolicy(`{rules: ${claim("{key: 'request.auth.claims[a][b]', values: [c]}")}}`),
    ),
    request: fromUi({ jwt }),
    expect: { verdict: 'unjudged', like: { unjudged: [expect.stringMatching(/depends on/)] } },
  },
];
