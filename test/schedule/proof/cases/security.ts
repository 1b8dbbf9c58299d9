import { object, type UnsafeCases } from '../../../support/proof-case.ts';
import type { ClusterName } from '../../../support/proof-mesh.ts';
import { access, eastWest, from, mutualTls } from './objects.ts';

const EAST = ['us-east'] as const;
const FRONTEND = from('shop/frontend');
const ADMIN = { to: [{ operation: { paths: ['/admin*'] } }] };
const TOKEN = { from: [{ source: { principals: ['shop.example/ns/shop/sa/frontend'], requestPrincipals: ['*'] } }] };

function atGateway(name: string) {
  const spec = { selector: { matchLabels: { istio: 'web' } }, action: 'DENY', rules: [ADMIN] };
  return object('AuthorizationPolicy', name, spec, EAST);
}

function tokens(name: string, clusters?: readonly ClusterName[]) {
  return object(
    'RequestAuthentication',
    name,
    {
      selector: { matchLabels: { app: 'cart' } },
      jwtRules: [{ issuer: 'https://login.example', jwksUri: 'https://login.example/keys' }],
    },
    clusters,
  );
}

/** Who may come in, and how. */
export const security: UnsafeCases = {
  'an ALLOW policy by another name': {
    before: [access('shop/cart-callers', 'cart', [FRONTEND])],
    after: [access('shop/cart-access', 'cart', [FRONTEND])],
    breach: 'opens',
    applied: ['eu-west AuthorizationPolicy/shop/cart-callers'],
    waiting: ['eu-west AuthorizationPolicy/shop/cart-access'],
    who: 'cart-v1 (shop) in eu-west → cart.shop.svc.cluster.local:8080',
    order: [['AuthorizationPolicy/shop/cart-access'], ['AuthorizationPolicy/shop/cart-callers']],
  },
  'a DENY policy by another name': {
    before: [access('shop/no-admin', 'cart', [ADMIN], { action: 'DENY' })],
    after: [access('shop/cart-no-admin', 'cart', [ADMIN], { action: 'DENY' })],
    breach: 'opens',
    applied: ['eu-west AuthorizationPolicy/shop/no-admin'],
    waiting: ['eu-west AuthorizationPolicy/shop/cart-no-admin'],
    who: 'cart-v1 (shop) in eu-west → cart.shop.svc.cluster.local:8080',
    order: [['AuthorizationPolicy/shop/cart-no-admin'], ['AuthorizationPolicy/shop/no-admin']],
  },
  'a caller that moves from one ALLOW policy to another': {
    before: [
      access('shop/cart-callers', 'cart', [FRONTEND, from('bank/ledger')], {}, EAST),
      access('shop/cart-others', 'cart', [from('catalog/catalog')], {}, EAST),
    ],
    after: [
      access('shop/cart-callers', 'cart', [from('bank/ledger')], {}, EAST),
      access('shop/cart-others', 'cart', [FRONTEND, from('catalog/catalog')], {}, EAST),
    ],
    breach: 'fails',
    applied: ['us-east AuthorizationPolicy/shop/cart-callers'],
    waiting: ['us-east AuthorizationPolicy/shop/cart-others'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    flag: 'RBAC',
    order: [['AuthorizationPolicy/shop/cart-others'], ['AuthorizationPolicy/shop/cart-callers']],
  },
  'nothing is allowed but for an exception, and both by another name': {
    stays: [access('shop/frontend', 'frontend', [from('istio-ingress/web')], {}, EAST)],
    before: [
      access('shop/allow-nothing', undefined, undefined, {}, EAST),
      access('shop/cart-callers', 'cart', [FRONTEND], {}, EAST),
    ],
    after: [
      access('shop/default-deny', undefined, undefined, {}, EAST),
      access('shop/cart-access', 'cart', [FRONTEND], {}, EAST),
    ],
    breach: 'fails',
    applied: ['us-east AuthorizationPolicy/shop/cart-callers'],
    waiting: ['us-east AuthorizationPolicy/shop/cart-access'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    flag: 'RBAC',
    order: [
      ['AuthorizationPolicy/shop/cart-access', 'AuthorizationPolicy/shop/default-deny'],
      ['AuthorizationPolicy/shop/allow-nothing', 'AuthorizationPolicy/shop/cart-callers'],
    ],
  },
  'nothing is allowed, and the exception at once': {
    stays: [access('shop/frontend', 'frontend', [from('istio-ingress/web')], {}, EAST)],
    before: [],
    after: [
      access('shop/allow-nothing', undefined, undefined, {}, EAST),
      access('shop/cart-callers', 'cart', [FRONTEND], {}, EAST),
    ],
    breach: 'fails',
    applied: ['us-east AuthorizationPolicy/shop/allow-nothing'],
    waiting: ['us-east AuthorizationPolicy/shop/cart-callers'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    flag: 'RBAC',
    order: [['AuthorizationPolicy/shop/cart-callers'], ['AuthorizationPolicy/shop/allow-nothing']],
  },
  'an ALLOW that leaves a path out becomes an ALLOW of all and a DENY of the path': {
    before: [access('shop/cart-callers', 'cart', [{ ...FRONTEND, to: [{ operation: { notPaths: ['/admin*'] } }] }])],
    after: [
      access('shop/cart-callers', 'cart', [FRONTEND]),
      access('shop/no-admin', 'cart', [ADMIN], { action: 'DENY' }),
    ],
    breach: 'opens',
    applied: ['eu-west AuthorizationPolicy/shop/cart-callers'],
    waiting: ['eu-west AuthorizationPolicy/shop/no-admin'],
    who: 'a caller as frontend in shop in eu-west → cart.shop.svc.cluster.local:8080',
    order: [['AuthorizationPolicy/shop/no-admin'], ['AuthorizationPolicy/shop/cart-callers']],
  },
  'a DENY of the whole mesh becomes one for each namespace': {
    before: [access('istio-system/no-admin', undefined, [ADMIN], { action: 'DENY' }, EAST)],
    after: ['shop', 'catalog', 'bank', 'istio-ingress'].map((namespace) =>
      access(`${namespace}/no-admin`, undefined, [ADMIN], { action: 'DENY' }, EAST),
    ),
    breach: 'opens',
    applied: ['us-east AuthorizationPolicy/istio-system/no-admin'],
    waiting: ['us-east AuthorizationPolicy/bank/no-admin'],
    who: 'catalog-v1 (catalog) in eu-west → archive.bank.svc.cluster.local:8080',
    order: [
      ['bank', 'catalog', 'istio-ingress', 'shop'].map((namespace) => `AuthorizationPolicy/${namespace}/no-admin`),
      ['AuthorizationPolicy/istio-system/no-admin'],
    ],
  },
  'a DENY at the gateway that moves to the server': {
    before: [atGateway('istio-ingress/no-admin')],
    after: [access('shop/no-admin', 'frontend', [ADMIN], { action: 'DENY' }, EAST)],
    breach: 'opens',
    applied: ['us-east AuthorizationPolicy/istio-ingress/no-admin'],
    waiting: ['us-east AuthorizationPolicy/shop/no-admin'],
    who: 'a client of gateway web (istio-ingress) in us-east → shop.example:80',
    order: [['AuthorizationPolicy/shop/no-admin'], ['AuthorizationPolicy/istio-ingress/no-admin']],
  },
  'a DENY at the gateway by another name': {
    before: [atGateway('istio-ingress/no-admin')],
    after: [atGateway('istio-ingress/admin-is-closed')],
    breach: 'opens',
    applied: ['us-east AuthorizationPolicy/istio-ingress/no-admin'],
    waiting: ['us-east AuthorizationPolicy/istio-ingress/admin-is-closed'],
    who: 'a client of gateway web (istio-ingress) in us-east → shop.example:80',
    order: [['AuthorizationPolicy/istio-ingress/admin-is-closed'], ['AuthorizationPolicy/istio-ingress/no-admin']],
  },
  'STRICT of all namespaces becomes STRICT of the mesh': {
    before: ['shop', 'bank', 'catalog'].map((namespace) => mutualTls(`${namespace}/default`, 'STRICT')),
    after: [mutualTls('istio-system/default', 'STRICT')],
    breach: 'opens',
    applied: ['us-east PeerAuthentication/bank/default'],
    waiting: ['us-east PeerAuthentication/istio-system/default'],
    who: 'a client without sidecar in us-east → archive.bank.svc.cluster.local:8080',
    order: [
      ['PeerAuthentication/istio-system/default'],
      ['bank', 'catalog', 'shop'].map((namespace) => `PeerAuthentication/${namespace}/default`),
    ],
  },
  'STRICT of the mesh becomes STRICT of a workload': {
    before: [mutualTls('istio-system/default', 'STRICT')],
    after: [
      mutualTls('catalog/default', 'STRICT'),
      mutualTls('bank/default', 'STRICT'),
      mutualTls('shop/frontend', 'STRICT', 'frontend'),
      mutualTls('shop/cart', 'STRICT', 'cart'),
    ],
    breach: 'opens',
    applied: ['us-east PeerAuthentication/istio-system/default'],
    waiting: ['us-east PeerAuthentication/bank/default'],
    who: 'a client without sidecar in us-east → archive.bank.svc.cluster.local:8080',
    order: [
      [
        'PeerAuthentication/bank/default',
        'PeerAuthentication/catalog/default',
        'PeerAuthentication/shop/cart',
        'PeerAuthentication/shop/frontend',
      ],
      ['PeerAuthentication/istio-system/default'],
    ],
  },
  'an exception from STRICT by another name': {
    stays: [mutualTls('istio-system/default', 'STRICT')],
    before: [mutualTls('catalog/legacy-clients', 'PERMISSIVE', 'catalog')],
    after: [mutualTls('catalog/plaintext-clients', 'PERMISSIVE', 'catalog')],
    breach: 'fails',
    applied: ['eu-west PeerAuthentication/catalog/legacy-clients'],
    waiting: ['eu-west PeerAuthentication/catalog/plaintext-clients'],
    who: 'a client without sidecar in eu-west → catalog.catalog.svc.cluster.local:8080',
    flag: 'NR',
    order: [['PeerAuthentication/catalog/plaintext-clients'], ['PeerAuthentication/catalog/legacy-clients']],
  },
  'a RequestAuthentication by another name, with the policy that demands its token': {
    before: [tokens('shop/cart-tokens', EAST), access('shop/cart-callers', 'cart', [TOKEN], {}, EAST)],
    after: [tokens('shop/cart-jwt', EAST), access('shop/cart-access', 'cart', [TOKEN], {}, EAST)],
    breach: 'opens',
    applied: ['us-east AuthorizationPolicy/shop/cart-callers'],
    waiting: ['us-east AuthorizationPolicy/shop/cart-access'],
    who: 'cart-v1 (shop) in eu-west → cart.shop.svc.cluster.local:8080',
    order: [
      ['AuthorizationPolicy/shop/cart-access', 'RequestAuthentication/shop/cart-jwt'],
      ['AuthorizationPolicy/shop/cart-callers', 'RequestAuthentication/shop/cart-tokens'],
    ],
  },
  'a RequestAuthentication goes away with the policy that demands its token': {
    before: [tokens('shop/cart-tokens'), access('shop/cart-callers', 'cart', [TOKEN])],
    after: [],
    breach: 'fails',
    applied: ['us-east RequestAuthentication/shop/cart-tokens'],
    waiting: ['us-east AuthorizationPolicy/shop/cart-callers'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    flag: 'RBAC',
    order: [['AuthorizationPolicy/shop/cart-callers'], ['RequestAuthentication/shop/cart-tokens']],
  },
  'a policy that demands a token, with the RequestAuthentication that knows it': {
    before: [access('shop/cart-callers', 'cart', [FRONTEND])],
    after: [tokens('shop/cart-tokens'), access('shop/cart-callers', 'cart', [TOKEN])],
    breach: 'fails',
    applied: ['us-east AuthorizationPolicy/shop/cart-callers'],
    waiting: ['us-east RequestAuthentication/shop/cart-tokens'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    flag: 'RBAC',
    order: [['RequestAuthentication/shop/cart-tokens'], ['AuthorizationPolicy/shop/cart-callers']],
  },
  'an east-west Gateway by another name': {
    without: ['Gateway/istio-system/cross-network-gateway'],
    stays: [eastWest('istio-system/between-networks', ['*.local'], ['us-east', 'us-west'])],
    before: [eastWest('istio-system/old', ['*.local'], ['eu-west'])],
    after: [eastWest('istio-system/new', ['*.local'], ['eu-west'])],
    breach: 'fails',
    applied: ['eu-west Gateway/istio-system/old'],
    waiting: ['eu-west Gateway/istio-system/new'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    flag: 'UF',
    order: [['Gateway/istio-system/new'], ['Gateway/istio-system/old']],
  },
  'an east-west Gateway of all hosts becomes one for each namespace': {
    without: ['Gateway/istio-system/cross-network-gateway'],
    stays: [eastWest('istio-system/between-networks', ['*.local'], ['us-east', 'us-west'])],
    before: [eastWest('istio-system/shop', ['*.local'], ['eu-west'])],
    after: [
      eastWest('istio-system/shop', ['*.shop.svc.cluster.local'], ['eu-west']),
      eastWest('istio-system/catalog', ['*.catalog.svc.cluster.local'], ['eu-west']),
    ],
    breach: 'fails',
    applied: ['eu-west Gateway/istio-system/shop'],
    waiting: ['eu-west Gateway/istio-system/catalog'],
    who: 'catalog-v1 (catalog) in us-east → catalog.catalog.svc.cluster.local:8080',
    flag: 'UF',
    order: [['Gateway/istio-system/catalog'], ['Gateway/istio-system/shop']],
  },
};
