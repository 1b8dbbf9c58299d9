import { expect } from 'vitest';
import type { WorkloadSurroundings } from '../../../src/istio/facts.ts';
import { type Expected, type Mutation, pods, type Row, service, type World, world } from '../row.ts';
import { destinationRule, fromUi, REVIEWS, virtualService } from './reach/objects.ts';

const RULE = 'DestinationRule shop/reviews';
const LOAD_BALANCER = ['spec', 'trafficPolicy', 'loadBalancer'] as const;
const SETTING = [...LOAD_BALANCER, 'localityLbSetting'] as const;
const services = [service('reviews')];

type More = Partial<Parameters<typeof world>[0]>;

/**
 * Clusters named after their regions, one group of pods in each. The rule demands mutual TLS, so pods without sidecar (in
 * the regions `shut`) fail: requests that go where they should not are seen to fail.
 */
function regions(names: readonly string[], shut: readonly string[], policy: string, more: More = {}): World {
  return world({
    clusters: names.map((name) => ({ name, region: name })),
    services,
    workloads: names.map((name) => group(name, shut.includes(name))),
    objects: destinationRule(
      `{host: ${REVIEWS}, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}${policy === '' ? '' : `, ${policy}`}}}`,
    ),
    ...more,
  });
}

function group(cluster: string, shut: boolean, more: Partial<WorkloadSurroundings> = {}): WorkloadSurroundings {
  return pods('reviews', 'v1', cluster, { proxy: shut ? 'none' : 'sidecar', ...more });
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
const astray: Expected = {
  verdict: 'fails',
  reaches: { '!UF': 1 },
  flag: 'UF',
  status: 503,
  reason: /have no sidecar/,
};
const half: Expected = { verdict: 'partly', reaches: { 'reviews-v1@us': 0.5, '!UF': 0.5 }, flag: 'UF', status: 503 };
const empty: Expected = {
  verdict: 'fails',
  reaches: { '!UH': 1 },
  flag: 'UH',
  status: 503,
  reason: /lists no locality in which/,
};

const two = ['us', 'eu'];
const three = ['us', 'eu', 'ap'];

type Turn = Omit<Mutation, 'of'> & { readonly of?: string };

function row(name: string, fact: string, given: World, wanted: Expected, turn: Turn, ...also: readonly Turn[]): Row {
  const full = (one: Turn): Mutation => ({ of: RULE, ...one });
  return {
    name,
    fact,
    world: given,
    request: fromUi({ from: { cluster: 'us' } }),
    expect: wanted,
    mutation: full(turn),
    also: also.map(full),
  };
}

const outlier = ['spec', 'trafficPolicy', 'outlierDetection'] as const;
const setting = (text: string) => `outlierDetection: {}, loadBalancer: {localityLbSetting: ${text}}`;

const ZONES = [...LOAD_BALANCER, 'zoneAwareLbSetting'] as const;
const zones = (text: string) => `loadBalancer: {zoneAwareLbSetting: ${text}}`;

const zoneAware: readonly Row[] = [
  row(
    'balancing by zones keeps requests in the region, even where nothing notices failures',
    '2.6 zoneAwareLbSetting (1.31)',
    regions(two, ['eu'], zones('{enabled: true}')),
    inOrder({ us: 1 }, { us: 0, eu: 1 }),
    { field: [...ZONES, 'enabled'], value: false, expect: half },
  ),
  row(
    'its failover says which region comes next',
    '2.6 zoneAwareLbSetting.failover',
    regions(three, [], zones('{failover: [{from: us, to: ap}]}')),
    inOrder({ us: 1 }, { us: 0, eu: 2, ap: 1 }),
    { field: [...ZONES, 'failover', 0, 'to'], value: 'eu', expect: inOrder({ us: 1 }, { us: 0, eu: 1, ap: 2 }) },
  ),
  row(
    'MeshConfig says it for all hosts whose DestinationRule says nothing of localities',
    '2.6 mesh zoneAware before mesh locality',
    regions(two, ['eu'], 'loadBalancer: {simple: LEAST_REQUEST}', {
      clusters: two.map((name) => ({ name, region: name, meshConfig: { zoneAwareLbSetting: {} } })),
    }),
    inOrder({ us: 1 }, { us: 0, eu: 1 }),
    { field: LOAD_BALANCER, value: { localityLbSetting: { enabled: false } }, expect: half },
  ),
  row(
    'its labels come before the region',
    '2.6 zoneAwareLbSetting.failoverPriority',
    regions(two, ['us'], zones("{failoverPriority: ['topology.istio.io/cluster=eu']}")),
    at({ eu: 1 }),
    { field: [...ZONES, 'failoverPriority', 0], value: 'topology.istio.io/cluster=us', expect: astray },
  ),
];

const failover: readonly Row[] = [
  row(
    'outlier detection alone keeps requests at home',
    '0.6 outlierDetection silently turns on locality failover; 5.4 #14',
    regions(two, ['eu'], 'outlierDetection: {consecutive5xxErrors: 5}'),
    inOrder({ us: 1 }, { us: 0, eu: 1 }),
    { field: outlier, expect: half },
  ),
  row(
    'the other region takes over where there is nothing at home',
    '2.6 failover default priorities',
    regions(two, [], 'outlierDetection: {}', { workloads: [group('us', false, { replicas: 0 }), group('eu', false)] }),
    inOrder({ eu: 1 }, { eu: 0 }),
    {
      of: 'facts',
      field: ['workloads', 1, 'replicas'],
      value: 0,
      expect: { verdict: 'fails', flag: 'UH', reason: /has no pods/ },
    },
    { of: 'facts', field: ['workloads', 0, 'replicas'], value: 1, expect: inOrder({ us: 1 }, { us: 0, eu: 1 }) },
  ),
  row(
    'enabled: false balances over all regions',
    '2.6 enabled:false switches off',
    regions(two, ['eu'], setting('{enabled: true}')),
    at({ us: 1 }),
    { field: [...SETTING, 'enabled'], value: false, expect: half },
  ),
  row(
    'MeshConfig may turn it off for all but those who set it themselves',
    '2.6 mesh locality',
    regions(two, ['eu'], setting('{}'), {
      clusters: [
        { name: 'us', region: 'us', meshConfig: { localityLbSetting: { enabled: false } } },
        { name: 'eu', region: 'eu' },
      ],
    }),
    at({ us: 1 }),
    { field: LOAD_BALANCER, expect: half },
  ),
  row(
    "a port's settings do not inherit outlier detection, so its failover never starts",
    '5.4 #15',
    regions(
      two,
      ['eu'],
      'outlierDetection: {}, portLevelSettings: [{port: {number: 80}, tls: {mode: ISTIO_MUTUAL}, outlierDetection: {}, loadBalancer: {localityLbSetting: {enabled: true}}}]',
    ),
    at({ us: 1 }),
    { field: ['spec', 'trafficPolicy', 'portLevelSettings', 0, 'outlierDetection'], expect: half },
  ),
  row(
    'a subset inherits outlier detection',
    '5.4 #15 subset level does inherit',
    regions(two, ['eu'], '', {
      objects:
        virtualService(`{hosts: [${REVIEWS}], http: [{route: [{destination: {host: ${REVIEWS}, subset: v1}}]}]}`) +
        destinationRule(
          `{host: ${REVIEWS}, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}, outlierDetection: {}}, subsets: [{name: v1, labels: {version: v1}, trafficPolicy: {loadBalancer: {localityLbSetting: {enabled: true}}}}]}`,
        ),
    }),
    at({ us: 1 }),
    { field: outlier, expect: half },
  ),
  {
    name: 'the same zone comes before the same region',
    fact: '2.6 region+zone 1, region 2',
    world: regions(['us'], [], 'outlierDetection: {}', {
      workloads: [
        pods('reviews', 'v1', 'us', { zone: 'a' }),
        pods('reviews', 'v2', 'us', { zone: 'b', proxy: 'none' }),
      ],
    }),
    request: fromUi({ from: { cluster: 'us', zone: 'a' } }),
    expect: at({ us: 1 }),
    mutation: { of: 'request', field: ['from', 'zone'], value: 'b', expect: astray },
  },
  {
    name: 'a label of the pod says where it is, subzone included',
    fact: '2.6 pod label istio-locality',
    world: regions(['us'], [], 'outlierDetection: {}', {
      workloads: [
        pods('reviews', 'v1', 'us', { labels: { app: 'reviews', 'istio-locality': 'us.a.rack1' } }),
        pods('reviews', 'v2', 'us', { proxy: 'none', labels: { app: 'reviews', 'istio-locality': 'us.b.rack1' } }),
      ],
    }),
    request: fromUi({ from: { cluster: 'us', zone: 'a' } }),
    expect: at({ us: 1 }),
    mutation: { of: 'facts', field: ['workloads', 0, 'labels', 'istio-locality'], value: 'us.c.rack1', expect: half },
  },
  row(
    'failover names the region that comes next',
    '2.6 regions other than `to` get 4',
    regions(three, ['ap'], setting('{failover: [{from: us, to: eu}]}'), {
      workloads: [group('us', false, { replicas: 0 }), group('eu', false), group('ap', true)],
    }),
    inOrder({ eu: 1 }, { eu: 0, ap: 1 }),
    { field: [...SETTING, 'failover', 0, 'to'], value: 'ap', expect: astray },
    {
      field: [...SETTING, 'failover', 0, 'from'],
      value: 'ap',
      expect: { verdict: 'partly', reaches: { 'reviews-v1@eu': 0.5, '!UF': 0.5 }, flag: 'UF' },
    },
    { of: 'facts', field: ['workloads', 0, 'replicas'], value: 2, expect: inOrder({ us: 1 }, { us: 0, eu: 1, ap: 2 }) },
  ),
  {
    name: 'failoverPriority goes by labels, in their order',
    fact: '2.6 failoverPriority',
    world: regions(three, [], setting("{failoverPriority: [tier, 'topology.istio.io/cluster']}"), {
      workloads: three.map((name) =>
        group(name, name === 'ap', { labels: { app: 'reviews', tier: name === 'ap' ? 'silver' : 'gold' } }),
      ),
    }),
    request: fromUi({ from: { cluster: 'us', labels: { app: 'ui', tier: 'gold' } } }),
    expect: inOrder({ us: 1 }, { us: 0, eu: 1, ap: 2 }),
    mutation: { of: 'request', field: ['from', 'labels', 'tier'], value: 'silver', expect: astray },
  },
  row(
    'failoverPriority may pin a value',
    '2.6 entries may pin label=value',
    regions(two, ['us'], setting("{failoverPriority: ['topology.istio.io/cluster=eu']}")),
    at({ eu: 1 }),
    { field: [...SETTING, 'failoverPriority', 0], value: 'topology.istio.io/cluster=us', expect: astray },
  ),
  row(
    'failover orders what failoverPriority leaves equal',
    '2.6 failover within failoverPriority',
    regions(
      three,
      ['eu'],
      setting("{failoverPriority: ['topology.istio.io/cluster=ap'], failover: [{from: us, to: eu}]}"),
    ),
    inOrder({ ap: 1 }, { us: 1, eu: 2, ap: 0 }),
    { field: [...SETTING, 'failoverPriority', 0], value: 'topology.istio.io/cluster=eu', expect: astray },
    { of: 'facts', field: ['workloads', 2, 'replicas'], value: 0, expect: inOrder({ us: 1 }, { us: 0, eu: 1 }) },
  ),
  row(
    'failoverPriority needs outlier detection as well',
    '2.6 failover needs outlierDetection',
    regions(two, ['eu'], setting("{failoverPriority: ['topology.istio.io/cluster']}")),
    at({ us: 1 }),
    { field: outlier, expect: half },
  ),
  row(
    'another network comes last where failoverPriority begins with the network',
    '2.6 failoverPriority: topology.istio.io/network',
    regions(two, ['eu'], setting("{failoverPriority: ['topology.istio.io/network', 'topology.istio.io/cluster']}"), {
      networks: [
        { name: 'net', gateways: [] },
        { name: 'far', gateways: [] },
      ],
      workloads: [
        group('us', false, { labels: { app: 'reviews', version: 'v1', 'topology.istio.io/network': 'net' } }),
        group('eu', true),
      ],
    }),
    inOrder({ us: 1 }, { us: 0, eu: 1 }),
    {
      of: 'facts',
      field: ['workloads', 0, 'labels', 'topology.istio.io/network'],
      value: 'far',
      expect: { verdict: 'fails', flag: 'UF', reason: /have no sidecar/ },
    },
  ),
];

const distribution: readonly Row[] = [
  row(
    'distribute spreads by its weights and empties what it does not list',
    '2.6 distribute; 5.4 #17',
    regions(
      three,
      ['ap'],
      "loadBalancer: {localityLbSetting: {distribute: [{from: 'us/*', to: {'us/*': 80, 'eu/*': 20}}]}}",
    ),
    at({ us: 0.8, eu: 0.2 }),
    { field: [...SETTING, 'distribute', 0, 'to'], value: { 'sa/*': 100 }, expect: empty },
  ),
  row(
    'distribute does not spill over, outlier detection or not',
    '2.6 no spill-over #33470',
    regions(two, [], setting('{distribute: [{from: us, to: {us: 100}}]}')),
    at({ us: 1 }),
    { of: 'facts', field: ['workloads', 0, 'replicas'], value: 0, expect: empty },
  ),
  row(
    'distribute for other clients means nothing here',
    '2.6 one entry is chosen by matching from',
    regions(two, ['us'], "loadBalancer: {localityLbSetting: {distribute: [{from: '*', to: {eu: 100}}]}}"),
    at({ eu: 1 }),
    {
      field: [...SETTING, 'distribute', 0, 'from'],
      value: 'ap',
      expect: { verdict: 'partly', reaches: { 'reviews-v1@eu': 0.5, '!UF': 0.5 }, flag: 'UF' },
    },
  ),
  row(
    "a DestinationRule's setting replaces MeshConfig's",
    '2.6 DR replaces mesh setting, no merge',
    regions(two, ['eu'], setting('{failover: []}'), {
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
    { field: LOAD_BALANCER, expect: astray },
  ),
  {
    name: 'traffic distribution is not modelled',
    fact: '2.6 trafficDistribution',
    world: regions(['us'], [], '', {
      objects: `---
apiVersion: v1
kind: Service
metadata: {name: reviews, namespace: shop, annotations: {networking.istio.io/traffic-distribution: PreferSameZone}}
spec: {}
`,
    }),
    request: fromUi({ from: { cluster: 'us' } }),
    expect: {
      verdict: 'unjudged',
      like: { unjudged: [expect.stringMatching(/sets traffic distribution PreferSameZone, which is not modelled/)] },
    },
  },
  {
    name: 'a gateway stands where the endpoints behind it are',
    fact: '2.6 cross-network endpoints appear in the locality of the original endpoints',
    world: world({
      clusters: two.map((name) => ({ name, region: name, network: `net-${name}` })),
      networks: two.map((name) => ({
        name: `net-${name}`,
        gateways: [{ cluster: name, namespace: 'istio-system', labels: { istio: 'eastwest' }, port: 15443 }],
      })),
      services,
      workloads: two.map((name) => group(name, false)),
      objects: destinationRule(`{host: ${REVIEWS}, trafficPolicy: {outlierDetection: {}}}`),
    }),
    request: fromUi({ from: { cluster: 'us' } }),
    expect: inOrder({ us: 1 }, { us: 0, eu: 1 }),
    mutation: { of: RULE, field: outlier, expect: { ...half, reason: /east-west gateway of eu has no Gateway/ } },
  },
];

export const rows: readonly Row[] = [...failover, ...zoneAware, ...distribution];
