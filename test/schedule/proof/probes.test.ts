import { describe, expect, it } from 'vitest';
import type { ServiceSurroundings, WorkloadSurroundings } from '../../../src/istio/facts.ts';
import type { Manifest } from '../../../src/istio/manifest.ts';
import { ingressProbes, probesOf } from '../../../src/schedule/proof/probes/index.ts';
import type { Probe } from '../../../src/schedule/proof/types.ts';
import { istio, pods, service, world } from '../../simulate/row.ts';

const REVIEWS = 'reviews.shop.svc.cluster.local';

type Options = NonNullable<Parameters<typeof world>[0]>;

interface Row {
  readonly name: string;
  readonly reviews?: Partial<ServiceSurroundings> & { readonly on?: string | readonly string[] };
  readonly workloads?: readonly WorkloadSurroundings[];
  readonly world?: Options;
  /** Of what clients are told apart by; undefined: by nothing in particular. */
  readonly mentioned?: readonly Manifest[];
  readonly host?: string;
  readonly entries?: readonly Manifest[];
  readonly probes: readonly string[];
}

const pages = [pods('page.shop', 'v1'), pods('page.shop', 'v2')];
const callers: ServiceSurroundings['callers'] = [
  { namespace: 'shop', serviceAccount: 'page', clusters: ['east'], kind: 'workload' },
];
const twoNamespaces = { services: [service('web.front', 'http:80')] };

/** `promise[!as] cluster port who`, and the client where it says more than its namespace. */
function told({ promise, as, port, who, client }: Probe): string {
  return `${promise}${as ? `!${as}` : ''} ${client.cluster} ${port}: ${who}`;
}

