/** What guards services comes and goes in parts, each of which is proved: in every mixture of its objects. */
import { AccessPolicy, JwtAuthentication, MutualTls, Route, Service } from 'meshwright';
import { expect, it } from 'vitest';
import type { Parts, PlanCase } from './plan-cases.ts';
import { proofsOf } from './proofs-of.ts';

const nothing = () => {};
const issuers = [{ issuer: 'https://login.example' }] as const;
const partner = { issuer: 'https://partner.example' } as const;

function lockedDown({ mesh, web, cart, stock }: Parts): void {
  new AccessPolicy(mesh, 'default-deny', { allow: [] });
  new AccessPolicy(web, 'public', { allow: [{ from: 'anyone' }] });
  new AccessPolicy(cart, 'callers', { allow: [{ from: web }] });
  new AccessPolicy(stock, 'callers', { allow: [{ from: cart }] });
}

function allowed({ web, cart, stock }: Parts): void {
  new AccessPolicy(web, 'public', { allow: [{ from: 'anyone' }] });
  new AccessPolicy(cart, 'callers', { allow: [{ from: web }] });
  new AccessPolicy(stock, 'callers', { allow: [{ from: cart }] });
}

function site({ web, cart }: Parts): void {
  new Route(cart, 'site', { on: [web] });
}

function tokens({ web, cart }: Parts): void {
  new Route(cart, 'site', { on: [web] });
  new JwtAuthentication(web, 'login', { issuers });
}

function tokensByRule({ cart, stock }: Parts): void {
  new JwtAuthentication(stock, 'login', { issuers, required: false });
  new AccessPolicy(stock, 'callers', {
    allow: [
      { from: cart, methods: ['GET'] },
      { from: cart, token: { issuer: 'https://login.example' } },
    ],
  });
}

const CASES: Readonly<Record<string, PlanCase & { readonly parts: readonly string[] }>> = {
  'a default deny and what each service allows': { from: nothing, to: lockedDown, parts: ['change', 'enforce'] },
  'over two networks': { from: nothing, to: lockedDown, networks: 2, parts: ['change', 'enforce'] },
  'a default deny where services already allow': { from: allowed, to: lockedDown, parts: ['change'] },
  'a default deny goes with what services allow': { from: lockedDown, to: nothing, parts: ['change', 'release'] },
  'a default deny goes over two networks': { from: lockedDown, to: nothing, networks: 2, parts: ['change', 'release'] },
  'tokens at a gateway': { from: site, to: tokens, parts: ['add', 'change'] },
  'tokens at a gateway go': { from: tokens, to: site, parts: ['change', 'release'] },
  'a rule that asks for a token': {
    from: ({ cart, stock }) => new AccessPolicy(stock, 'callers', { allow: [{ from: cart }] }),
    to: tokensByRule,
    parts: ['add', 'change'],
  },
  'tokens and what asks for them': { from: nothing, to: tokensByRule, parts: ['add', 'change'] },
  'tokens and what asks for them go': { from: tokensByRule, to: nothing, parts: ['change', 'release'] },
  'another issuer beside the first': {
    from: tokens,
    to: ({ web, cart }) => {
      new Route(cart, 'site', { on: [web] });
      new JwtAuthentication(web, 'login', { issuers: [...issuers, partner] });
    },
    parts: ['change'],
  },
  'another issuer in the place of the first': {
    from: tokens,
    to: ({ web, cart }) => {
      new Route(cart, 'site', { on: [web] });
      new JwtAuthentication(web, 'login', { issuers: [partner] });
    },
    parts: ['change'],
  },
  'tokens and the gateway’s route together': { from: nothing, to: tokens, parts: ['add', 'change', 'open'] },
  'a refusal': {
    from: nothing,
    to: ({ stock }) => new AccessPolicy(stock, 'no-admin', { deny: [{ from: 'anyone', paths: ['/admin/*'] }] }),
    parts: ['change'],
  },
  'a refusal that goes, and one that allows': {
    from: ({ stock }) => new AccessPolicy(stock, 'p', { deny: [{ from: 'anyone', paths: ['/admin/*'] }] }),
    to: ({ cart, stock }) => new AccessPolicy(stock, 'p', { allow: [{ from: cart, notPaths: ['/admin/*'] }] }),
    parts: ['change', 'release'],
  },
  'what a service allowed its namespace allows': {
    from: ({ cart, stock }) => new AccessPolicy(stock, 'p', { allow: [{ from: cart }] }),
    to: ({ mesh, cart, web }) => new AccessPolicy(mesh, 'p', { namespace: 'shop', allow: [{ from: [cart, web] }] }),
    parts: ['change', 'release'],
  },
  'what a namespace allowed its services allow': {
    from: ({ mesh, cart, web }) => new AccessPolicy(mesh, 'p', { namespace: 'shop', allow: [{ from: [cart, web] }] }),
    to: ({ cart, stock, web }) => {
      new AccessPolicy(stock, 'p', { allow: [{ from: cart }] });
      new AccessPolicy(cart, 'p', { allow: [{ from: web }] });
    },
    parts: ['change', 'release'],
  },
  'identities, STRICT and a default deny': {
    from: nothing,
    to: (parts) => {
      new MutualTls(parts.mesh, 'strict', { mode: 'STRICT' });
      lockedDown(parts);
    },
    parts: ['change', 'enforce'],
  },
};

