import type { Manifest } from '../../../src/istio/manifest.ts';
import type { IngressClient, SimulatedRequest } from '../../../src/simulate/request.ts';
import { shop, subsets, to } from '../bookinfo.ts';
import { istio, pods, type Row, service } from '../row.ts';

const REVIEWS = 'reviews.shop.svc.cluster.local';
const from: IngressClient = {
  kind: 'ingress',
  cluster: 'east',
  namespace: 'istio-ingress',
  labels: { istio: 'ingress' },
};
const outside = (host: string, more: Partial<SimulatedRequest> = {}): SimulatedRequest => ({ from, to: host, ...more });
const overTls = (host: string, more: Partial<SimulatedRequest> = {}) => outside(host, { port: 443, ...more });

const selector = { istio: 'ingress' };
const http = (hosts: readonly string[], more: object = {}) => ({
  port: { number: 80, name: 'http', protocol: 'HTTP' },
  hosts,
  ...more,
});
const https = (hosts: readonly string[], tls: object = {}, name = 'https') => ({
  port: { number: 443, name, protocol: 'HTTPS' },
  hosts,
  tls: { mode: 'SIMPLE', credentialName: 'cert', ...tls },
});
const passing = (hosts: readonly string[], mode = 'PASSTHROUGH') => ({
  port: { number: 443, name: 'tls', protocol: 'TLS' },
  hosts,
  tls: { mode },
});
const gateway = (servers: readonly object[], what = 'Gateway shop/front', metadata: object = {}) =>
  istio(what, { selector, servers }, metadata);
const old = { creationTimestamp: '2026-01-01T00:00:00Z' };
const young = { creationTimestamp: '2026-01-02T00:00:00Z' };
const bound = (what: string, hosts: readonly string[], rules: readonly object[], more: object = {}, list = 'http') =>
  istio(`VirtualService ${what}`, { hosts, gateways: ['front'], [list]: rules, ...more });

const toV = (subset: string) => ({ route: [to(subset, undefined, REVIEWS)] });
const on = (prefix: string, subset: string) => ({ match: [{ uri: { prefix } }], ...toV(subset) });
const SHOP = 'shop.example';
const world = (...objects: readonly Manifest[]) => shop([subsets('shop/reviews'), ...objects]);
const plain = world(gateway([http([SHOP])]), bound('shop/front', [SHOP], [toV('v2')]));
const secured = world(gateway([https([SHOP])]), bound('shop/front', [SHOP], [toV('v2')]));

const v1 = { verdict: 'reaches', reaches: { 'reviews-v1@east': 1 } } as const;
const v2 = { verdict: 'reaches', reaches: { 'reviews-v2@east': 1 } } as const;
const notFound = { verdict: 'fails', flag: 'NR', status: 404 } as const;
const noChain = { verdict: 'fails', flag: 'NR' } as const;
const refused = { verdict: 'fails', flag: 'refused' } as const;
const handshake = { verdict: 'fails', flag: 'TLS' } as const;
const GATEWAY = 'Gateway shop/front';
const RULE = 'VirtualService shop/front';
const SERVER = ['spec', 'servers', 0] as const;

const hosts: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['a wildcard of the server’s', ['*.example'], [SHOP]],
  ['every host', ['*'], [SHOP]],
  ['a wildcard of the VirtualService’s', [SHOP], ['*.example']],
  ['a host for VirtualServices of the Gateway’s namespace', [`./${SHOP}`], [SHOP]],
  ['a host for VirtualServices of any namespace', [`*/${SHOP}`], [SHOP]],
];

