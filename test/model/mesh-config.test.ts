import {
  AccessPolicy,
  Cluster,
  type ClusterProps,
  IngressGateway,
  Mesh,
  MeshApp,
  type MeshProps,
  Network,
  otherIdentity,
  Service,
} from 'meshwright';
import { describe, expect, it } from 'vitest';
import { factsOf } from '../../src/istio/facts-of-inventory.ts';
import { liftCaller } from '../../src/lower/lift/subject.ts';
import { lower } from '../../src/lower/lower.ts';
import { MeshIndex } from '../../src/lower/mesh-index.ts';
import { freeze } from '../../src/model/snapshot.ts';
import { diagnose } from '../support/diagnose.ts';

type Said = Partial<ClusterProps>;

function shop(app: MeshApp, props: MeshProps = {}, eu: Said = {}, us: Said = {}) {
  const mesh = new Mesh(app, 'shop', props);
  const lan = new Network(mesh, 'lan');
  const euWest = new Cluster(mesh, 'eu', { region: 'eu-west-1', network: lan, istio: '1.31', ...eu });
  const usEast = new Cluster(mesh, 'us', { region: 'us-east-1', network: lan, istio: '1.31', ...us });
  const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [euWest], serviceAccount: 'web' });
  const common = { namespace: 'shop', ports: { http: 80 } } as const;
  const runsIn = [euWest, usEast] as const;
  const cart = new Service(mesh, 'cart', { ...common, runsIn, serviceAccount: 'cart', callers: [web] });
  const stock = new Service(mesh, 'stock', { ...common, runsIn, serviceAccount: 'stock', callers: [cart, web] });
  return { mesh, lan, euWest, usEast, web, cart, stock };
}

function frozen(build: (app: MeshApp) => void) {
  const app = new MeshApp();
  build(app);
  const { snapshot, diagnostics } = freeze(app, process.cwd());
  const mesh = snapshot.meshes[0];
  if (!mesh) throw new Error('no mesh');
  return { mesh, diagnostics, clusters: factsOf(mesh.inventory).clusters };
}

const otel = { name: 'otel', opentelemetry: { service: 'otel.obs.svc.cluster.local', port: 4317 } };

describe('MeshConfig', () => {
  it('is nothing where nobody says anything, and checks take nothing for granted', () => {
    const { mesh, clusters } = frozen((app) => shop(app));
    expect(mesh.inventory.clusters[0]).toEqual({ name: 'eu', region: 'eu-west-1', network: 'lan', istio: '1.31' });
    expect(clusters[0]?.meshConfig).toEqual({});
  });

  it('is the same to checks and simulator as to istiod, field by field a cluster over the mesh', () => {
    const { clusters, mesh, diagnostics } = frozen((app) =>
      shop(
        app,
        {
          meshConfig: {
            outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
            extensionProviders: [otel],
            enableAutoMtls: false,
          },
        },
        {
          meshConfig: {
            extensionProviders: [],
            serviceSettings: [{ hosts: ['*.local'], settings: { clusterLocal: true } }],
          },
        },
      ),
    );
    expect(diagnostics).toEqual([]);
    expect(mesh.inventory.clusters[0]?.meshConfig).toEqual({
      enableAutoMtls: false,
      extensionProviders: [],
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
      serviceSettings: [{ hosts: ['*.local'], settings: { clusterLocal: true } }],
    });
    expect(clusters.map(({ meshConfig }) => meshConfig)).toEqual([
      {
        outboundTrafficPolicy: 'REGISTRY_ONLY',
        enableAutoMtls: false,
        extensionProviders: ['envoy', 'prometheus', 'stackdriver'],
        clusterLocal: [{ host: '*.local', clusterLocal: true }],
      },
      {
        outboundTrafficPolicy: 'REGISTRY_ONLY',
        enableAutoMtls: false,
        extensionProviders: ['envoy', 'otel', 'prometheus', 'stackdriver'],
      },
    ]);
  });

  it('of a remote is that of the istiod that serves it', () => {
    const { clusters } = frozen((app) => {
      const { mesh, lan, euWest } = shop(app, {}, { trustDomain: 'eu.example', meshConfig: { enableAutoMtls: false } });
      new Cluster(mesh, 'far', { region: 'eu-west-2', network: lan, istio: '1.31', controlPlane: euWest });
    });
    const far = clusters.find(({ name }) => name === 'far');
    expect(far).toMatchObject({ trustDomain: 'eu.example', meshConfig: { enableAutoMtls: false } });
  });

  it('makes a policy whose provider a cluster lacks an error', () => {
    const found = diagnose((app) => {
      const { stock } = shop(app, { meshConfig: { extensionProviders: [otel] } });
      new AccessPolicy(stock, 'ask', { custom: { provider: 'oauth', rules: [{ from: 'anyone' }] } });
    });
    expect(found.map(({ code }) => code)).toContain('provider-missing-in-cluster');
  });
});

