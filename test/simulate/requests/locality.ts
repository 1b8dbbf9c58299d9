import { expect } from 'vitest';
import { type Expected, type Mutation, pods, type Row, service, type World, world } from '../row.ts';
import { destinationRule, fromUi, object, REVIEWS, virtualService } from './reach/objects.ts';

const RULE = 'DestinationRule shop/reviews';
const services = [service('reviews')];

/** Clusters named after their regions, one group of pods in each. */
function regions(names: readonly string[], policy: string, more: Partial<Parameters<typeof world>[0]> = {}): World {
  return world({
    clusters: names.map((name) => ({ name, region: name })),
    services,
    workloads: names.map((name) => pods('reviews', 'v1', name)),
    objects: destinationRule(`{host: ${REVIEWS}, trafficPolicy: ${policy}}`),
    ...more,
  });
}

const at = (shares: Readonly<Record<string, number>>): Expected => ({
  verdict: 'reaches',
  reaches: Object.fromEntries(Object.entries(shares).map(([cluster, share]) => [`reviews-v1@${cluster}`, share])),
});
const inOrder = (shares: Readonly<Record<string, number>>, priorities: Readonly<Record<string, number>>): Expected => ({
  ...at(shares),
  like: {
    destinations: [{ endpoints: Object.entries(priorities).map(([cluster, priority]) => ({ cluster, priority })) }],
  },
});

const ask = fromUi({ from: { cluster: 'us' } });
const two = ['us', 'eu'];
const three = ['us', 'eu', 'ap'];
const even = at({ us: 0.5, eu: 0.5 });
const none = (cluster: number): Pick<Mutation, 'of' | 'field' | 'value'> => ({
  of: 'facts',
  field: ['workloads', cluster, 'replicas'],
  value: 0,
});

function row(name: string, fact: string, given: World, wanted: Expected, mutation: Mutation): Row {
  return { name, fact, world: given, request: ask, expect: wanted, mutation };
}

