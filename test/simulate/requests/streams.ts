import { ask, client, shop, subsets } from '../bookinfo.ts';
import { istio, type Row } from '../row.ts';

const target = (subset: string, weight?: number, host = 'db') => ({
  destination: { host, subset },
  ...(weight !== undefined && { weight }),
});
const tcp = (...rules: readonly object[]) =>
  shop([subsets('shop/db'), istio('VirtualService shop/db', { hosts: ['db'], tcp: rules })]);
const tls = (...rules: readonly object[]) =>
  shop([istio('VirtualService shop/secure', { hosts: ['secure'], tls: rules })]);

const DB = 'VirtualService shop/db';
const SECURE = 'VirtualService shop/secure';
const v2 = { verdict: 'reaches', reaches: { 'db-v2@east': 1 } } as const;
const both = { verdict: 'reaches', reaches: { 'db-v1@east': 0.5, 'db-v2@east': 0.5 } } as const;
const missing = { verdict: 'fails', flag: 'NC' } as const;
const secure = { destination: { host: 'secure' } };
const nobody = { destination: { host: 'nobody' } };

export const rows: readonly Row[] = [
  {
    name: 'connections are split by weight',
    fact: '3.1 TCP weights work per connection',
    world: tcp({ route: [target('v1', 1), target('v2', 3)] }),
    request: ask('db'),
    expect: {
      verdict: 'reaches',
      reaches: { 'db-v1@east': 0.25, 'db-v2@east': 0.75 },
      like: { route: { list: 'tcp', index: 0 }, retries: undefined },
    },
    mutation: {
      of: 'DestinationRule shop/db',
      field: ['spec', 'subsets', 0],
      expect: { verdict: 'partly', flag: 'NC' },
    },
  },
  {
    name: 'a tcp rule for a port',
    fact: '3.1 match of tcp routes',
    world: tcp({ match: [{ port: 5432 }], route: [target('v2')] }),
    request: ask('db'),
    expect: v2,
    mutation: { of: 'DestinationRule shop/db', field: [], expect: missing },
  },
  {
    name: 'a tcp rule for another port is passed over',
    fact: '3.1 match of tcp routes',
    world: tcp({ match: [{ port: 5433 }], route: [{ destination: { host: 'nobody' } }] }),
    request: ask('db'),
    expect: { ...both, like: { route: undefined } },
    mutation: { of: DB, field: ['spec', 'tcp', 0, 'match', 0, 'port'], value: 5432, expect: missing },
  },
  {
    name: 'a tcp rule for clients with labels',
    fact: '3.1 match of tcp routes',
    world: tcp({ match: [{ sourceLabels: { app: 'other' } }], route: [nobody] }, { route: [target('v2')] }),
    request: ask('db'),
    expect: { ...v2, like: { route: { index: 1 } } },
    mutation: {
      of: DB,
      field: ['spec', 'tcp', 0, 'match', 0, 'sourceLabels', 'app'],
      value: 'productpage',
      expect: missing,
    },
  },
  {
    name: 'a tcp rule for a gateway is not for sidecars',
    fact: '3.1 match of tcp routes',
    world: tcp({ match: [{ gateways: ['front'] }], route: [nobody] }),
    request: ask('db'),
    expect: both,
    mutation: { of: DB, field: ['spec', 'tcp', 0, 'match', 0, 'gateways'], value: ['mesh'], expect: missing },
  },
  {
    name: 'addresses in a tcp rule are not judged where nobody says which is called',
    fact: '3.1 destinationSubnets',
    world: tcp({ match: [{ destinationSubnets: ['10.0.0.0/8'] }], route: [target('v1')] }),
    request: ask('db'),
    expect: { verdict: 'unjudged', reason: /destinationSubnets/ },
  },
  {
    name: 'the narrowest network decides, whatever the order of tcp rules',
    fact: '3.1 destinationSubnets',
    world: tcp(
      { match: [{ destinationSubnets: ['10.0.0.0/8'] }], route: [nobody] },
      { match: [{ destinationSubnets: ['10.1.0.0/16', '192.0.2.7'] }], route: [target('v2')] },
      { route: [nobody] },
    ),
    request: ask('db', { address: '10.1.2.3' }),
    expect: v2,
    mutation: { of: 'request', field: ['address'], value: '10.2.0.1', expect: missing },
    also: [{ of: 'request', field: ['address'], value: '192.0.2.8', expect: missing }],
  },
  {
    name: 'an address that no tcp rule asks for goes to the port of the service',
    fact: '3.1 destinationSubnets',
    world: tcp({ match: [{ destinationSubnets: ['10.0.0.0/8'] }], route: [nobody] }),
    request: ask('db', { address: '192.0.2.1' }),
    expect: both,
    mutation: { of: 'request', field: ['address'], value: '10.0.0.1', expect: missing },
  },
  {
    name: 'in TLS the address comes before the name',
    fact: '3.1 destinationSubnets',
    world: tls(
      { match: [{ sniHosts: ['a.example'], destinationSubnets: ['10.1.0.0/16'] }], route: [nobody] },
      { match: [{ sniHosts: ['a.example'], destinationSubnets: ['10.0.0.0/8'] }], route: [secure] },
    ),
    request: ask('secure', { sni: 'a.example', address: '10.2.0.1' }),
    expect: { verdict: 'reaches' },
    mutation: { of: 'request', field: ['address'], value: '10.1.0.1', expect: missing },
  },
  {
    name: 'tcp rules of another VirtualService on the host come next',
    fact: '3.1 tcp rules of all VirtualServices of a host are asked in turn',
    world: shop([
      subsets('shop/db'),
      istio('VirtualService shop/a', { hosts: ['db'], tcp: [{ match: [{ port: 1 }], route: [nobody] }] }),
      istio('VirtualService shop/b', { hosts: ['db'], tcp: [{ route: [target('v2')] }] }),
    ]),
    request: ask('db'),
    expect: v2,
    mutation: {
      of: 'VirtualService shop/a',
      field: ['spec', 'tcp', 0, 'match', 0, 'port'],
      value: 5432,
      expect: missing,
    },
  },
  {
    name: 'bytes on a sniffed port follow the tcp rules',
    fact: '5.4 #11 a port of unknown protocol',
    world: shop([
      istio('VirtualService shop/guess', { hosts: ['guess'], tcp: [{ route: [{ destination: { host: 'db' } }] }] }),
    ]),
    request: ask('guess', { protocol: 'tcp' }),
    expect: { ...both, like: { route: { list: 'tcp' } } },
    mutation: {
      of: 'VirtualService shop/guess',
      field: ['spec', 'tcp', 0, 'route', 0, 'destination', 'port'],
      value: { number: 7000 },
      expect: missing,
    },
  },
  {
    name: 'a tls rule by its SNI',
    fact: '3.1 TLS routes by SNI',
    world: tls({ match: [{ sniHosts: ['secure.shop.svc.cluster.local'] }], route: [secure] }),
    request: ask('secure', { sni: 'secure.shop.svc.cluster.local' }),
    expect: { verdict: 'reaches', reaches: { 'secure-v1@east': 1 }, like: { route: { list: 'tls', match: 0 } } },
    mutation: {
      of: SECURE,
      field: ['spec', 'tls', 0, 'route', 0, 'destination', 'host'],
      value: 'nobody',
      expect: missing,
    },
  },
  {
    name: 'the most specific SNI wins, not the first',
    fact: '3.1 TLS routes are filter chains by server name',
    world: tls(
      { match: [{ sniHosts: ['*.cluster.local'] }], route: [nobody] },
      { match: [{ sniHosts: ['secure.shop.svc.cluster.local'] }], route: [secure] },
    ),
    request: ask('secure', { sni: 'secure.shop.svc.cluster.local' }),
    expect: { verdict: 'reaches', like: { route: { index: 1 } } },
    mutation: { of: 'request', field: ['sni'], value: 'x.cluster.local', expect: missing },
  },
  {
    name: 'an SNI that no rule takes is passed through',
    fact: '5.4 #23 what no chain takes is passed through',
    world: tls({ match: [{ sniHosts: ['a.example'] }], route: [nobody] }),
    request: ask('secure', { sni: 'b.example' }),
    expect: { verdict: 'reaches', like: { route: undefined, destinations: [{ endpoints: [{ tls: 'application' }] }] } },
    mutation: {
      of: 'facts',
      field: ['clusters', 0, 'meshConfig', 'outboundTrafficPolicy'],
      value: 'REGISTRY_ONLY',
      expect: { verdict: 'fails', flag: 'BlackHole' },
    },
  },
  {
    name: 'a tls rule for other clients leaves the service as it was',
    fact: '3.1 match of tls routes',
    world: tls({ match: [{ sniHosts: ['*'], sourceNamespace: 'front' }], route: [nobody] }),
    request: ask('secure'),
    expect: { verdict: 'reaches', reaches: { 'secure-v1@east': 1 }, like: { route: undefined } },
    mutation: { of: SECURE, field: ['spec', 'tls', 0, 'match', 0, 'sourceNamespace'], value: 'shop', expect: missing },
  },
  {
    name: 'tcp rules mean nothing to a port for TLS',
    fact: '3.1 TLS routes by SNI for TLS and HTTPS ports',
    world: shop([istio('VirtualService shop/secure', { hosts: ['secure'], tcp: [{ route: [nobody] }] })]),
    request: ask('secure', { from: { ...client, serviceAccount: 'x' } }),
    expect: { verdict: 'reaches', reaches: { 'secure-v1@east': 1 } },
    mutation: { of: 'facts', field: ['services', 3, 'ports', 0, 'protocol'], value: 'TCP', expect: missing },
  },
];