it.each(Object.entries(CASES))('%s', (_, { parts, ...row }) => {
  const proofs = proofsOf(row);
  expect(proofs.filter((proof) => !proof.endsWith(' safe'))).toEqual([]);
  expect([...new Set(proofs.map((proof) => proof.replace(/-\d safe$/, '')))].sort()).toEqual([...parts].sort());
});

/** A service that anybody may call. */
function price({ mesh, euWest, usWest, usEast }: Parts): Service<never, 'http'> {
  const runsIn = [euWest, usWest, usEast] as const;
  return new Service(mesh, 'price', {
    namespace: 'shop',
    ports: { http: 8080 },
    runsIn,
    serviceAccount: 'price',
  }) as never;
}

it.each<[string, PlanCase, RegExp]>([
  [
    'tokens that undeclared callers do not have',
    { from: price, to: (parts) => new JwtAuthentication(price(parts), 'login', { issuers }) },
    /the request fails with JWT/,
  ],
  [
    'a default deny of everything that anybody may call',
    {
      from: price,
      to: (parts) => {
        price(parts);
        lockedDown(parts);
      },
    },
    /the request fails with RBAC/,
  ],
  [
    'lists that only together let callers in, both for the first time',
    {
      from: nothing,
      to: ({ mesh, cart, web, stock }) => {
        new AccessPolicy(mesh, 'p', { namespace: 'shop', allow: [{ from: web }] });
        new AccessPolicy(stock, 'p', { allow: [{ from: web }] });
        new AccessPolicy(cart, 'p', { allow: [] });
        new AccessPolicy(mesh, 'q', { namespace: 'shop', pods: { app: 'stock' }, allow: [{ from: cart }] });
      },
    },
    /the request fails with RBAC/,
  ],
])('is not called safe: %s', (_, row, expected) => {
  expect(proofsOf(row).find((proof) => !proof.endsWith(' safe'))).toMatch(expected);
});

it.each<[string, (parts: Parts) => void]>([
  [
    'tokens',
    (parts) => new JwtAuthentication(price(parts), 'login', { issuers, acknowledge: ['plaintext', 'undeclared'] }),
  ],
  [
    'a refusal',
    (parts) =>
      new AccessPolicy(price(parts), 'p', {
        deny: [{ from: { notPrincipals: ['*'] } }],
        acknowledge: ['plaintext'],
      }),
  ],
])('%s that undeclared callers lose, acknowledged', (_, to) => {
  expect(proofsOf({ from: price, to }).filter((proof) => !proof.endsWith(' safe'))).toEqual([]);
});
