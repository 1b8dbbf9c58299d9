import { type Expected, pods, type Row, service, type World, world } from '../../row.ts';
import { destinationRule, fromUi, object, peerAuthentication, REVIEWS, virtualService } from './objects.ts';

const WEB = 'VirtualService web/reviews';
const OWN = 'DestinationRule shop/reviews';
const v1 = '{name: v1, labels: {version: v1}}';
const v2 = '{name: v2, labels: {version: v2}}';
const arrives: Expected = { verdict: 'reaches', reaches: { 'reviews-v1@east': 1 } };
const missing = (reason: RegExp): Expected => ({
  verdict: 'fails',
  reaches: { '!NC': 1 },
  flag: 'NC',
  status: 503,
  reason,
});

/** Namespace `web` sends everything to a subset of the Service in namespace `shop`. */
const toSubset = (subset: string) =>
  virtualService(
    `{hosts: [${REVIEWS}], http: [{route: [{destination: {host: ${REVIEWS}, subset: ${subset}}}]}]}`,
    'reviews',
    'web',
  );
const fromWeb = fromUi({ from: { namespace: 'web' } });

function small(objects: string, more: Partial<Parameters<typeof world>[0]> = {}): World {
  return world({
    services: [service('reviews')],
    workloads: [pods('ui.web', undefined), pods('reviews', 'v1'), pods('reviews', 'v2')],
    objects,
    ...more,
  });
}

