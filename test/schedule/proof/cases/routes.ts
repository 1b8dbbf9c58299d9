import { object, type UnsafeCases } from '../../../support/proof-case.ts';
import { CART, CATALOG, FRONTEND, gateway, route, rule, site, to } from './objects.ts';

const EAST = ['us-east'] as const;
const SITE = 'VirtualService/istio-ingress/web.shop.example';
const GATEWAY = 'Gateway/istio-ingress/web';
const BOTH = ['shop.example', 'www.shop.example'];

/** VirtualServices, in the mesh and at its gateways. */
export const routes: UnsafeCases = {
  'a VirtualService by another name': {
    before: [route('shop/cart', CART, { v1: 100 }, {}, EAST)],
    after: [route('shop/cart-routes', CART, { v1: 100 }, {}, EAST)],
    breach: 'leaks',
    applied: ['us-east VirtualService/shop/cart'],
    waiting: ['us-east VirtualService/shop/cart-routes'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    order: [['VirtualService/shop/cart-routes'], ['VirtualService/shop/cart']],
  },
  'a VirtualService that moves to another namespace': {
    without: ['VirtualService/catalog/catalog'],
    before: [route('catalog/catalog-routes', CATALOG, { v2: 100 })],
    after: [route('shop/catalog', CATALOG, { v2: 100 })],
    breach: 'leaks',
    applied: ['eu-west VirtualService/catalog/catalog-routes'],
    waiting: ['eu-west VirtualService/shop/catalog'],
    who: 'catalog-v1 (catalog) in eu-west → catalog.catalog.svc.cluster.local:8080',
    order: [['VirtualService/shop/catalog'], ['VirtualService/catalog/catalog-routes']],
  },
  'a VirtualService of two hosts becomes two': {
    without: ['VirtualService/shop/cart'],
    before: [
      object('VirtualService', 'shop/backends', {
        hosts: [CART, 'basket.example'],
        http: [{ route: [{ destination: { host: CART, subset: 'v1' } }] }],
      }),
    ],
    after: [
      object('VirtualService', 'shop/backends', {
        hosts: ['basket.example'],
        http: [{ route: [{ destination: { host: CART, subset: 'v1' } }] }],
      }),
      route('shop/cart-routes', CART, { v1: 100 }),
    ],
    breach: 'leaks',
    applied: ['eu-west VirtualService/shop/backends'],
    waiting: ['eu-west VirtualService/shop/cart-routes'],
    who: 'cart-v1 (shop) in eu-west → cart.shop.svc.cluster.local:8080',
    order: [['VirtualService/shop/cart-routes'], ['VirtualService/shop/backends']],
  },
  'a subset is widened as its route goes to a new one that is as narrow': {
    before: [rule('shop/cart', CART, { all: 'v1' }), route('shop/cart', CART, { all: 100 }, {}, EAST)],
    after: [
      object('DestinationRule', 'shop/cart', {
        host: CART,
        subsets: [
          { name: 'all', labels: { app: 'cart' } },
          { name: 'v1', labels: { version: 'v1' } },
        ],
      }),
      route('shop/cart', CART, { v1: 100 }, {}, EAST),
    ],
    breach: 'leaks',
    applied: ['us-east DestinationRule/shop/cart'],
    waiting: ['us-east VirtualService/shop/cart'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    through: [
      [rule('shop/cart', CART, { all: 'v1', v1: 'v1' }), route('shop/cart', CART, { all: 100 }, {}, EAST)],
      [rule('shop/cart', CART, { all: 'v1', v1: 'v1' }), route('shop/cart', CART, { v1: 100 }, {}, EAST)],
    ],
  },
  'a delegate by another name, and its root': {
    without: [SITE],
    before: [
      site('istio-ingress/site', ['shop.example'], ['web'], [delegate('pages')]),
      object('VirtualService', 'shop/pages', { http: [to(FRONTEND)] }, EAST),
    ],
    after: [
      site('istio-ingress/site', ['shop.example'], ['web'], [delegate('site-pages')]),
      object('VirtualService', 'shop/site-pages', { http: [to(FRONTEND)] }, EAST),
    ],
    breach: 'fails',
    applied: ['us-east VirtualService/shop/pages'],
    waiting: ['us-east VirtualService/istio-ingress/site'],
    who: 'a client of gateway web (istio-ingress) in us-east → shop.example:80',
    flag: 'NR',
    order: [['VirtualService/shop/site-pages'], ['VirtualService/istio-ingress/site'], ['VirtualService/shop/pages']],
  },
  'a root that begins to delegate together with its delegate': {
    without: [SITE],
    before: [site('istio-ingress/site', ['shop.example'], ['web'], [to(FRONTEND)])],
    after: [
      site('istio-ingress/site', ['shop.example'], ['web'], [delegate('pages')]),
      object('VirtualService', 'shop/pages', { http: [to(FRONTEND)] }, EAST),
    ],
    breach: 'fails',
    applied: ['us-east VirtualService/istio-ingress/site'],
    waiting: ['us-east VirtualService/shop/pages'],
    who: 'a client of gateway web (istio-ingress) in us-east → shop.example:80',
    flag: 'NR',
    order: [['VirtualService/shop/pages'], ['VirtualService/istio-ingress/site']],
  },
  'a Gateway by another name, with its routes': {
    without: [GATEWAY, SITE],
    before: [
      gateway('istio-ingress/edge', ['shop.example']),
      site('istio-ingress/site', ['shop.example'], ['edge'], [to(FRONTEND)]),
    ],
    after: [
      gateway('istio-ingress/public', ['shop.example']),
      site('istio-ingress/site', ['shop.example'], ['public'], [to(FRONTEND)]),
    ],
    breach: 'fails',
    applied: ['us-east Gateway/istio-ingress/edge'],
    waiting: ['us-east VirtualService/istio-ingress/site'],
    who: 'a client of gateway web (istio-ingress) in us-east → shop.example:80',
    flag: 'refused',
    order: [['Gateway/istio-ingress/public'], ['VirtualService/istio-ingress/site'], ['Gateway/istio-ingress/edge']],
  },
  'a host that moves from one VirtualService of a gateway to another': {
    without: [SITE],
    stays: [gateway('istio-ingress/web', BOTH)],
    before: [site('istio-ingress/site', BOTH, ['web'], [to(FRONTEND)])],
    after: [
      site('istio-ingress/site', ['shop.example'], ['web'], [to(FRONTEND)]),
      site('istio-ingress/www', ['www.shop.example'], ['web'], [to(FRONTEND)]),
    ],
    breach: 'fails',
    applied: ['us-east VirtualService/istio-ingress/site'],
    waiting: ['us-east VirtualService/istio-ingress/www'],
    who: 'a client of gateway web (istio-ingress) in us-east → www.shop.example:80',
    flag: 'NR',
    order: [['VirtualService/istio-ingress/www'], ['VirtualService/istio-ingress/site']],
  },
  'a host that moves from one Gateway to another': {
    without: [SITE],
    before: [gateway('istio-ingress/web', BOTH), site('istio-ingress/site', BOTH, ['web'], [to(FRONTEND)])],
    after: [
      gateway('istio-ingress/web', ['shop.example']),
      gateway('istio-ingress/www', ['www.shop.example']),
      site('istio-ingress/site', BOTH, ['web', 'www'], [to(FRONTEND)]),
    ],
    breach: 'fails',
    applied: ['us-east Gateway/istio-ingress/web'],
    waiting: ['us-east VirtualService/istio-ingress/site'],
    who: 'a client of gateway web (istio-ingress) in us-east → www.shop.example:80',
    flag: 'NR',
    order: [['Gateway/istio-ingress/www', 'VirtualService/istio-ingress/site'], ['Gateway/istio-ingress/web']],
  },
  'a VirtualService for mesh and gateway becomes one for each': {
    without: [SITE],
    before: [site('shop/frontend', ['shop.example', FRONTEND], ['mesh', 'istio-ingress/web'], [to(FRONTEND)])],
    after: [
      site('shop/frontend', [FRONTEND], ['mesh'], [to(FRONTEND)]),
      site('shop/site', ['shop.example'], ['istio-ingress/web'], [to(FRONTEND)]),
    ],
    breach: 'fails',
    applied: ['us-east VirtualService/shop/frontend'],
    waiting: ['us-east VirtualService/shop/site'],
    who: 'a client of gateway web (istio-ingress) in us-east → shop.example:80',
    flag: 'NR',
    order: [['VirtualService/shop/site'], ['VirtualService/shop/frontend']],
  },
  'a VirtualService withdrawn into its namespace as the callers get one of their own': {
    before: [route('catalog/catalog', CATALOG, { v1: 100 }, { exportTo: ['*'] })],
    after: [
      route(
        'catalog/catalog',
        CATALOG,
        { v1: 100 },
        { exportTo: ['catalog', 'bank', 'istio-ingress', 'istio-system'] },
      ),
      route('shop/catalog', CATALOG, { v1: 100 }, { exportTo: ['.'] }),
    ],
    breach: 'leaks',
    applied: ['eu-west VirtualService/catalog/catalog'],
    waiting: ['eu-west VirtualService/shop/catalog'],
    who: 'cart-v1 (shop) in eu-west → catalog.catalog.svc.cluster.local:8080',
    order: [['VirtualService/shop/catalog'], ['VirtualService/catalog/catalog']],
  },
};

function delegate(name: string) {
  return { match: [{ uri: { prefix: '/' } }], delegate: { name, namespace: 'shop' } };
}
