import { pods, type Row, service, type World, world } from '../../row.ts';
import { authorizationPolicy, destinationRule, endpoint, fromUi, REVIEWS } from './objects.ts';

function twoDomains(objects = ''): World {
  return world({
    clusters: [
      { name: 'east', trustDomain: 'east.example', trustDomainAliases: ['west.example'] },
      { name: 'west', trustDomain: 'west.example', trustDomainAliases: ['east.example'] },
    ],
    services: [service('reviews')],
    workloads: [pods('ui', undefined), pods('reviews', 'v1', 'west')],
    objects,
  });
}

const arrives = { 'reviews-v1@west': 1 };
const allow = (principal: string) =>
  authorizationPolicy(`{rules: [{from: [{source: {principals: ['${principal}']}}]}]}`);

/** Clusters whose proxies have identities of different trust domains. */
export const trustRows: readonly Row[] = [
  {
    name: "the client accepts the server's trust domain as an alias",
    fact: '2.4 each side must list the other; 5.4 #20',
    world: twoDomains(),
    request: fromUi(),
    expect: {
      verdict: 'reaches',
      reaches: arrives,
      like: endpoint({ tls: 'mutual', identity: 'spiffe://east.example/ns/shop/sa/ui' }),
    },
    mutation: {
      of: 'facts',
      field: ['clusters', 0, 'trustDomainAliases'],
      value: [],
      expect: {
        verdict: 'fails',
        flag: 'UF',
        status: 503,
        reason: /client's proxy .* does not accept trust domain west\.example/,
      },
    },
  },
  {
    name: "the server accepts the client's trust domain as an alias",
    fact: '2.4 inbound TLS validation rejects others; 5.4 #20',
    world: twoDomains(destinationRule(`{host: ${REVIEWS}, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}`)),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: arrives, like: endpoint({ tls: 'mutual' }) },
    mutation: {
      of: 'facts',
      field: ['clusters', 1, 'trustDomainAliases'],
      value: [],
      expect: { verdict: 'fails', flag: 'UF', reason: /server's proxy .* does not accept trust domain east\.example/ },
    },
  },
  {
    name: "a principal of the server's own trust domain stands for its aliases",
    fact: '2.4 aliases expand authorization; 5.4 #20',
    world: twoDomains(allow('west.example/ns/shop/sa/ui')),
    request: fromUi(),
    expect: {
      verdict: 'reaches',
      reaches: arrives,
      like: endpoint({ access: { decision: 'allow', by: { rule: 0 } } }),
    },
    mutation: {
      of: 'AuthorizationPolicy shop/reviews',
      field: ['spec', 'rules', 0, 'from', 0, 'source', 'principals', 0],
      value: 'north.example/ns/shop/sa/ui',
      expect: { verdict: 'fails', flag: 'RBAC', status: 403 },
    },
  },
  {
    name: 'cluster.local in a principal means the own trust domain and its aliases',
    fact: '2.4 cluster.local is a pointer',
    world: twoDomains(allow('cluster.local/ns/shop/sa/ui')),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: arrives },
    mutation: {
      of: 'request',
      field: ['from', 'serviceAccount'],
      value: 'other',
      expect: { verdict: 'fails', flag: 'RBAC', status: 403, reason: /allows east\.example\/ns\/shop\/sa\/other/ },
    },
  },
  {
    name: 'trustDomains are expanded to the aliases too',
    fact: '2.4 from.source.trustDomains (1.31)',
    world: twoDomains(authorizationPolicy(`{rules: [{from: [{source: {trustDomains: [west.example]}}]}]}`)),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: arrives },
    mutation: {
      of: 'AuthorizationPolicy shop/reviews',
      field: ['spec', 'rules', 0, 'from', 0, 'source', 'trustDomains', 0],
      value: 'north.*',
      expect: { verdict: 'fails', flag: 'RBAC', status: 403 },
    },
  },
];