const rows: readonly Row[] = [
  {
    name: 'anybody: of each namespace, of none, and without sidecar',
    world: twoNamespaces,
    probes: [
      'symbolic east 80: a caller in front',
      'symbolic east 80: a caller in shop',
      'symbolic!undeclared east 80: a caller in a namespace that nobody declared',
      'symbolic!plaintext east 80: a client without sidecar',
    ],
  },
  {
    name: 'known pods before made up ones',
    workloads: pages,
    probes: [
      'symbolic east 80: page-v1 (shop)',
      'symbolic!undeclared east 80: a caller in a namespace that nobody declared',
      'symbolic!plaintext east 80: a client without sidecar',
    ],
  },
  {
    name: 'every port but those of UDP, in every cluster that has the Service',
    reviews: { on: ['http:80', 'udp-x:81', 'tcp:82'], clusters: ['west'] },
    world: { clusters: [{ name: 'east' }, { name: 'west' }] },
    probes: [
      'symbolic west 80: a caller in shop',
      'symbolic west 82: a caller in shop',
      'symbolic!undeclared west 80: a caller in a namespace that nobody declared',
      'symbolic!undeclared west 82: a caller in a namespace that nobody declared',
      'symbolic!plaintext west 80: a client without sidecar',
      'symbolic!plaintext west 82: a client without sidecar',
    ],
  },
  {
    name: 'nothing is mentioned: everybody is alike',
    world: twoNamespaces,
    workloads: pages,
    mentioned: [],
    probes: [
      'symbolic east 80: page-v1 (shop)',
      'symbolic!undeclared east 80: a caller in a namespace that nobody declared',
      'symbolic!plaintext east 80: a client without sidecar',
    ],
  },
  {
    name: 'a closed list: its pods, and others to whom nothing may open',
    workloads: [...pages, pods('other.shop', 'v1')],
    world: twoNamespaces,
    reviews: { callers },
    probes: [
      'declared east 80: page-v1 (shop)',
      'declared east 80: page-v2 (shop)',
      'none east 80: a caller in front',
      'none east 80: other-v1 (shop)',
      'none east 80: a caller in a namespace that nobody declared',
      'none east 80: a client without sidecar',
    ],
  },
  {
    name: 'a closed list, by what is mentioned',
    workloads: [...pages, pods('other.shop', 'v1')],
    world: twoNamespaces,
    reviews: { callers },
    mentioned: [istio('VirtualService shop/reviews', { http: [{ match: [{ sourceLabels: { version: 'v2' } }] }] })],
    probes: [
      'declared east 80: page-v1 (shop)',
      'declared east 80: page-v2 (shop)',
      'none east 80: other-v1 (shop)',
      'none east 80: a caller in front',
      'none east 80: a caller in a namespace that nobody declared',
      'none east 80: a client without sidecar',
    ],
  },
  {
    name: 'callers without known pods, of other clusters, and gateways',
    world: { clusters: [{ name: 'east' }, { name: 'west' }] },
    reviews: {
      callers: [
        ...callers,
        { namespace: 'shop', serviceAccount: 'page', clusters: ['east'], kind: 'workload' },
        { namespace: 'front', serviceAccount: 'gateway', clusters: ['east', 'west'], kind: 'gateway' },
      ],
    },
    mentioned: [],
    probes: [
      'declared east 80: page (shop)',
      'none east 80: a caller in shop',
      'none east 80: a caller in a namespace that nobody declared',
      'none east 80: a client without sidecar',
      'none west 80: a caller in shop',
      'none west 80: a caller in a namespace that nobody declared',
      'none west 80: a client without sidecar',
    ],
  },
  {
    name: 'a declared caller without sidecar',
    workloads: [pods('page.shop', 'v1', 'east', { proxy: 'none' })],
    reviews: { callers },
    mentioned: [],
    probes: [
      'declared east 80: page-v1 (shop)',
      'none east 80: a caller in shop',
      'none east 80: a caller in a namespace that nobody declared',
      'none east 80: a client without sidecar',
    ],
  },
  {
    name: 'accounts and namespaces that policies name, known or not',
    workloads: [pods('page.shop', 'v1'), pods('cart.shop', 'v1'), pods('job.shop', 'v1')],
    mentioned: [
      istio('AuthorizationPolicy shop/reviews', {
        rules: [
          { from: [{ source: { principals: ['cluster.local/ns/shop/sa/cart', 'cluster.local/ns/shop/sa/ghost'] } }] },
          { from: [{ source: { notNamespaces: ['legacy'] } }] },
        ],
      }),
    ],
    probes: [
      'symbolic east 80: cart-v1 (shop)',
      'symbolic east 80: page-v1 (shop)',
      'symbolic!undeclared east 80: a caller in a namespace that nobody declared',
      'symbolic!undeclared east 80: a caller in legacy',
      'symbolic!undeclared east 80: a caller as ghost in shop',
      'symbolic!plaintext east 80: a client without sidecar',
    ],
  },
  {
    name: 'patterns of policies mean the accounts that they match',
    workloads: [pods('page.shop', 'v1'), pods('cart.shop', 'v1'), pods('cart.front', 'v1')],
    mentioned: [
      istio('AuthorizationPolicy shop/reviews', {
        rules: [
          { from: [{ source: { principals: ['*/sa/cart'] } }], when: [{ key: 'source.namespace', values: ['fr*'] }] },
        ],
      }),
    ],
    probes: [
      'symbolic east 80: cart-v1 (shop)',
      'symbolic east 80: cart-v1 (front)',
      'symbolic east 80: a caller in front',
      'symbolic east 80: page-v1 (shop)',
      'symbolic!undeclared east 80: a caller in a namespace that nobody declared',
      'symbolic!undeclared east 80: a caller in frany',
      'symbolic!undeclared east 80: a caller as cart in a namespace that nobody declared',
      'symbolic!plaintext east 80: a client without sidecar',
    ],
  },
  {
    name: 'labels that selectors ask for, whoever has them',
    workloads: [pods('page.shop', 'v1')],
    mentioned: [
      istio('Sidecar shop/page', { workloadSelector: { labels: { app: 'page' } } }),
      istio('VirtualService shop/reviews', { http: [{ match: [{ sourceLabels: { tier: 'beta' } }] }] }),
      istio('VirtualService shop/reviews', {
        http: [{ match: [{ sourceLabels: { 'topology.istio.io/cluster': 'west' } }] }],
      }),
    ],
    probes: [
      'symbolic east 80: page-v1 (shop)',
      'symbolic east 80: a caller in shop',
      'symbolic!undeclared east 80: a caller in a namespace that nobody declared',
      'symbolic!undeclared east 80: a caller with tier=beta in a namespace that nobody declared',
      'symbolic!plaintext east 80: a client without sidecar',
    ],
  },
  {
    name: 'several labels and accounts, each apart',
    workloads: [pods('page.shop', 'v1'), pods('cart.shop', 'v1'), pods('job.shop', 'v1'), pods('job.shop', 'v2')],
    mentioned: [
      istio('Sidecar shop/jobs', { workloadSelector: { labels: { version: 'v2' } } }),
      istio('AuthorizationPolicy shop/reviews', {
        rules: [{ from: [{ source: { notPrincipals: ['cluster.local/ns/shop/sa/cart', '*/shop/sa/page'] } }] }],
      }),
      istio('DestinationRule shop/reviews', { workloadSelector: { matchLabels: { app: 'job' } } }),
    ],
    probes: [
      'symbolic east 80: cart-v1 (shop)',
      'symbolic east 80: page-v1 (shop)',
      'symbolic east 80: job-v1 (shop)',
      'symbolic east 80: job-v2 (shop)',
      'symbolic east 80: a caller in shop',
      'symbolic!undeclared east 80: a caller in a namespace that nobody declared',
      'symbolic!undeclared east 80: a caller as page in a namespace that nobody declared',
      'symbolic!plaintext east 80: a client without sidecar',
    ],
  },
  {
    name: 'namespaces to which something is exported',
    world: {
      services: [service('web.front'), service('db.back'), service('log.side', 'http:80', { exportTo: ['.'] })],
    },
    mentioned: [istio('DestinationRule shop/reviews', { exportTo: ['.', 'front'] })],
    probes: [
      'symbolic east 80: a caller in front',
      'symbolic east 80: a caller in shop',
      'symbolic east 80: a caller in side',
      'symbolic east 80: a caller in back',
      'symbolic!undeclared east 80: a caller in a namespace that nobody declared',
      'symbolic!plaintext east 80: a client without sidecar',
    ],
  },
  {
    name: 'a host that only a ServiceEntry has, with the ports of all versions',
    host: 'api.example',
    entries: [
      istio('ServiceEntry shop/api', {
        hosts: ['API.example'],
        ports: [{ number: 443 }, { number: 53, protocol: 'UDP' }],
      }),
      istio('ServiceEntry shop/api', { hosts: ['api.example'], ports: [{ number: 80 }] }),
      istio('ServiceEntry shop/other', { hosts: ['other.example'], ports: [{ number: 81 }] }),
    ],
    mentioned: [],
    probes: [
      'symbolic east 80: a caller in shop',
      'symbolic east 443: a caller in shop',
      'symbolic!undeclared east 80: a caller in a namespace that nobody declared',
      'symbolic!undeclared east 443: a caller in a namespace that nobody declared',
    ],
  },
  {
    name: 'a host that nothing declares',
    host: 'made.up',
    probes: [
      'symbolic east 80: a caller in shop',
      'symbolic!undeclared east 80: a caller in a namespace that nobody declared',
    ],
  },
];