export const rows: readonly Row[] = [
  row('without outlier detection regions do not matter, with it they do', '0.6; 5.4 #14', regions(two, '{}'), even, {
    of: RULE,
    field: ['spec', 'trafficPolicy', 'outlierDetection'],
    value: { consecutive5xxErrors: 5 },
    expect: inOrder({ us: 1 }, { us: 0, eu: 1 }),
  }),
  row(
    'the other region takes over where there is nothing at home',
    '2.6 failover default priorities',
    regions(two, '{outlierDetection: {}}'),
    inOrder({ us: 1 }, { us: 0, eu: 1 }),
    {
      ...none(0),
      expect: at({ eu: 1 }),
    },
  ),
  row(
    'enabled: false keeps regions balanced',
    '2.6 enabled:false switches off',
    regions(two, '{outlierDetection: {}, loadBalancer: {localityLbSetting: {enabled: false}}}'),
    even,
    {
      of: RULE,
      field: ['spec', 'trafficPolicy', 'loadBalancer', 'localityLbSetting', 'enabled'],
      value: true,
      expect: at({ us: 1 }),
    },
  ),
  row(
    'MeshConfig may turn it off for all',
    '2.6 mesh locality',
    regions(two, '{outlierDetection: {}}', {
      clusters: [
        { name: 'us', region: 'us', meshConfig: { localityLbSetting: { enabled: false } } },
        { name: 'eu', region: 'eu' },
      ],
    }),
    even,
    {
      of: RULE,
      field: ['spec', 'trafficPolicy', 'loadBalancer'],
      value: { localityLbSetting: {} },
      expect: at({ us: 1 }),
    },
  ),
  row(
    "a port's settings do not inherit outlier detection, so its failover never starts",
    '5.4 #15',
    regions(
      two,
      '{outlierDetection: {}, portLevelSettings: [{port: {number: 80}, loadBalancer: {localityLbSetting: {enabled: true}}}]}',
    ),
    even,
    {
      of: RULE,
      field: ['spec', 'trafficPolicy', 'portLevelSettings', 0, 'outlierDetection'],
      value: {},
      expect: at({ us: 1 }),
    },
  ),
  {
    name: 'a subset inherits outlier detection',
    fact: '5.4 #15 subset level does inherit',
    world: regions(two, '{}', {
      objects:
        virtualService(`{hosts: [${REVIEWS}], http: [{route: [{destination: {host: ${REVIEWS}, subset: v1}}]}]}`) +
        destinationRule(
          `{host: ${REVIEWS}, trafficPolicy: {outlierDetection: {}}, subsets: [{name: v1, labels: {version: v1}, trafficPolicy: {loadBalancer: {localityLbSetting: {enabled: true}}}}]}`,
        ),
    }),
    request: ask,
    expect: at({ us: 1 }),
    mutation: { of: RULE, field: ['spec', 'trafficPolicy', 'outlierDetection'], expect: even },
  },
  {
    name: 'the same zone comes before the same region',
    fact: '2.6 region+zone 1, region 2',
    world: world({
      clusters: [{ name: 'us', region: 'us' }],
      services,
      workloads: [pods('reviews', 'v1', 'us', { zone: 'a' }), pods('reviews', 'v2', 'us', { zone: 'b' })],
      objects: destinationRule(`{host: ${REVIEWS}, trafficPolicy: {outlierDetection: {}}}`),
    }),
    request: fromUi({ from: { cluster: 'us', zone: 'a' } }),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@us': 1 } },
    mutation: {
      of: 'request',
      field: ['from', 'zone'],
      value: 'b',
      expect: { verdict: 'reaches', reaches: { 'reviews-v2@us': 1 } },
    },
  },
  {
    name: 'a label of the pod says where it is, subzone included',
    fact: '2.6 pod label istio-locality',
    world: world({
      clusters: [{ name: 'us', region: 'us' }],
      services,
      workloads: [
        pods('reviews', 'v1', 'us', { labels: { app: 'reviews', 'istio-locality': 'us.a.rack1' } }),
        pods('reviews', 'v2', 'us', { labels: { app: 'reviews', 'istio-locality': 'us.b.rack1' } }),
      ],
      objects: destinationRule(`{host: ${REVIEWS}, trafficPolicy: {outlierDetection: {}}}`),
    }),
    request: fromUi({ from: { cluster: 'us', zone: 'a' } }),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@us': 1 } },
    mutation: {
      of: 'facts',
      field: ['workloads', 0, 'labels', 'istio-locality'],
      value: 'us.c.rack1',
      expect: { verdict: 'reaches', reaches: { 'reviews-v1@us': 0.5, 'reviews-v2@us': 0.5 } },
    },
  },
  row(
    'failover names the region that comes next',
    '2.6 regions other than `to` get 4',
    regions(three, '{outlierDetection: {}, loadBalancer: {localityLbSetting: {failover: [{from: us, to: eu}]}}}'),
    inOrder({ us: 1 }, { us: 0, eu: 1, ap: 2 }),
    {
      of: RULE,
      field: ['spec', 'trafficPolicy', 'loadBalancer', 'localityLbSetting', 'failover', 0, 'to'],
      value: 'ap',
      expect: inOrder({ us: 1 }, { us: 0, eu: 2, ap: 1 }),
    },
  ),
  row(
    'the failover of another region means nothing here',
    '2.6 matching failover[from]',
    regions(three, '{outlierDetection: {}, loadBalancer: {localityLbSetting: {failover: [{from: ap, to: eu}]}}}'),
    inOrder({ us: 1 }, { us: 0, eu: 1, ap: 1 }),
    {
      ...none(0),
      expect: at({ eu: 0.5, ap: 0.5 }),
    },
  ),
  {
    name: 'failoverPriority goes by labels, in their order',
    fact: '2.6 failoverPriority',
    world: regions(
      three,
      "{outlierDetection: {}, loadBalancer: {localityLbSetting: {failoverPriority: [tier, 'topology.istio.io/cluster']}}}",
      {
        workloads: three.map((name) =>
          pods('reviews', 'v1', name, { labels: { app: 'reviews', tier: name === 'ap' ? 'silver' : 'gold' } }),
        ),
      },
    ),
    request: fromUi({ from: { cluster: 'us', labels: { app: 'ui', tier: 'gold' } } }),
    expect: inOrder({ us: 1 }, { us: 0, eu: 1, ap: 2 }),
    mutation: { of: 'request', field: ['from', 'labels', 'tier'], value: 'silver', expect: at({ ap: 1 }) },
  },
  row(
    'failoverPriority may pin a value',
    '2.6 entries may pin label=value',
    regions(
      two,
      "{outlierDetection: {}, loadBalancer: {localityLbSetting: {failoverPriority: ['topology.istio.io/cluster=eu']}}}",
    ),
    at({ eu: 1 }),
    {
      of: RULE,
      field: ['spec', 'trafficPolicy', 'loadBalancer', 'localityLbSetting', 'failoverPriority', 0],
      value: 'topology.istio.io/cluster=us',
      expect: at({ us: 1 }),
    },
  ),
  row(
    'failoverPriority and failover together',
    '2.6 failover within failoverPriority',
    regions(
      three,
      "{outlierDetection: {}, loadBalancer: {localityLbSetting: {failoverPriority: ['topology.istio.io/cluster=ap'], failover: [{from: us, to: eu}]}}}",
    ),
    inOrder({ ap: 1 }, { us: 1, eu: 2, ap: 0 }),
    {
      ...none(2),
      expect: at({ us: 1 }),
    },
  ),
  row(
    'failoverPriority needs outlier detection as well',
    '2.6 failover needs outlierDetection',
    regions(
      two,
      "{outlierDetection: {}, loadBalancer: {localityLbSetting: {failoverPriority: ['topology.istio.io/cluster']}}}",
    ),
    at({ us: 1 }),
    {
      of: RULE,
      field: ['spec', 'trafficPolicy', 'outlierDetection'],
      expect: even,
    },
  ),
  row(
    'distribute spreads by its weights and empties what it does not list',
    '2.6 distribute; 5.4 #17',
    regions(three, "{loadBalancer: {localityLbSetting: {distribute: [{from: 'us/*', to: {'us/*': 80, 'eu/*': 20}}]}}}"),
    at({ us: 0.8, eu: 0.2 }),
    {
      of: RULE,
      field: ['spec', 'trafficPolicy', 'loadBalancer', 'localityLbSetting', 'distribute', 0, 'to'],
      value: { 'sa/*': 100 },
      expect: {
        verdict: 'fails',
        reaches: { '!UH': 1 },
        flag: 'UH',
        status: 503,
        reason: /distribution that lists no locality in which/,
      },
    },
  ),
  row(
    'distribute does not spill over, outlier detection or not',
    '2.6 no spill-over #33470',
    regions(
      two,
      '{outlierDetection: {}, loadBalancer: {localityLbSetting: {distribute: [{from: us, to: {us: 100}}]}}}',
    ),
    at({ us: 1 }),
    {
      ...none(0),
      expect: { verdict: 'fails', flag: 'UH', status: 503, reason: /lists no locality/ },
    },
  ),
  row(
    'distribute for other clients means nothing here',
    '2.6 one entry is chosen by matching from',
    regions(
      two,
      '{outlierDetection: {}, loadBalancer: {localityLbSetting: {distribute: [{from: ap, to: {eu: 100}}]}}}',
    ),
    even,
    {
      of: RULE,
      field: ['spec', 'trafficPolicy', 'loadBalancer', 'localityLbSetting', 'distribute', 0, 'from'],
      value: '*',
      expect: at({ eu: 1 }),
    },
  ),
  row(
    "a DestinationRule's setting replaces MeshConfig's",
    '2.6 DR replaces mesh setting, no merge',
    regions(two, '{outlierDetection: {}, loadBalancer: {localityLbSetting: {failover: []}}}', {
      clusters: [
        {
          name: 'us',
          region: 'us',
          meshConfig: { localityLbSetting: { distribute: [{ from: '*', to: { eu: 100 } }] } },
        },
        { name: 'eu', region: 'eu' },
      ],
    }),
    at({ us: 1 }),
    { of: RULE, field: ['spec', 'trafficPolicy', 'loadBalancer'], expect: at({ eu: 1 }) },
  ),
  row(
    'traffic distribution is not modelled',
    '2.6 trafficDistribution',
    world({
      clusters: [{ name: 'us', region: 'us' }],
      services,
      workloads: [pods('reviews', 'v1', 'us')],
      objects: `---
apiVersion: v1
kind: Service
metadata: {name: reviews, namespace: shop, annotations: {networking.istio.io/traffic-distribution: PreferSameZone}}
spec: {}
`,
    }),
    {
      verdict: 'unjudged',
      like: { unjudged: [expect.stringMatching(/sets traffic distribution PreferSameZone, which is not modelled/)] },
    },
    {
      ...none(0),
      expect: { verdict: 'fails', flag: 'UH' },
    },
  ),
  {
    name: 'endpoints of another network keep their locality behind the gateway',
    fact: '2.6 cross-network endpoints appear in the locality of the original endpoints',
    world: world({
      clusters: two.map((name) => ({ name, region: name, network: `net-${name}` })),
      networks: two.map((name) => ({
        name: `net-${name}`,
        gateways: [{ cluster: name, namespace: 'istio-system', labels: { istio: 'eastwest' }, port: 15443 }],
      })),
      services,
      workloads: two.map((name) => pods('reviews', 'v1', name)),
      objects:
        destinationRule(`{host: ${REVIEWS}, trafficPolicy: {outlierDetection: {}}}`) +
        object('networking.istio.io/v1', 'Gateway', {
          name: 'cross-network',
          namespace: 'istio-system',
          metadata: '',
          spec: "{selector: {istio: eastwest}, servers: [{port: {number: 15443, name: tls, protocol: TLS}, tls: {mode: AUTO_PASSTHROUGH}, hosts: ['*.local']}]}",
        }),
    }),
    request: ask,
    expect: inOrder({ us: 1 }, { us: 0, eu: 1 }),
    mutation: {
      ...none(0),
      expect: {
        ...at({ eu: 1 }),
        like: { destinations: [{ endpoints: [{ via: { networkGateway: 'eu' }, priority: 0 }] }] },
      },
    },
  },
];
