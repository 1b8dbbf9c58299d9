import { Cluster, Mesh, type MeshApp, type MeshConfig, Network } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';

const told = (meshConfig: MeshConfig) => (app: MeshApp) => {
  const mesh = new Mesh(app, 'shop', { meshConfig });
  const network = new Network(mesh, 'one');
  const common = { region: 'eu-west-1', network, istio: '1.31' } as const;
  return { mesh, common };
};

export const failing: FailingCases = {
  'weights that do not add up': {
    message: 'meshConfig.localityLbSetting.distribute[0].to',
    build: (app) => {
      const distribute = [{ from: 'eu-west-1/*', to: { 'eu-west-1/*': 80, 'us-east-1/*': 10 } }];
      const { mesh, common } = told({ localityLbSetting: { distribute } })(app);
      // fault: weights that do not add up
      new Cluster(mesh, 'eu', common);
    },
  },
  'a default provider that nobody declares': {
    message: "meshConfig.defaultProviders.tracing[0] 'otel' is not among extensionProviders",
    build: (app) => {
      const { mesh, common } = told({ defaultProviders: { metrics: ['prometheus'], tracing: ['otel'] } })(app);
      // fault: a default provider that nobody declares
      new Cluster(mesh, 'eu', common);
    },
  },
  'a provider of a cluster, twice': {
    message: "Cluster 'us': meshConfig.extensionProviders[1].name 'otel' is declared twice",
    build: (app) => {
      const { mesh, common } = told({})(app);
      const otel = { name: 'otel', opentelemetry: { service: 'otel.obs.svc.cluster.local', port: 4317 } };
      new Cluster(mesh, 'eu', common);
      // fault: a provider of a cluster, twice
      new Cluster(mesh, 'us', { ...common, meshConfig: { extensionProviders: [otel, otel] } });
    },
  },
  'a trust domain that is none': {
    message: 'meshConfig.trustDomain "shop_example" is not the name of a trust domain',
    build: (app) => {
      const { mesh, common } = told({})(app);
      // fault: a trust domain that is none
      new Cluster(mesh, 'eu', { ...common, trustDomain: 'shop_example', trustDomainAliases: ['cluster.local'] });
    },
  },
};

export const passing: PassingCases = {
  'what a platform team says': (app) => {
    const { mesh, common } = told({
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
      serviceSettings: [{ hosts: ['*.batch.svc.cluster.local'], settings: { clusterLocal: true } }],
      defaultProviders: { accessLogging: ['envoy'] },
    })(app);
    new Cluster(mesh, 'eu', { ...common, meshConfig: { accessLogFile: '/dev/stdout' } });
  },
};