export const rows: readonly Row[] = [
  {
    name: 'a VirtualService bound to a Gateway in its namespace',
    fact: '5.1 #2 gateway names',
    world: plain,
    request: outside(SHOP),
    expect: { ...v2, like: { route: { object: { name: 'front' }, index: 0 } } },
    mutation: {
      of: RULE,
      field: ['spec', 'gateways'],
      value: ['other'],
      expect: { ...notFound, reason: /no route for the host/ },
    },
  },
  {
    name: 'one bound to a Gateway elsewhere',
    fact: '5.1 #2 gateway names ns/name',
    world: world(gateway([http(['*'])]), bound('front/web', [SHOP], [toV('v2')], { gateways: ['shop/front'] })),
    request: outside(SHOP),
    expect: v2,
    mutation: { of: 'VirtualService front/web', field: ['spec', 'gateways', 0], value: 'front', expect: notFound },
  },
  {
    name: 'a Gateway selects pods in any namespace',
    fact: '5.1 Gateway selector; PILOT_SCOPE_GATEWAY_TO_NAMESPACE is false',
    world: plain,
    request: outside(SHOP),
    expect: v2,
    mutation: { of: GATEWAY, field: ['spec', 'selector'], value: { istio: 'other' }, expect: refused },
  },
  {
    name: 'a Gateway without selector selects every gateway',
    fact: '5.1 Gateway selector',
    world: world(istio(GATEWAY, { servers: [http([SHOP])] }), bound('shop/front', [SHOP], [toV('v2')])),
    request: outside(SHOP),
    expect: v2,
    mutation: { of: 'request', field: ['port'], value: 8080, expect: { ...refused, reason: /port 8080/ } },
  },
  ...hosts.map(
    ([name, ofServer, ofRule]): Row => ({
      name: `${name} serves the host`,
      fact: '5.1 Gateway hosts with namespaces',
      world: world(gateway([http(ofServer)]), bound('shop/front', ofRule, [toV('v2')])),
      request: outside(SHOP),
      expect: v2,
      mutation: { of: GATEWAY, field: [...SERVER, 'hosts'], value: [`front/${SHOP}`], expect: notFound },
    }),
  ),
  {
    name: 'the Host header decides, without its port',
    fact: '5.4 #7 hosts on a gateway',
    world: plain,
    request: outside('lb.example', { headers: { Host: 'SHOP.example:80' } }),
    expect: v2,
    mutation: { of: 'request', field: ['headers', 'Host'], value: 'lb.example', expect: notFound },
  },
  {
    name: 'there is no falling through from the most specific host',
    fact: '5.4 #7 *-host VirtualService shadowed by a more specific one',
    world: world(
      gateway([http(['*'])]),
      bound('shop/front', [SHOP], [on('/a', 'v2')]),
      bound('shop/all', ['*'], [toV('v1')]),
    ),
    request: outside(SHOP, { path: '/a' }),
    expect: v2,
    mutation: { of: 'request', field: ['path'], value: '/b', expect: notFound },
  },
  {
    name: 'other hosts fall to the wildcard',
    fact: '5.4 #7 *-host VirtualService',
    world: world(
      gateway([http(['*'])]),
      bound('shop/front', [SHOP], [toV('v2')]),
      bound('shop/all', ['*'], [toV('v1')]),
    ),
    request: outside('other.example'),
    expect: v1,
    mutation: { of: 'VirtualService shop/all', field: [], expect: notFound },
  },
  {
    name: 'routes of several VirtualServices for one host are joined',
    fact: '3.1 on gateways routes are concatenated',
    world: world(
      gateway([http([SHOP])]),
      bound('shop/front', [SHOP], [on('/a', 'v1')]),
      bound('shop/more', [SHOP], [on('/b', 'v2')]),
    ),
    request: outside(SHOP, { path: '/b' }),
    expect: v2,
    mutation: { of: 'VirtualService shop/more', field: [], expect: notFound },
  },
  {
    name: 'a route for everything comes last, whichever VirtualService it is in',
    fact: '3.1 catch-all routes are moved to the end',
    world: world(
      gateway([http([SHOP])]),
      bound('shop/a', [SHOP], [toV('v1')]),
      bound('shop/front', [SHOP], [on('/b', 'v2')]),
    ),
    request: outside(SHOP, { path: '/b' }),
    expect: v2,
    mutation: {
      of: 'VirtualService shop/front',
      field: ['spec', 'http', 0, 'route', 0, 'destination', 'subset'],
      value: 'v9',
      expect: { verdict: 'fails', flag: 'NC' },
    },
  },
  {
    name: 'two routes for one request: nobody says which VirtualService is older',
    fact: '3.1 on gateways in creation-time order',
    world: world(
      gateway([http([SHOP])]),
      bound('shop/a', [SHOP], [on('/b', 'v1')]),
      bound('shop/b', [SHOP], [on('/b', 'v2')]),
    ),
    request: outside(SHOP, { path: '/b' }),
    expect: { verdict: 'unjudged', reason: /the older one's comes first/ },
  },
  {
    name: 'rules for sidecars are not for gateways',
    fact: '5.4 #10 ingress bypasses mesh rules',
    world: world(
      gateway([http([SHOP])]),
      bound('shop/front', [SHOP], [{ route: [{ destination: { host: 'reviews' } }] }]),
      istio('VirtualService shop/reviews', { hosts: ['reviews'], http: [toV('v2')] }),
    ),
    request: outside(SHOP),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@east': 0.5, 'reviews-v2@east': 0.5 } },
    mutation: {
      of: RULE,
      field: ['spec', 'http', 0, 'match'],
      value: [{ gateways: ['mesh'] }],
      expect: notFound,
    },
  },
  {
    name: 'a VirtualService has to be exported to the gateway’s namespace',
    fact: '2.6 exportTo',
    world: plain,
    request: outside(SHOP),
    expect: v2,
    mutation: { of: RULE, field: ['spec', 'exportTo'], value: ['.'], expect: notFound },
  },
  {
    name: 'plain HTTP is only sent on to HTTPS',
    fact: '5.1 Gateway tls.httpsRedirect',
    world: world(gateway([http([SHOP], { tls: { httpsRedirect: true } })]), bound('shop/front', [SHOP], [toV('v2')])),
    request: outside(SHOP, { path: '/a?b' }),
    expect: { verdict: 'answered', status: 301, like: { answer: { location: 'https://shop.example/a?b' } } },
  },
  {
    name: 'TLS is ended by the server for its SNI',
    fact: '5.1 Gateway tls.mode SIMPLE',
    world: secured,
    request: overTls(SHOP),
    expect: { ...v2, like: { destinations: [{ endpoints: [{ tls: 'mutual' }] }] } },
    mutation: {
      of: 'request',
      field: ['sni'],
      value: 'other.example',
      expect: { ...noChain, reason: /SNI other\.example/ },
    },
  },
  {
    name: 'MUTUAL takes the client’s certificate for granted',
    fact: '5.1 Gateway tls.mode MUTUAL',
    world: world(gateway([https([SHOP], { mode: 'MUTUAL' })]), bound('shop/front', [SHOP], [toV('v2')])),
    request: overTls(SHOP),
    expect: v2,
    mutation: { of: GATEWAY, field: [...SERVER, 'tls', 'mode'], value: 'ISTIO_MUTUAL', expect: handshake },
  },
  {
    name: 'a Secret that is there',
    fact: '5.2 IST0101 credentialName',
    world: shop([subsets('shop/reviews'), gateway([https([SHOP])]), bound('shop/front', [SHOP], [toV('v2')])], {
      secrets: ['east/istio-ingress/cert'],
    }),
    request: overTls(SHOP),
    expect: v2,
    mutation: {
      of: 'facts',
      field: ['secrets', 0],
      value: 'east/shop/cert',
      expect: { ...handshake, reason: /Secret cert in istio-ingress/ },
    },
  },
  {
    name: 'the server for the SNI has only its own hosts',
    fact: '5.4 #7 hosts of a server',
    world: world(
      gateway([https([SHOP]), https(['api.example'], {}, 'api')]),
      bound('shop/front', [SHOP, 'api.example'], [toV('v2')]),
    ),
    request: overTls(SHOP),
    expect: v2,
    mutation: { of: 'request', field: ['headers'], value: { host: 'api.example' }, expect: notFound },
  },
  {
    name: 'plaintext at a port for TLS',
    fact: '5.1 Gateway servers',
    world: secured,
    request: outside(SHOP, { from: { ...from, tls: false }, port: 443 }),
    expect: { ...handshake, reason: /plaintext/ },
  },
  {
    name: 'TLS at a port for plain HTTP',
    fact: '5.1 Gateway servers',
    world: plain,
    request: outside(SHOP, { from: { ...from, tls: true }, port: 80 }),
    expect: handshake,
  },
  {
    name: 'TLS is passed through by a tls rule',
    fact: '5.1 Gateway tls.mode PASSTHROUGH',
    world: world(
      gateway([passing([SHOP])]),
      bound(
        'shop/front',
        [SHOP],
        [{ match: [{ sniHosts: [SHOP] }], route: [{ destination: { host: 'secure' } }] }],
        {},
        'tls',
      ),
    ),
    request: overTls(SHOP),
    expect: { verdict: 'reaches', reaches: { 'secure-v1@east': 1 }, like: { route: { list: 'tls' } } },
    mutation: { of: RULE, field: ['spec', 'tls', 0, 'match', 0, 'sniHosts', 0], value: 'x.example', expect: noChain },
  },
  {
    name: 'http rules mean nothing where TLS is passed through',
    fact: '5.1 Gateway tls.mode PASSTHROUGH',
    world: world(gateway([passing([SHOP])]), bound('shop/front', [SHOP], [toV('v2')])),
    request: overTls(SHOP),
    expect: refused,
  },
  {
    name: 'the port for other clusters takes nobody from outside',
    fact: '2.3 AUTO_PASSTHROUGH filter chains require mesh mTLS',
    world: world(gateway([passing(['*.local'], 'AUTO_PASSTHROUGH')]), bound('shop/front', [SHOP], [toV('v2')])),
    request: overTls(REVIEWS),
    expect: noChain,
  },
  {
    name: 'TCP by a tcp rule',
    fact: '3.1 TCP on gateways',
    world: world(
      gateway([{ port: { number: 5432, name: 'tcp', protocol: 'TCP' }, hosts: ['*'] }]),
      bound('shop/front', ['*'], [{ match: [{ port: 5432 }], route: [{ destination: { host: 'db' } }] }], {}, 'tcp'),
    ),
    request: outside('any', { port: 5432, protocol: 'tcp' }),
    expect: { verdict: 'reaches', reaches: { 'db-v1@east': 0.5, 'db-v2@east': 0.5 } },
    mutation: { of: RULE, field: ['spec', 'tcp', 0, 'match', 0, 'port'], value: 1, expect: refused },
  },
  {
    name: 'a port of the Service means its target port',
    fact: '5.2 IST0104 Gateway ports: service port or target port',
    world: shop([subsets('shop/reviews'), gateway([http([SHOP])]), bound('shop/front', [SHOP], [toV('v2')])], {
      services: [
        service('reviews.shop', 'http:9080'),
        service('ingress.istio-ingress', ['http:80/8080', 'https:443/8443'], { selector }),
      ],
      workloads: [
        pods('reviews.shop', 'v1'),
        pods('reviews.shop', 'v2'),
        pods('ingress.istio-ingress', undefined, 'east', { labels: selector, proxy: 'gateway' }),
      ],
    }),
    request: outside(SHOP),
    expect: v2,
    mutation: { of: GATEWAY, field: [...SERVER, 'port', 'number'], value: 8081, expect: refused },
  },
  {
    name: 'two servers of one host on a port: the older Gateway’s stays',
    fact: '5.4 #30 duplicate hosts on TLS servers',
    world: world(
      gateway([https([SHOP])], GATEWAY, old),
      gateway([https([SHOP])], 'Gateway shop/late', young),
      bound('shop/front', [SHOP], [toV('v2')]),
    ),
    request: overTls(SHOP),
    expect: v2,
    mutation: { of: RULE, field: ['spec', 'gateways'], value: ['late'], expect: notFound },
  },
  {
    name: 'two servers of one host on a port: nobody says which Gateway is older',
    fact: '5.4 #30 duplicate hosts on TLS servers',
    world: world(
      gateway([https([SHOP])]),
      gateway([https([SHOP])], 'Gateway shop/late'),
      bound('shop/front', [SHOP], [toV('v2')]),
    ),
    request: overTls(SHOP),
    expect: { verdict: 'unjudged', reason: /the older Gateway's server stays/ },
  },
  {
    name: 'a server for another protocol on a port is left out',
    fact: '5.2 IST0145 conflicting gateways',
    world: world(
      gateway([http([SHOP])], GATEWAY, old),
      gateway([{ port: { number: 80, name: 'tcp', protocol: 'TCP' }, hosts: ['*'] }], 'Gateway shop/late', young),
      bound('shop/front', [SHOP], [toV('v2')]),
    ),
    request: outside(SHOP),
    expect: v2,
    mutation: { of: GATEWAY, field: [], expect: { ...refused, reason: /no tcp route/ } },
  },
  {
    name: 'a claim of the token',
    fact: '3.2 JWT-claim matching on gateways',
    world: world(
      gateway([http([SHOP])]),
      bound(
        'shop/front',
        [SHOP],
        [{ match: [{ headers: { '@request.auth.claims.role': { exact: 'admin' } } }], ...toV('v2') }],
      ),
      istio('RequestAuthentication istio-ingress/jwt', { jwtRules: [{ issuer: 'me', jwks: '{}' }] }),
    ),
    request: outside(SHOP, { jwt: { issuer: 'me', subject: 'x', claims: { role: ['user', 'admin'] } } }),
    expect: v2,
    mutation: { of: 'RequestAuthentication istio-ingress/jwt', field: [], expect: notFound },
  },
  {
    name: 'policies for the gateway’s own pods come before its routes',
    fact: '4.4 AuthorizationPolicy on gateways',
    world: world(
      gateway([http([SHOP])]),
      bound('shop/front', [SHOP], [toV('v2')]),
      istio('AuthorizationPolicy istio-ingress/paths', { rules: [{ to: [{ operation: { paths: ['/open*'] } }] }] }),
    ),
    request: outside(SHOP, { path: '/open/x' }),
    expect: v2,
    mutation: {
      of: 'request',
      field: ['path'],
      value: '/closed',
      expect: { verdict: 'fails', flag: 'RBAC', status: 403, like: { failure: { by: 'gateway' } } },
    },
  },
  {
    name: 'a gateway’s VirtualService may name a service of its own namespace shortly',
    fact: '5.4 #9 short host names',
    world: world(
      gateway([http([SHOP])]),
      bound('shop/front', [SHOP], [{ route: [{ destination: { host: 'ratings', port: { number: 9090 } } }] }]),
    ),
    request: outside(SHOP),
    expect: { verdict: 'reaches', reaches: { 'ratings-v1@east': 1 } },
    mutation: {
      of: RULE,
      field: ['spec', 'http', 0, 'route', 0, 'destination', 'port'],
      expect: { verdict: 'fails', flag: 'NC' },
    },
  },
  {
    name: 'no cluster of that name',
    fact: '2.1 clusters',
    world: plain,
    request: outside(SHOP, { from: { ...from, cluster: 'north' } }),
    expect: { verdict: 'unjudged', reason: /no cluster north/ },
  },
];