describe('what nobody could run with', () => {
  const hostile: readonly (readonly [what: string, message: string, build: (app: MeshApp) => void])[] = [
    [
      'a field that is none',
      "meshConfig of mesh 'shop': acessLogFile unknown field",
      (app) => shop(app, { meshConfig: { acessLogFile: 'x' } as never }),
    ],
    [
      'no object',
      "meshConfig of cluster 'eu': it must be an object",
      (app) => shop(app, {}, { meshConfig: 'x' as never }),
    ],
    ['null', "meshConfig of mesh 'shop': it must be an object", (app) => shop(app, { meshConfig: null as never })],
    [
      'a ring',
      "Cluster 'eu' has a property of the wrong type",
      (app) => {
        const ring: Record<string, unknown> = {};
        ring.labels = { ring };
        shop(
          app,
          {},
          {
            meshConfig: {
              extensionProviders: [{ name: 'x', envoyFileAccessLog: { path: 'x', logFormat: ring } }],
            } as never,
          },
        );
      },
    ],
    [
      'a newer field',
      "meshConfig of cluster 'eu': zoneAwareLbSetting field 'zoneAwareLbSetting' is not in Istio 1.30",
      (app) => shop(app, { meshConfig: { zoneAwareLbSetting: { enabled: true } } }, { istio: '1.30' }),
    ],
    [
      'aliases that are a string',
      "Cluster 'eu': trustDomainAliases must be a list of strings",
      (app) => shop(app, {}, { trustDomainAliases: 'b' as never }),
    ],
    [
      'a trust domain that is a number',
      "Cluster 'eu': trustDomain must be a string",
      (app) => shop(app, {}, { trustDomain: 7 as never }),
    ],
    [
      'a remote with its own',
      "Cluster 'far' sets meshConfig, and its proxies are served by the istiod of 'eu'",
      (app) => {
        const { mesh, lan, euWest } = shop(app);
        new Cluster(mesh, 'far', {
          region: 'eu-west-2',
          network: lan,
          istio: '1.31',
          controlPlane: euWest,
          meshConfig: {},
        });
      },
    ],
  ];

  it.each(hostile)('%s is a diagnostic', (_, message, build) => {
    expect(diagnose(build).map((found) => found.message)).toContainEqual(expect.stringContaining(message));
  });

  it('a field that an older cluster replaces is fine', () => {
    const meshConfig = { outboundTrafficPolicy: { mode: 'ALLOW_ANY_DYNAMIC_DNS' } } as const;
    const own = { istio: '1.30', meshConfig: { outboundTrafficPolicy: { mode: 'ALLOW_ANY' } } } as const;
    expect(diagnose((app) => shop(app, { meshConfig }, own))).toEqual([]);
  });
});

describe('trust domains', () => {
  const domains = { trustDomain: 'us.example', trustDomainAliases: ['us.example', 'eu.example'] };
  const eu = { trustDomain: 'eu.example' };

  it('know each other in both directions, and none knows itself', () => {
    const { clusters } = frozen((app) => shop(app, domains, eu));
    expect(clusters.map(({ trustDomain, trustDomainAliases }) => [trustDomain, ...trustDomainAliases])).toEqual([
      ['eu.example', 'us.example'],
      ['us.example', 'eu.example'],
    ]);
  });

  it('that do not know each other are an error', () => {
    const found = diagnose((app) => shop(app, { trustDomain: 'us.example' }, eu));
    expect(found.map(({ code }) => code)).toContain('trust-domains-without-aliases');
  });

  it('of all clusters that a caller runs in are in the principals of policies, and come back as one caller', () => {
    const { mesh, diagnostics } = frozen((app) => {
      const { stock, cart, web } = shop(app, domains, eu);
      const job = otherIdentity({ namespace: 'jobs', serviceAccount: 'nightly' });
      new AccessPolicy(stock, 'callers', { allow: [{ from: [cart, web, job] }] });
    });
    expect(diagnostics).toEqual([]);
    const policy = lower(mesh).objects.find(({ manifest }) => manifest.kind === 'AuthorizationPolicy');
    const principals = [
      'eu.example/ns/istio-ingress/sa/web',
      'eu.example/ns/jobs/sa/nightly',
      'eu.example/ns/shop/sa/cart',
      'us.example/ns/jobs/sa/nightly',
      'us.example/ns/shop/sa/cart',
    ];
    expect(policy?.manifest.spec).toMatchObject({ rules: [{ from: [{ source: { principals } }] }] });
    const index = new MeshIndex(mesh);
    expect(new Set(principals.map((principal) => JSON.stringify(liftCaller(index, principal))))).toEqual(
      new Set([
        '{"kind":"gateway","key":"istio-ingress/web"}',
        '{"kind":"identity","namespace":"jobs","serviceAccount":"nightly"}',
        '{"kind":"service","key":"shop/cart"}',
      ]),
    );
  });

  it('let declared callers in, whatever cluster they are in', () => {
    const found = diagnose((app) => {
      const { stock, cart, web } = shop(app, domains, eu);
      new AccessPolicy(stock, 'callers', { allow: [{ from: [cart, web] }] });
    });
    expect(found).toEqual([]);
  });
});
