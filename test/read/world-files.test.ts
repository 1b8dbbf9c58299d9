import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { World } from '../../src/checks/world.ts';
import { readWorld } from '../../src/read/world-files.ts';

type Texts = Readonly<Record<string, string>>;

function read(clusters: Texts, inventory?: string) {
  return readWorld({
    ...(inventory !== undefined && { inventory: { text: inventory, file: 'mesh.yaml' } }),
    clusters: Object.entries(clusters).map(([name, text]) => ({ name, files: [{ path: `${name}.yaml`, text }] })),
  });
}

const factsOf = (clusters: Texts, inventory?: string) => read(clusters, inventory).parts.facts;

const service = (spec: string, metadata = '') =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: cart, namespace: shop${metadata} }\nspec: ${spec}\n`;

const deployment = (template: string, more = '', namespace = 'shop') =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: cart, namespace: ${namespace} }\nspec: { ${more}template: ${template} }\n`;

const namespace = (labels: string, name = 'shop') =>
  `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: ${labels} }\n`;

const documents = (...texts: string[]) => texts.join('---\n');

describe('clusters', () => {
  it('without an inventory are primaries on one network with the newest Istio', () => {
    const { clusters, networks, complete } = factsOf({ east: '', west: '' });
    expect(clusters.map(({ name, configCluster, network, istio }) => [name, configCluster, network, istio])).toEqual([
      ['east', 'east', 'default', '1.31'],
      ['west', 'west', 'default', '1.31'],
    ]);
    expect(networks).toEqual([{ name: 'default', gateways: [] }]);
    expect(complete).toBe(false);
  });

  it('take from the inventory, then from MeshConfig in their folder', () => {
    const config = `apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data:
  mesh: |
    trustDomain: installed
    enableAutoMtls: false
    outboundTrafficPolicy: { mode: REGISTRY_ONLY }
    extensionProviders: [{ name: opa }]
    serviceSettings: [{ settings: { clusterLocal: true }, hosts: ['*.local.svc.cluster.local'] }]
`;
    const inventory = `trustDomainAliases: [old]
meshConfig: { outboundTrafficPolicy: { mode: ALLOW_ANY } }
clusters:
  - { name: east }
  - { name: west, trustDomain: own, configCluster: east, meshConfig: { enableAutoMtls: true } }
`;
    const { clusters } = factsOf({ east: config, west: '' }, inventory);
    const facts = {
      enableAutoMtls: false,
      outboundTrafficPolicy: 'ALLOW_ANY',
      extensionProviders: ['opa'],
      clusterLocal: [{ host: '*.local.svc.cluster.local', clusterLocal: true }],
    };
    expect(clusters.map(({ trustDomain, meshConfig }) => [trustDomain, meshConfig])).toEqual([
      ['installed', facts],
      ['own', { ...facts, enableAutoMtls: true }],
    ]);
    expect(clusters[1]?.trustDomainAliases).toEqual(['old']);
  });

  it('that have manifests and are not listed make the inventory useless', () => {
    const { problems } = read({ esat: '' }, 'clusters: [{ name: east }]');
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['invalid-inventory', expect.stringContaining("'esat'")],
    ]);
  });
});

