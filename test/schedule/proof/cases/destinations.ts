import { object, type Placed, type UnsafeCases } from '../../../support/proof-case.ts';
import type { ClusterName } from '../../../support/proof-mesh.ts';
import { CART, CATALOG, FRONTEND, LEDGER, mutualTls, outside, route, rule, sidecar, to, US } from './objects.ts';

const labels = { app: 'ledger' };
const EAST = ['us-east'] as const;
const EU = ['eu-west'] as const;
const BOTH = { v1: 'v1', v2: 'v2' };

/** DestinationRules, and the routes that name their subsets. */
export const destinations: UnsafeCases = {
  'a new subset, and the route that names it': {
    before: [rule('shop/cart', CART, { v1: 'v1' }), route('shop/cart', CART, { v1: 100 }, {}, EAST)],
    after: [rule('shop/cart', CART, BOTH), route('shop/cart', CART, { v1: 50, v2: 50 }, {}, EAST)],
    breach: 'fails',
    applied: ['us-east VirtualService/shop/cart'],
    waiting: ['us-east DestinationRule/shop/cart'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    flag: 'NC',
    order: [['DestinationRule/shop/cart'], ['VirtualService/shop/cart']],
  },
  'a subset is dropped with the last route that names it': {
    before: [rule('shop/cart', CART, BOTH), route('shop/cart', CART, { v1: 50, v2: 50 }, {}, EAST)],
    after: [rule('shop/cart', CART, { v2: 'v2' }), route('shop/cart', CART, { v2: 100 }, {}, EAST)],
    breach: 'fails',
    applied: ['us-east DestinationRule/shop/cart'],
    waiting: ['us-east VirtualService/shop/cart'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    flag: 'NC',
    order: [['VirtualService/shop/cart'], ['DestinationRule/shop/cart']],
  },
  'a subset that only the other network still has to learn of': {
    stays: [rule('shop/cart', CART, BOTH, {}, US)],
    before: [rule('shop/cart', CART, { v1: 'v1' }, {}, EU), route('shop/cart', CART, { v1: 100 }, {}, EAST)],
    after: [rule('shop/cart', CART, BOTH, {}, EU), route('shop/cart', CART, { v1: 50, v2: 50 }, {}, EAST)],
    breach: 'fails',
    applied: ['us-east VirtualService/shop/cart'],
    waiting: ['eu-west DestinationRule/shop/cart'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    flag: 'UF',
    order: [['DestinationRule/shop/cart'], ['VirtualService/shop/cart']],
  },
  'a DestinationRule by another name': {
    before: [rule('shop/cart', CART, BOTH)],
    after: [rule('shop/cart-versions', CART, BOTH)],
    breach: 'fails',
    applied: ['us-east DestinationRule/shop/cart'],
    waiting: ['us-east DestinationRule/shop/cart-versions'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    flag: 'NC',
    order: [['DestinationRule/shop/cart-versions'], ['DestinationRule/shop/cart']],
  },
  'a DestinationRule that moves from the root namespace to that of its service': {
    without: ['DestinationRule/shop/cart'],
    before: [rule('istio-system/cart', CART, BOTH)],
    after: [rule('shop/cart-versions', CART, BOTH)],
    breach: 'fails',
    applied: ['us-east DestinationRule/istio-system/cart'],
    waiting: ['us-east DestinationRule/shop/cart-versions'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    flag: 'NC',
    order: [['DestinationRule/shop/cart-versions'], ['DestinationRule/istio-system/cart']],
  },
  'a subset by another name': {
    before: [rule('shop/cart', CART, BOTH), route('shop/cart', CART, { v1: 100 }, {}, EAST)],
    after: [rule('shop/cart', CART, { stable: 'v1', next: 'v2' }), route('shop/cart', CART, { stable: 100 }, {}, EAST)],
    breach: 'fails',
    applied: ['us-east DestinationRule/shop/cart'],
    waiting: ['us-east VirtualService/shop/cart'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    flag: 'NC',
    through: [
      [rule('shop/cart', CART, { ...BOTH, stable: 'v1', next: 'v2' }), route('shop/cart', CART, { v1: 100 }, {}, EAST)],
      [
        rule('shop/cart', CART, { ...BOTH, stable: 'v1', next: 'v2' }),
        route('shop/cart', CART, { stable: 100 }, {}, EAST),
      ],
    ],
  },
  'a subset that comes to mean the newer pods as its share becomes all': {
    before: [
      rule('shop/cart', CART, { stable: 'v1', next: 'v2' }),
      route('shop/cart', CART, { stable: 90, next: 10 }, {}, EAST),
    ],
    after: [rule('shop/cart', CART, { stable: 'v2', next: 'v2' }), route('shop/cart', CART, { stable: 100 }, {}, EAST)],
    breach: 'leaks',
    applied: ['us-east DestinationRule/shop/cart'],
    waiting: ['eu-west DestinationRule/shop/cart'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    // The gateways of the other network tell subsets by their own rules: some pods would be old, and some new.
    through: [
      [rule('shop/cart', CART, { stable: 'v1', next: 'v2' }), route('shop/cart', CART, { next: 100 }, {}, EAST)],
      [rule('shop/cart', CART, { stable: 'v2', next: 'v2' }), route('shop/cart', CART, { next: 100 }, {}, EAST)],
    ],
  },
  'a DestinationRule that is no longer exported where a route leaves from': {
    before: [
      rule('catalog/catalog', CATALOG, BOTH, { exportTo: ['*'] }),
      route('catalog/catalog', CATALOG, { v1: 100 }),
    ],
    after: [
      rule('catalog/catalog', CATALOG, BOTH, { exportTo: ['.', 'istio-system'] }),
      object('VirtualService', 'catalog/catalog', { hosts: [CATALOG], exportTo: ['*'], http: [to(CATALOG)] }),
    ],
    breach: 'fails',
    applied: ['eu-west DestinationRule/catalog/catalog'],
    waiting: ['eu-west VirtualService/catalog/catalog'],
    who: 'cart-v1 (shop) in eu-west → catalog.catalog.svc.cluster.local:8080',
    flag: 'NC',
    order: [['VirtualService/catalog/catalog'], ['DestinationRule/catalog/catalog']],
  },
  'an override of one namespace gives way to what the service itself says': {
    stays: [
      object('DestinationRule', 'bank/ledger', {
        host: LEDGER,
        subsets: [
          { name: 'all', labels },
          { name: 'blue', labels },
        ],
      }),
    ],
    before: [
      object('DestinationRule', 'shop/ledger', {
        host: LEDGER,
        exportTo: ['.'],
        subsets: [{ name: 'blue', labels }],
      }),
      route('shop/ledger', LEDGER, { blue: 100 }, { exportTo: ['.'] }),
      route('bank/ledger', LEDGER, { all: 100 }, { exportTo: ['bank'] }),
    ],
    after: [route('bank/ledger', LEDGER, { all: 100 }, { exportTo: ['*'] })],
    breach: 'fails',
    applied: ['us-east VirtualService/bank/ledger', 'us-east VirtualService/shop/ledger'],
    waiting: ['us-east DestinationRule/shop/ledger'],
    who: 'frontend (shop) in us-east → ledger.bank.svc.cluster.local:8080',
    flag: 'NC',
    order: [['DestinationRule/shop/ledger'], ['VirtualService/bank/ledger', 'VirtualService/shop/ledger']],
  },
  'a Sidecar that leaves out the namespace in which the routes were': {
    without: ['VirtualService/shop/cart'],
    before: [
      sidecar('shop/default', ['./*', 'istio-system/*', 'catalog/*', 'bank/*']),
      route('bank/cart', CART, { v1: 100 }, {}, EAST),
    ],
    after: [
      sidecar('shop/default', ['./*', 'istio-system/*', 'catalog/*', `bank/${LEDGER}`]),
      route('shop/cart-routes', CART, { v1: 100 }, {}, EAST),
    ],
    breach: 'leaks',
    applied: ['us-east Sidecar/shop/default'],
    waiting: ['us-east VirtualService/shop/cart-routes'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    order: [['VirtualService/shop/cart-routes'], ['Sidecar/shop/default', 'VirtualService/bank/cart']],
  },
  'a Sidecar by another name, behind which nobody may leave': {
    before: [sidecar('shop/default', ['./*', 'bank/*'], { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } })],
    after: [sidecar('shop/egress', ['./*', 'bank/*'], { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } })],
    breach: 'opens',
    applied: ['eu-west Sidecar/shop/default'],
    waiting: ['eu-west Sidecar/shop/egress'],
    who: 'cart-v1 (shop) in eu-west → catalog.catalog.svc.cluster.local:8080',
    order: [['Sidecar/shop/egress'], ['Sidecar/shop/default']],
  },
  'a ServiceEntry by another name where only known hosts may be called': {
    stays: [sidecar('shop/default', ['*/*'], { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } })],
    before: [outside('shop/pay', 'pay.example')],
    after: [outside('shop/payments', 'pay.example')],
    breach: 'fails',
    applied: ['eu-west ServiceEntry/shop/pay'],
    waiting: ['eu-west ServiceEntry/shop/payments'],
    who: 'cart-v1 (shop) in eu-west → pay.example:80',
    flag: 'BlackHole',
    order: [['ServiceEntry/shop/payments'], ['ServiceEntry/shop/pay']],
  },
  'TLS to a host outside, opened by a DestinationRule of another name': {
    stays: [
      outside('shop/pay', 'pay.example', { ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 443 }] }),
    ],
    before: [
      object('DestinationRule', 'shop/pay', { host: 'pay.example', trafficPolicy: { tls: { mode: 'SIMPLE' } } }),
    ],
    after: [
      object('DestinationRule', 'shop/pay-tls', { host: 'pay.example', trafficPolicy: { tls: { mode: 'SIMPLE' } } }),
    ],
    breach: 'weakens',
    applied: ['eu-west DestinationRule/shop/pay'],
    waiting: ['eu-west DestinationRule/shop/pay-tls'],
    who: 'cart-v1 (shop) in eu-west → pay.example:80',
    order: [['DestinationRule/shop/pay-tls'], ['DestinationRule/shop/pay']],
  },
  'a route to a host outside together with its ServiceEntry': {
    before: [],
    after: [
      outside('shop/archive', 'archive.example', { ports: [{ number: 8080, name: 'http', protocol: 'HTTP' }] }),
      object('VirtualService', 'bank/ledger', { hosts: [LEDGER], http: [to('archive.example')] }, US),
    ],
    breach: 'fails',
    applied: ['us-east VirtualService/bank/ledger'],
    waiting: ['us-east ServiceEntry/shop/archive'],
    who: 'frontend (shop) in us-east → ledger.bank.svc.cluster.local:8080',
    flag: 'NC',
    order: [['ServiceEntry/shop/archive'], ['VirtualService/bank/ledger']],
  },
  'plain DestinationRule and server turn to STRICT at once': {
    before: [mutualTls('shop/frontend', 'DISABLE', 'frontend', EAST), plain('shop/frontend', FRONTEND, EAST)],
    after: [mutualTls('shop/frontend', 'STRICT', 'frontend', EAST)],
    breach: 'fails',
    applied: ['us-east PeerAuthentication/shop/frontend'],
    waiting: ['us-east DestinationRule/shop/frontend'],
    who: 'a client of gateway web (istio-ingress) in us-east → shop.example:80',
    flag: 'UC',
    order: [['DestinationRule/shop/frontend'], ['PeerAuthentication/shop/frontend']],
  },
  'a STRICT server and its clients turn to plaintext at once': {
    before: [mutualTls('shop/frontend', 'STRICT', 'frontend', EAST)],
    after: [mutualTls('shop/frontend', 'DISABLE', 'frontend', EAST), plain('shop/frontend', FRONTEND, EAST)],
    breach: 'fails',
    applied: ['us-east DestinationRule/shop/frontend'],
    waiting: ['us-east PeerAuthentication/shop/frontend'],
    who: 'a client of gateway web (istio-ingress) in us-east → shop.example:80',
    flag: 'UC',
    order: [['PeerAuthentication/shop/frontend'], ['DestinationRule/shop/frontend']],
  },
  'mutual TLS asked for of a server that is yet to speak it': {
    before: [mutualTls('shop/frontend', 'DISABLE', 'frontend', EAST)],
    after: [
      mutualTls('shop/frontend', 'PERMISSIVE', 'frontend', EAST),
      rule('shop/frontend', FRONTEND, {}, { trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } }, EAST),
    ],
    breach: 'fails',
    applied: ['us-east DestinationRule/shop/frontend'],
    waiting: ['us-east PeerAuthentication/shop/frontend'],
    who: 'a client of gateway web (istio-ingress) in us-east → shop.example:80',
    flag: 'UF',
    order: [['PeerAuthentication/shop/frontend'], ['DestinationRule/shop/frontend']],
  },
  // What a client's proxy sends by itself follows the policies of its own cluster, whatever those of the server's say.
  'servers of two clusters turn from plaintext to STRICT at once': {
    before: [mutualTls('bank/ledger', 'DISABLE', 'ledger', US)],
    after: [mutualTls('bank/ledger', 'STRICT', 'ledger', US)],
    breach: 'fails',
    applied: ['us-east PeerAuthentication/bank/ledger'],
    waiting: ['us-west PeerAuthentication/bank/ledger'],
    who: 'frontend (shop) in us-east → ledger.bank.svc.cluster.local:8080',
    flag: 'UF',
    through: [
      [mutualTls('bank/ledger', 'DISABLE', 'ledger', US), plain('bank/ledger', LEDGER, US)],
      [mutualTls('bank/ledger', 'PERMISSIVE', 'ledger', US), plain('bank/ledger', LEDGER, US)],
      [mutualTls('bank/ledger', 'PERMISSIVE', 'ledger', US)],
    ],
  },
};

function plain(name: string, host: string, clusters: readonly ClusterName[]): Placed {
  return rule(name, host, {}, { trafficPolicy: { tls: { mode: 'DISABLE' } } }, clusters);
}