/** Which DestinationRule is in force for a client and a host. */
export const lookupRows: readonly Row[] = [
  {
    name: "the service's namespace is where a rule for everybody belongs",
    fact: '0.3 client, service, root namespace; 2.7 subset absent',
    world: small(toSubset('v1') + destinationRule(`{host: ${REVIEWS}, subsets: [${v1}]}`)),
    request: fromWeb,
    expect: {
      ...arrives,
      like: { destinations: [{ subset: 'v1', destinationRule: { namespace: 'shop', name: 'reviews' } }] },
    },
    mutation: { of: OWN, field: ['spec', 'exportTo'], value: ['.'], expect: missing(/not exported to namespace web/) },
  },
  {
    name: 'a route to a subset that the rule does not have',
    fact: '2.7 VS names subset absent from effective DR: 503 NC',
    world: small(toSubset('v3') + destinationRule(`{host: ${REVIEWS}, subsets: [${v1}]}`)),
    request: fromWeb,
    expect: missing(/DestinationRule shop\/reviews, in force for namespace web, has no subset v3/),
  },
  {
    name: 'a route to a subset without any rule',
    fact: '2.7 VS names subset absent from effective DR: 503 NC',
    world: small(toSubset('v1')),
    request: fromWeb,
    expect: missing(/No DestinationRule for reviews\.shop\.svc\.cluster\.local is in force for namespace web/),
  },
  {
    name: "a rule of the client's namespace hides the service's with its subsets",
    fact: '5.4 #1',
    world: small(
      toSubset('v1') +
        destinationRule(`{host: ${REVIEWS}, subsets: [${v1}]}`) +
        destinationRule(`{host: ${REVIEWS}, exportTo: [other]}`, { namespace: 'web' }),
    ),
    request: fromWeb,
    expect: arrives,
    mutation: {
      of: 'DestinationRule web/reviews',
      field: ['spec', 'exportTo'],
      expect: missing(
        /DestinationRule shop\/reviews has it, but DestinationRule web\/reviews is found first and hides it/,
      ),
    },
  },
  {
    name: 'nothing is inherited from a rule for a wildcard',
    fact: '5.4 #25 most specific host wins wholly',
    world: small(
      toSubset('v1') +
        destinationRule(`{host: '*.shop.svc.cluster.local', subsets: [${v1}]}`, { name: 'all' }) +
        destinationRule('{host: ratings.shop.svc.cluster.local}'),
    ),
    request: fromWeb,
    expect: { ...arrives, like: { destinations: [{ destinationRule: { name: 'all' } }] } },
    mutation: {
      of: OWN,
      field: ['spec', 'host'],
      value: REVIEWS,
      expect: missing(/its host \*\.shop\.svc\.cluster\.local is less specific than reviews\.shop/),
    },
  },
  {
    name: 'rules of one host and equal exportTo are merged; with different exportTo they stay apart',
    fact: '5.4 #26',
    world: small(
      toSubset('v1') +
        destinationRule(`{host: ${REVIEWS}, subsets: [${v1}]}`, { name: 'a' }) +
        destinationRule(`{host: ${REVIEWS}, subsets: [${v2}]}`, { name: 'b' }),
    ),
    request: fromWeb,
    expect: { ...arrives, like: { destinations: [{ destinationRule: { name: 'a' } }] } },
    mutation: {
      of: 'DestinationRule shop/b',
      field: ['spec', 'exportTo'],
      value: ['*'],
      expect: missing(/DestinationRule shop\/a has it, but its exportTo differs/),
    },
  },
  {
    name: 'of merged rules the oldest policy counts',
    fact: '5.4 #26 fragments with top-level policy twice',
    world: small(
      peerAuthentication('{mtls: {mode: STRICT}}') +
        destinationRule(`{host: ${REVIEWS}, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}`, {
          name: 'b',
          metadata: "creationTimestamp: '2026-01-01T00:00:00Z'",
        }) +
        destinationRule(`{host: ${REVIEWS}, trafficPolicy: {tls: {mode: DISABLE}}}`, {
          name: 'a',
          metadata: "creationTimestamp: '2026-02-01T00:00:00Z'",
        }),
    ),
    request: fromWeb,
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@east': 0.5, 'reviews-v2@east': 0.5 } },
    mutation: {
      of: 'DestinationRule shop/b',
      field: ['metadata', 'creationTimestamp'],
      value: '2026-03-01T00:00:00Z',
      expect: { verdict: 'fails', flag: 'UC', status: 503, reason: /DestinationRule shop\/a sets tls DISABLE/ },
    },
  },
  {
    name: 'the root namespace comes last',
    fact: '0.3 root namespace',
    world: small(
      toSubset('v1') +
        destinationRule(`{host: '*.local', subsets: [${v1}]}`, { name: 'all', namespace: 'istio-system' }),
    ),
    request: fromWeb,
    expect: { ...arrives, like: { destinations: [{ destinationRule: { namespace: 'istio-system' } }] } },
    mutation: {
      of: 'DestinationRule istio-system/all',
      field: ['spec', 'exportTo'],
      value: ['.'],
      expect: missing(/istio-system\/all has it, but it is not exported to namespace web/),
    },
  },
  {
    name: "a gateway in the root namespace looks in the service's namespace first, but for private rules",
    fact: '4.2 ingress gateways are clients: the search starts at root-private rules',
    world: small(
      object('networking.istio.io/v1', 'Gateway', {
        name: 'web',
        namespace: 'istio-system',
        metadata: '',
        spec: '{selector: {istio: ingress}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [shop.example]}]}',
      }) +
        virtualService(
          `{hosts: [shop.example], gateways: [istio-system/web], http: [{route: [{destination: {host: ${REVIEWS}, subset: v1}}]}]}`,
        ) +
        destinationRule(`{host: ${REVIEWS}, subsets: [${v1}]}`) +
        destinationRule(`{host: '*.local', exportTo: ['*']}`, { name: 'all', namespace: 'istio-system' }),
      {
        workloads: [
          pods('reviews', 'v1'),
          pods('ingress.istio-system', undefined, 'east', { proxy: 'gateway', labels: { istio: 'ingress' } }),
        ],
      },
    ),
    request: {
      from: {
        kind: 'ingress',
        cluster: 'east',
        namespace: 'istio-system',
        labels: { istio: 'ingress' },
        serviceAccount: 'ingress',
      },
      to: 'shop.example',
      port: 80,
    },
    expect: {
      ...arrives,
      like: {
        destinations: [
          { endpoints: [{ tls: 'mutual', identity: 'spiffe://cluster.local/ns/istio-system/sa/ingress' }] },
        ],
      },
    },
    mutation: {
      of: 'DestinationRule istio-system/all',
      field: ['spec', 'exportTo'],
      value: ['.'],
      expect: missing(/DestinationRule istio-system\/all, in force for namespace istio-system, has no subset v1/),
    },
  },
  {
    name: 'a rule with a workloadSelector is for the pods that it selects',
    fact: '5.1 DestinationRule workloadSelector is for its own namespace',
    world: small(
      toSubset('v1') +
        destinationRule(`{host: ${REVIEWS}, workloadSelector: {matchLabels: {app: ui}}, subsets: [${v1}]}`, {
          namespace: 'web',
        }),
    ),
    request: fromWeb,
    expect: arrives,
    mutation: {
      of: 'request',
      field: ['from', 'labels', 'app'],
      value: 'other',
      expect: missing(/web\/reviews has it, but its workloadSelector does not select the client/),
    },
  },
  {
    name: 'MeshConfig may keep rules to their namespaces',
    fact: '2.6 default exportTo of MeshConfig',
    world: small(toSubset('v1') + destinationRule(`{host: ${REVIEWS}, subsets: [${v1}]}`)),
    request: fromWeb,
    expect: arrives,
    mutation: {
      of: 'facts',
      field: ['clusters', 0, 'meshConfig', 'defaultDestinationRuleExportTo'],
      value: ['.'],
      expect: missing(/No DestinationRule for reviews\.shop\.svc\.cluster\.local is in force for namespace web/),
    },
  },
  {
    name: "a short host is of the rule's own namespace, one with a dot is not completed",
    fact: '5.4 #9',
    world: small(toSubset('v1') + destinationRule(`{host: reviews, subsets: [${v1}]}`)),
    request: fromWeb,
    expect: arrives,
    mutation: { of: OWN, field: ['spec', 'host'], value: 'reviews.shop', expect: missing(/has no subset v1/) },
  },
  {
    name: 'a port that the Service does not have',
    fact: '2.5 ports; 3.1 destination port',
    world: small(
      virtualService(
        `{hosts: [${REVIEWS}], http: [{route: [{destination: {host: ${REVIEWS}, port: {number: 80}}}]}]}`,
        'reviews',
        'web',
      ),
    ),
    request: fromWeb,
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@east': 0.5, 'reviews-v2@east': 0.5 } },
    mutation: {
      of: WEB,
      field: ['spec', 'http', 0, 'route', 0, 'destination', 'port', 'number'],
      value: 8080,
      expect: missing(/has no port 8080, only 80/),
    },
  },
  {
    name: 'a host that nobody knows',
    fact: '5.2 IST0101 destination host unknown',
    world: small(
      virtualService(`{hosts: [${REVIEWS}], http: [{route: [{destination: {host: ${REVIEWS}}}]}]}`, 'reviews', 'web'),
    ),
    request: fromWeb,
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@east': 0.5, 'reviews-v2@east': 0.5 } },
    mutation: {
      of: WEB,
      field: ['spec', 'http', 0, 'route', 0, 'destination', 'host'],
      value: 'review.shop.svc.cluster.local',
      expect: missing(/does not know review\.shop\.svc\.cluster\.local: no Service or ServiceEntry in east has it/),
    },
  },
];
