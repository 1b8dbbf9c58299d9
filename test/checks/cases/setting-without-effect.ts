import { Cluster, Mesh, Network, ProxyConfig, Service, TrafficPolicy } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'warm-up under a hash': {
    message: "sets 'warmup' in vain: the load balancer consistentHash does not spare new endpoints",
    build: (app) => {
      const { reviews } = shop(app);
      new TrafficPolicy(reviews, 'p', { loadBalancer: { consistentHash: { useSourceIp: true } } });
      // fault: warm-up under a hash
      new TrafficPolicy(reviews, 'q', { warmup: { duration: '1m' } });
    },
  },
  'a tunnel for requests of HTTP': {
    message: "sets 'tunnel' in vain: only TCP and TLS connections are tunnelled",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: a tunnel for requests of HTTP
      new TrafficPolicy(reviews, 'p', { tunnel: { targetHost: 'mainframe.example', targetPort: 443 } });
    },
  },
  'faults of a database': {
    message: "sets 'faults' and 'timeout' in vain: service 'shop/db' gets no requests of HTTP",
    build: (app) => {
      const { mesh, usEast, front } = shop(app);
      const db = new Service(mesh, 'db', {
        ...{ namespace: 'shop', ports: { mysql: 3306 }, runsIn: [usEast], callers: [front] },
      });
      // fault: faults of a database
      new TrafficPolicy(db, 'p', { timeout: '1s', faults: { abort: { httpStatus: 503, percent: 1 } } });
    },
  },
  'zones that no proxy knows': {
    message: "sets 'zoneAware' in vain: no proxy of its clusters has ISTIO_META_ENABLE_SELF_DISCOVERY",
    build: (app) => {
      const mesh = new Mesh(app, 'm', { meshConfig: { enableTracing: true } });
      const one = new Cluster(mesh, 'one', { region: 'r', network: new Network(mesh, 'n'), istio: '1.31' });
      const stock = new Service(mesh, 'stock', { namespace: 'shop', ports: { http: 80 }, runsIn: [one] });
      // fault: zones that no proxy knows
      new TrafficPolicy(stock, 'p', { zoneAware: true });
    },
  },
  'statuses that istiod keeps to itself': {
    message: "sets 'outlierDetectionHttpErrorCodes' in vain",
    build: (app) => {
      const { reviews, usEast } = shop(app);
      // fault: statuses that istiod keeps to itself
      new TrafficPolicy(reviews, 'p', { in: [usEast], outlierDetection: { outlierDetectionHttpErrorCodes: [429] } });
    },
  },
};

export const passing: PassingCases = {
  'zones that proxies know by MeshConfig': (app) => {
    const proxyMetadata = { ISTIO_META_ENABLE_SELF_DISCOVERY: 'true' };
    const mesh = new Mesh(app, 'm', { meshConfig: { defaultConfig: { proxyMetadata } } });
    const one = new Cluster(mesh, 'one', { region: 'r', network: new Network(mesh, 'n'), istio: '1.31' });
    const stock = new Service(mesh, 'stock', { namespace: 'shop', ports: { http: 80 }, runsIn: [one] });
    new TrafficPolicy(stock, 'p', { zoneAware: true });
  },
  'zones that proxies know by a ProxyConfig, or do without': (app) => {
    const mesh = new Mesh(app, 'm', { meshConfig: { enableTracing: true } });
    const one = new Cluster(mesh, 'one', { region: 'r', network: new Network(mesh, 'n'), istio: '1.31' });
    const stock = new Service(mesh, 'stock', { namespace: 'shop', ports: { http: 80 }, runsIn: [one] });
    new ProxyConfig(mesh, 'zones', { environmentVariables: { ISTIO_META_ENABLE_SELF_DISCOVERY: 'true' } });
    new TrafficPolicy(stock, 'p', { zoneAware: { minClusterSize: 3 } });
    new TrafficPolicy(stock, 'q', { in: [one], zoneAware: false });
  },
  'warm-up of a mesh, one service of which goes at random': (app) => {
    const { mesh, reviews } = shop(app);
    new TrafficPolicy(mesh, 'p', { warmup: { duration: '1m' } });
    new TrafficPolicy(reviews, 'q', { loadBalancer: 'RANDOM' });
  },
  'a tunnel for TCP': (app) => {
    const { mesh, usEast, front } = shop(app);
    const proxy = new Service(mesh, 'proxy', {
      ...{ namespace: 'shop', ports: { tcp: 3128 }, runsIn: [usEast], callers: [front] },
    });
    new TrafficPolicy(proxy, 'p', { tunnel: { targetHost: 'mainframe.example', targetPort: 443 } });
  },
};