describe('networks', () => {
  const eastWest = `apiVersion: v1
kind: Service
metadata: { name: eastwest, namespace: istio-system, labels: { topology.istio.io/network: us } }
spec: { selector: { istio: eastwestgateway }, ports: [{ name: tls, port: 15443 }] }
`;
  it('are those of the labels in the folders', () => {
    const { clusters, networks, workloads } = factsOf({
      east: documents(namespace('{ topology.istio.io/network: us }', 'istio-system'), eastWest),
    });
    expect(clusters[0]?.network).toBe('us');
    const gateway = { cluster: 'east', namespace: 'istio-system', labels: { istio: 'eastwestgateway' } };
    expect(networks).toEqual([{ name: 'us', gateways: [{ ...gateway, port: 15443 }] }]);
    expect(workloads).toMatchObject([{ ...gateway, proxy: 'gateway' }]);
  });

  it('are what the inventory says, with what it leaves out', () => {
    const inventory =
      'clusters: [{ name: east, network: eu }]\nnetworks: [{ name: eu, gateways: [{ cluster: east }] }]';
    expect(factsOf({ east: eastWest }, inventory).networks).toEqual([
      {
        name: 'eu',
        gateways: [{ cluster: 'east', namespace: 'istio-system', labels: { istio: 'eastwestgateway' }, port: 15443 }],
      },
    ]);
  });

  it('come from meshNetworks too', () => {
    const config = `apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data:
  meshNetworks: |
    networks:
      us:
        endpoints: [{ fromRegistry: east }]
        gateways: [{ registryServiceName: ew.istio-system.svc.cluster.local, port: 15443 }]
`;
    const { clusters, networks } = factsOf({ east: config });
    expect(clusters[0]?.network).toBe('us');
    expect(networks[0]?.gateways).toMatchObject([{ cluster: 'east', namespace: 'istio-system', port: 15443 }]);
  });
});

describe('Services', () => {
  it('that are alike in several clusters are one', () => {
    const one = service('{ selector: { app: cart }, ports: [{ name: http, port: 80, targetPort: web }] }');
    const other = service('{ selector: { app: cart }, ports: [{ name: http, port: 8080 }] }');
    expect(factsOf({ east: one, west: one, north: other }).services).toMatchObject([
      { host: 'cart.shop.svc.cluster.local', clusters: ['east', 'west'], ports: [{ number: 80, targetPort: 'web' }] },
      { host: 'cart.shop.svc.cluster.local', clusters: ['north'], ports: [{ number: 8080, targetPort: 8080 }] },
    ]);
  });

  it.each([
    ['{ clusterIP: None, selector: { a: b } }', { headless: true, selector: { a: 'b' } }],
    ['{ type: ExternalName, externalName: api.example.com }', { externalName: 'api.example.com', selector: undefined }],
    ['{ ports: 3, selector: [] }', { ports: [], selector: undefined }],
    ['{ ports: [null, { port: "80" }] }', { ports: [{ number: 0 }, { number: 0 }] }],
  ])('%s', (spec, expected) => {
    expect(factsOf({ east: service(spec) }).services).toMatchObject([expected]);
  });

  it('are seen where an annotation says', () => {
    const annotated = service('{}', ", annotations: { networking.istio.io/exportTo: '., edge' }");
    expect(factsOf({ east: annotated }).services[0]?.exportTo).toEqual(['.', 'edge']);
  });

  it.each([
    ['{ name: http-web, port: 1 }', 'HTTP'],
    ['{ name: HTTP2-x, port: 1 }', 'HTTP2'],
    ['{ name: grpc-web-x, port: 1 }', 'GRPC-WEB'],
    ['{ name: tcp, appProtocol: https, port: 1 }', 'HTTPS'],
    ['{ name: x, appProtocol: kubernetes.io/h2c, port: 1 }', 'HTTP2'],
    ['{ name: x, appProtocol: kubernetes.io/wss, port: 1 }', 'HTTPS'],
    ['{ name: http, appProtocol: example.com/own, port: 1 }', undefined],
    ['{ name: http, protocol: UDP, port: 1 }', 'UDP'],
    ['{ name: udp-dns, port: 1 }', 'UDP'],
    ['{ name: web, port: 80 }', undefined],
    ['{ name: db, port: 3306 }', 'TCP'],
    ['{ port: 27017 }', 'TCP'],
    ['{ name: mysql, port: 3306 }', 'MYSQL'],
  ])('port %s is %s', (port, protocol) => {
    expect(factsOf({ east: service(`{ ports: [${port}] }`) }).services[0]?.ports[0]?.protocol).toBe(protocol);
  });

  it('of the inventory count where the folders have none', () => {
    const inventory = `clusters: [{ name: east }, { name: west }]
services:
  - { name: cart, namespace: shop, ports: { http: 1 } }
  - host: stock.shop.svc.cluster.local
    ports: { http: 80, admin: { number: 81, targetPort: 8081, protocol: HTTP } }
    serviceAccount: stock
    versions: [{ name: v1 }, { name: v2, clusters: [west], labels: { track: next } }]
`;
    const { services, workloads } = factsOf(
      { east: service('{ ports: [{ name: http, port: 80 }] }'), west: '' },
      inventory,
    );
    expect(services.map(({ name, ports }) => [name, ports.map(({ number, protocol }) => [number, protocol])])).toEqual([
      ['cart', [[80, 'HTTP']]],
      [
        'stock',
        [
          [80, 'HTTP'],
          [81, 'HTTP'],
        ],
      ],
    ]);
    const stock = workloads.filter(({ serviceAccount }) => serviceAccount === 'stock');
    expect(stock.map(({ cluster, name, labels }) => [cluster, name, labels])).toEqual([
      ['east', 'stock-v1', { app: 'stock', version: 'v1' }],
      ['west', 'stock-v1', { app: 'stock', version: 'v1' }],
      ['west', 'stock-v2', { app: 'stock', track: 'next' }],
    ]);
  });
});