function factsOf({ reviews = {}, workloads = [], world: options = {} }: Partial<Row>) {
  const { on = 'http:80', ...more } = reviews;
  return world({ ...options, services: [service('reviews.shop', on, more), ...(options.services ?? [])], workloads })
    .facts;
}

describe('probes within the mesh', () => {
  for (const row of rows) {
    it(row.name, () => {
      const index = probesOf(factsOf(row));
      const mentioned = row.mentioned && index.mentioned(row.mentioned);
      const probes = index.probesFor(row.host ?? REVIEWS, mentioned, row.entries);
      expect(probes.map(told)).toEqual(row.probes);
      expect(probes.every((probe) => probe.to === (row.host ?? REVIEWS))).toBe(true);
    });
  }

  it('pick a namespace for the undeclared that nobody uses', () => {
    const facts = factsOf({ workloads: [pods('x.undeclared', 'v1')] });
    expect(probesOf(facts).undeclaredNamespace).toBe('undeclared-2');
  });

  it('are made once, and with the same clients for every host', () => {
    const facts = factsOf({ workloads: pages, world: twoNamespaces });
    const index = probesOf(facts);
    expect(index.probesFor(REVIEWS)).toBe(index.probesFor(REVIEWS));
    const [a] = index.probesFor(REVIEWS);
    const [b] = index.probesFor('web.front.svc.cluster.local');
    expect(a?.client).toBe(b?.client);
  });
});

const gatewayPods = pods('web.edge', undefined, 'east', { proxy: 'gateway' });
const eastWest = pods('cross.edge', undefined, 'east', { proxy: 'gateway' });

function gateway(servers: readonly object[], more: object = {}): Manifest {
  return istio('Gateway edge/web', { selector: { app: 'web' }, servers, ...more });
}

function server(port: number, protocol: string, hosts: readonly string[], tls?: object): object {
  return { port: { number: port, protocol, name: `${protocol}-${port}` }, hosts, ...(tls && { tls }) };
}

function bound(hosts: readonly string[], name = 'site', namespace = 'shop'): Manifest {
  return istio(`VirtualService ${namespace}/${name}`, { hosts, gateways: ['edge/web'] });
}

interface IngressRow {
  readonly name: string;
  readonly objects: readonly Manifest[];
  readonly services?: readonly ServiceSurroundings[];
  readonly probes: readonly string[];
}