const pod = (more = '', labels = '{ app: cart }') =>
  `{ metadata: { labels: ${labels} }, spec: { ${more}containers: [{ name: app, ports: [{ name: web, containerPort: 8080 }] }] } }`;

describe('workloads', () => {
  it('are read from every kind that makes pods, those made by another of the files left out', () => {
    const kinds = [
      ['apps/v1', 'StatefulSet', `{ replicas: 3, template: ${pod()} }`],
      ['apps/v1', 'DaemonSet', `{ template: ${pod()} }`],
      ['batch/v1', 'Job', `{ template: ${pod()} }`],
      ['batch/v1', 'CronJob', `{ jobTemplate: { spec: { template: ${pod()} } } }`],
      ['argoproj.io/v1alpha1', 'Rollout', `{ replicas: 0, template: ${pod()} }`],
    ].map(
      ([apiVersion, kind, spec]) => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a }\nspec: ${spec}\n`,
    );
    const owned = `apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: cart-1, namespace: shop, ownerReferences: [{ apiVersion: apps/v1, kind: Deployment, name: cart }] }
spec: { template: ${pod()} }
`;
    const alone =
      'apiVersion: v1\nkind: Pod\nmetadata: { name: b, labels: { app: b } }\nspec: { serviceAccountName: b }\n';
    const { workloads, complete } = factsOf({ east: documents(...kinds, deployment(pod()), owned, alone) });
    expect(workloads.map(({ name, replicas, serviceAccount }) => [name, replicas, serviceAccount])).toEqual([
      ['cart', 1, 'default'],
      ['a', 3, 'default'],
      ['a', 0, 'default'],
      ['a', undefined, 'default'],
      ['a', undefined, 'default'],
      ['a', undefined, 'default'],
      ['b', 1, 'b'],
    ]);
    expect(workloads[0]?.ports).toEqual({ web: 8080 });
    expect(complete).toBe(true);
  });

  it('of an autoscaler have no number that could be known', () => {
    const scaler =
      'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: x, namespace: shop }\nspec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: cart } }\n';
    expect(factsOf({ east: documents(deployment(pod()), scaler) }).workloads[0]?.replicas).toBeUndefined();
  });

  it.each<[string, string, string]>([
    ['nobody says anything', deployment(pod()), 'sidecar'],
    ['Istio itself lives there', deployment(pod(), '', 'istio-system'), 'none'],
    ['the namespace is labelled', documents(namespace('{ istio-injection: enabled }'), deployment(pod())), 'sidecar'],
    ['the namespace has a revision', documents(namespace('{ istio.io/rev: stable }'), deployment(pod())), 'sidecar'],
    ['the namespace is shut', documents(namespace('{ istio-injection: disabled }'), deployment(pod())), 'none'],
    [
      'another namespace is labelled',
      documents(namespace('{ istio-injection: enabled }', 'a'), namespace('{}'), deployment(pod())),
      'none',
    ],
    [
      'the pods refuse',
      documents(
        namespace('{ istio-injection: enabled }'),
        deployment(pod('', '{ app: cart, sidecar.istio.io/inject: "false" }')),
      ),
      'none',
    ],
    [
      'the pods ask for it',
      documents(namespace('{}'), deployment(pod('', '{ app: cart, sidecar.istio.io/inject: "true" }'))),
      'sidecar',
    ],
    ['the pods share the network of their node', deployment(pod('hostNetwork: true, ')), 'none'],
    [
      'the proxy is written out',
      deployment('{ spec: { containers: [{ name: app }, { name: istio-proxy, args: [proxy, sidecar] }] } }'),
      'sidecar',
    ],
    [
      'the proxy is a native sidecar',
      deployment(
        '{ spec: { containers: [{ name: app }], initContainers: [{ name: istio-proxy, args: [proxy, sidecar] }] } }',
      ),
      'sidecar',
    ],
    [
      'they already run without one',
      documents(
        namespace('{ istio-injection: enabled }'),
        'apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: shop }\nspec: { nodeName: node-1, containers: [{ name: app }] }\n',
      ),
      'none',
    ],
    [
      'the namespace is ambient',
      documents(namespace('{ istio.io/dataplane-mode: ambient }'), deployment(pod())),
      'none',
    ],
    ['the proxy stands alone', deployment('{ spec: { containers: [{ name: istio-proxy, image: auto }] } }'), 'gateway'],
    [
      'the template of gateways is asked for',
      deployment('{ metadata: { annotations: { inject.istio.io/templates: gateway } } }'),
      'gateway',
    ],
    [
      'a Gateway selects them',
      documents(
        deployment(pod('', '{ istio: edge }')),
        'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: g }\nspec: { selector: { istio: edge } }\n',
      ),
      'gateway',
    ],
  ])('have their proxy when %s', (_, text, proxy) => {
    expect(factsOf({ east: text }).workloads[0]?.proxy).toBe(proxy);
  });

  it('take the word of the same namespace in another cluster where theirs has none', () => {
    const facts = factsOf({
      east: documents(namespace('{ istio-injection: disabled }'), namespace('{ istio-injection: enabled }', 'x')),
      west: deployment(pod()),
    });
    expect(facts.workloads[0]?.proxy).toBe('none');
  });

  it('of gateways are assumed only where no gateway is known', () => {
    const gateway = (istio: string) =>
      `apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: g }\nspec: { selector: { istio: ${istio} } }\n`;
    expect(factsOf({ east: gateway('ingressgateway') }).workloads).toMatchObject([
      { namespace: 'istio-system', labels: { istio: 'ingressgateway' }, proxy: 'gateway' },
    ]);
    const known = 'clusters: [{ name: east }]\ngateways: [{ name: web, namespace: edge, labels: { istio: web } }]';
    expect(factsOf({ east: gateway('wbe') }, known).workloads).toMatchObject([{ labels: { istio: 'web' } }]);
  });
});

describe('Secrets', () => {
  it('are unknown without any, and known by whatever makes them', () => {
    expect(factsOf({ east: '' }).secrets).toBeUndefined();
    const text = documents(
      'apiVersion: v1\nkind: Secret\nmetadata: { name: a, namespace: edge }\n',
      'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: { name: b, namespace: edge }\nspec: { secretName: b-tls }\n',
      'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: c, namespace: edge }\nspec: {}\n',
    );
    expect(factsOf({ east: text }).secrets).toEqual(['east/edge/a', 'east/edge/b-tls', 'east/edge/c']);
  });
});

describe('objects', () => {
  const text = documents(service('{}'), deployment(pod()));

  it('that are there twice are told, and judged once', () => {
    const { parts, problems } = read({ east: documents(text, service('{}')), west: text });
    expect(parts.objects).toHaveLength(4);
    expect(problems.map(({ code, object, clusters, at }) => [code, object, clusters, at?.line])).toEqual([
      ['duplicate-object', 'Service shop/cart', ['east'], 11],
    ]);
  });

  it('without a namespace are in default', () => {
    const named = (namespace: string) => `apiVersion: v1\nkind: Service\nmetadata: { name: a${namespace} }\n`;
    expect(read({ east: documents(named(''), named(', namespace: default')) }).problems).toHaveLength(1);
  });

  it('of equal files share their manifests and keep their places', () => {
    const { objects } = read({ east: text, west: text }).parts;
    expect(objects[0]?.manifest).toBe(objects[2]?.manifest);
    expect(objects[2]?.at(['spec']).locate()).toEqual({ file: 'west.yaml', line: 4, column: 1 });
    expect(objects[2]?.at(['spec', 'http', 0]).locate()).toEqual({ file: 'west.yaml', line: 4, column: 1 });
  });

  it('that cannot be read are told beside those that can', () => {
    const { parts, problems } = read({ east: documents('a: [\n', service('{}'), 'kind: 3\n') });
    expect(parts.objects).toHaveLength(1);
    expect(problems.map(({ code, at }) => [code, at?.file, at?.line])).toEqual([
      ['unreadable-manifest', 'east.yaml', 2],
      ['unreadable-manifest', 'east.yaml', 8],
    ]);
  });
});

describe('places', () => {
  it('of clusters, networks and services are those of the inventory, or of the Service', () => {
    const inventory =
      'clusters:\n  - { name: east }\nnetworks:\n  - { name: us }\nservices:\n  - { name: a, namespace: b, ports: {} }\n';
    const { parts } = read({ east: service('{}') }, inventory);
    const found = ['clusters/east', 'networks/us', 'services/b/a', 'services/shop/cart', 'clusters/x', 'services/x/y'];
    expect(found.map((subject) => parts.placeOf(subject)?.locate()).map((at) => at && `${at.file}:${at.line}`)).toEqual(
      ['mesh.yaml:2', 'mesh.yaml:4', 'mesh.yaml:6', 'east.yaml:1', undefined, undefined],
    );
  });
});

describe('any shape of object', () => {
  const kinds = [
    ['v1', 'Service'],
    ['v1', 'Namespace'],
    ['v1', 'ConfigMap'],
    ['v1', 'Pod'],
    ['v1', 'Secret'],
    ['apps/v1', 'Deployment'],
    ['batch/v1', 'CronJob'],
    ['autoscaling/v2', 'HorizontalPodAutoscaler'],
    ['cert-manager.io/v1', 'Certificate'],
    ['networking.istio.io/v1', 'Gateway'],
    ['gateway.networking.k8s.io/v1', 'Gateway'],
  ] as const;
  const words = [
    'selector',
    'ports',
    'template',
    'spec',
    'metadata',
    'labels',
    'containers',
    'name',
    'replicas',
    'listeners',
  ];
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true, 0, 15443, '', 'x', 'istio'),
      fc.array(tie('any'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom(...words), tie('any'), { maxKeys: 4 }),
    ),
  })).any;

  it('is borne', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), value, value, ([apiVersion, kind], spec, data) => {
        const metadata = {
          name: 'istio',
          namespace: 'istio-system',
          labels: { 'topology.istio.io/network': 'n' },
          ownerReferences: data,
        };
        const text = JSON.stringify({ apiVersion, kind, metadata, spec, data });
        const { parts } = read({ east: text });
        expect(() => new World(parts)).not.toThrow();
      }),
      { numRuns: process.env.MESHWRIGHT_DEEP ? 5000 : 300 },
    );
  });
});