const ingressRows: readonly IngressRow[] = [
  { name: 'no Gateway', objects: [bound(['a.example'])], probes: [] },
  {
    name: 'a host with a VirtualService, and one without',
    objects: [gateway([server(80, 'HTTP', ['a.example', 'b.example'])]), bound(['a.example'])],
    probes: ['declared plain 80 a.example', 'none plain 80 b.example'],
  },
  {
    name: 'wildcards stand for what is bound, and for what only they cover',
    objects: [
      gateway([server(443, 'HTTPS', ['*.example'], { mode: 'SIMPLE', credentialName: 'web' })]),
      bound(['A.example', '*.b.example', 'c.test']),
    ],
    probes: ['none tls 443 anything.example', 'declared tls 443 a.example', 'declared tls 443 anything.b.example'],
  },
  {
    name: 'a VirtualService for any host',
    objects: [gateway([server(80, 'HTTP', ['*'])]), bound(['*']), bound(['*.invalid'], 'narrow')],
    probes: ['declared plain 80 anything.invalid-2', 'declared plain 80 anything.invalid'],
  },
  {
    name: 'hosts that belong to a namespace',
    objects: [
      gateway([server(80, 'HTTP', ['shop/a.example', './b.example', '*/c.example'])]),
      bound(['a.example'], 'a', 'other'),
      bound(['b.example'], 'b', 'edge'),
      bound(['c.example'], 'c', 'other'),
    ],
    probes: ['none plain 80 a.example', 'declared plain 80 b.example', 'declared plain 80 c.example'],
  },
  {
    name: 'a redirect is an answer; a certificate of the mesh nobody outside has',
    objects: [
      gateway([
        server(80, 'HTTP', ['a.example'], { httpsRedirect: true }),
        server(444, 'HTTPS', ['b.example'], { mode: 'ISTIO_MUTUAL' }),
        server(445, 'TLS', ['*.local'], { mode: 'AUTO_PASSTHROUGH' }),
        server(446, 'TLS', ['d.example'], { mode: 'PASSTHROUGH' }),
        server(447, 'TCP', ['e.example']),
      ]),
      bound(['b.example', 'd.example', 'e.example']),
    ],
    probes: [
      'declared plain 80 a.example',
      'none tls 444 b.example',
      'declared tls 446 d.example',
      'declared plain 447 e.example',
    ],
  },
  {
    name: 'the port of the Service where a Gateway names that of the pods',
    objects: [gateway([server(8080, 'HTTP', ['a.example']), server(443, 'HTTP', ['b.example'])]), bound(['a.example'])],
    services: [service('web.edge', ['http:80/8080', 'https:443/8443'])],
    probes: ['declared plain 80 a.example', 'none plain 443 b.example'],
  },
  {
    name: 'versions, servers and objects together, each name once',
    objects: [
      gateway([server(80, 'HTTP', ['a.example'])]),
      gateway([server(80, 'HTTP', ['a.example', 'b.example'])]),
      istio('Gateway shop/second', { servers: [server(80, 'HTTP', ['a.example'])] }),
      istio('Gateway shop/elsewhere', { selector: { app: 'none' }, servers: [server(80, 'HTTP', ['x.example'])] }),
      bound(['a.example']),
      bound(['b.example']),
    ],
    probes: ['declared plain 80 a.example', 'declared plain 80 b.example'],
  },
  {
    name: 'objects of any shape',
    objects: [
      gateway([null as never, { hosts: 'x', port: 3 }, server('80' as never, 'HTTP', ['a.example'])]),
      istio('Gateway shop/second', { servers: 'x', selector: 7 }),
      istio('VirtualService shop/third', { hosts: 5, gateways: [null, 'edge/web'] }),
    ],
    probes: [],
  },
];

describe('probes from outside', () => {
  for (const { name, objects, services = [], probes } of ingressRows) {
    it(name, () => {
      const { facts } = world({
        services,
        workloads: [gatewayPods, { ...gatewayPods, name: 'the same' }, eastWest, pods('web.edge', 'v1')],
        networks: [
          { name: 'net', gateways: [{ cluster: 'east', namespace: 'edge', labels: { app: 'cross' }, port: 15443 }] },
        ],
      });
      const found = ingressProbes(facts, new Map([['east', objects]]));
      const printed = found.map(({ promise, client, port, to }) => {
        const tls = client.kind === 'ingress' && client.tls ? 'tls' : 'plain';
        return `${promise} ${tls} ${port} ${to}`;
      });
      expect(printed).toEqual(probes);
      for (const { client, who } of found) {
        expect(client).toMatchObject({
          kind: 'ingress',
          namespace: 'edge',
          labels: { app: 'web' },
          serviceAccount: 'web',
        });
        expect(who).toBe('a client of gateway web (edge)');
      }
    });
  }

  it('of clusters that read the objects of another', () => {
    const { facts } = world({
      clusters: [{ name: 'east' }, { name: 'west', configCluster: 'east' }],
      workloads: [gatewayPods, pods('web.edge', undefined, 'west', { proxy: 'gateway' })],
    });
    const objects = [gateway([server(80, 'HTTP', ['a.example'])]), bound(['a.example'])];
    const found = ingressProbes(facts, new Map([['east', objects]]));
    expect(found.map(({ client }) => client.cluster)).toEqual(['east', 'west']);
  });
});
