import {
  AccessPolicy,
  Canary,
  Cluster,
  IngressGateway,
  Mesh,
  MutualTls,
  move,
  Network,
  RolloutWaves,
  Route,
  Service,
  TrafficPolicy,
} from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop, shopWithCart } from '../shop.ts';

/** What the types would have refused, as `any` lets it through. */
const never = (name: unknown) => name as never;

export const failing: FailingCases = {
  'version of a route': {
    message: "Route 'r' of service 'shop/reviews' names the version 'v3'",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: version of a route
      new Route(reviews, 'r', { match: { path: { prefix: '/' } }, to: never({ v3: 100 }) });
    },
  },
  'port of a route': {
    message: "names the port 'htpp'",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: port of a route
      new Route(reviews, 'r', { match: { path: { prefix: '/' } }, port: never('htpp') });
    },
  },
  'gateway of another mesh': {
    message: "names the gateway 'istio-ingress/wep'",
    build: (app) => {
      const { front, usEast } = shop(app);
      const other = new IngressGateway(new Mesh(app, 'other'), 'wep', { hosts: ['shop.example'], in: [usEast] });
      // fault: gateway of another mesh
      new Route(front, 'r', { on: [other] });
    },
  },
  'version of a traffic policy': {
    message: "TrafficPolicy 'p' of service 'shop/reviews' names the version 'V1'",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: version of a traffic policy
      new TrafficPolicy(reviews, 'p', { version: never('V1'), loadBalancer: 'RANDOM' });
    },
  },
  'port of a traffic policy': {
    message: "TrafficPolicy 'p' of service 'shop/reviews' names the port 'grpc'",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: port of a traffic policy
      new TrafficPolicy(reviews, 'p', { port: never('grpc'), loadBalancer: 'RANDOM' });
    },
  },
  'namespace of a traffic policy': {
    message: "names the namespace 'shpo', in which mesh 'shop' has no service",
    build: (app) => {
      const { mesh } = shop(app);
      // fault: namespace of a traffic policy
      new TrafficPolicy(mesh, 'p', { namespace: 'shpo', loadBalancer: 'RANDOM' });
    },
  },
  'cluster of a traffic policy': {
    message: "TrafficPolicy 'p' names the cluster 'mars'",
    build: (app) => {
      const { mesh } = shop(app);
      // fault: cluster of a traffic policy
      new TrafficPolicy(mesh, 'p', { in: [mars(app)], loadBalancer: 'RANDOM' });
    },
  },
  'port of a mutual TLS rule': {
    message: "MutualTls 'm' of service 'shop/reviews' names the port 'https'",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: port of a mutual TLS rule
      new MutualTls(reviews, 'm', { mode: 'STRICT', port: never('https') });
    },
  },
  'port of an access rule': {
    message: "AccessPolicy 'a' of service 'shop/reviews' names the port 'metrics'",
    build: (app) => {
      const { reviews, front } = shop(app);
      // fault: port of an access rule
      new AccessPolicy(reviews, 'a', { allow: [{ from: front, ports: [never('metrics')] }] });
    },
  },
  'caller in an access rule': {
    message: "AccessPolicy 'a' of service 'shop/reviews' names the service 'space/lander'",
    build: (app) => {
      const { reviews, front } = shop(app);
      // fault: caller in an access rule
      new AccessPolicy(reviews, 'a', { allow: [{ from: [front, lander(app)] }] });
    },
  },
  'versions of a canary': {
    message: "Canary 'c' of service 'shop/reviews' names the version 'v9'",
    build: (app) => {
      const { reviews, usEast, usWest, euWest } = shop(app);
      const waves = [{ clusters: [usEast, usWest, euWest], weights: [100], bake: '1m' }] as const;
      // fault: versions of a canary
      new Canary(reviews, 'c', { from: 'v1', to: never('v9'), waves: never(waves) });
    },
  },
  'cluster of a wave': {
    message: "Canary 'c' of service 'shop/reviews' names the cluster 'mars'",
    build: (app) => {
      const { reviews, usEast, usWest, euWest } = shop(app);
      const clusters = [usEast, usWest, euWest, mars(app)] as const;
      // fault: cluster of a wave
      new Canary(reviews, 'c', { from: 'v1', to: 'v2', waves: [{ clusters, weights: [100], bake: '1m' }] });
    },
  },
  'cluster that a service runs in': {
    message: "Service 'shop/probe' names the cluster 'mars'",
    build: (app) => {
      const { mesh } = shop(app);
      // fault: cluster that a service runs in
      new Service(mesh, 'probe', { namespace: 'shop', ports: { http: 80 }, runsIn: [mars(app)] });
    },
  },
  'version in one cluster': {
    message: "Service 'shop/probe' names the version 'v2'",
    build: (app) => {
      const { mesh, usEast } = shop(app);
      const runsIn = [{ cluster: usEast, versions: [never('v2')] }] as const;
      // fault: version in one cluster
      new Service(mesh, 'probe', { namespace: 'shop', ports: { http: 80 }, versions: ['v1'], runsIn });
    },
  },
  'stable version': {
    message: "Service 'shop/probe' names the version 'v11', which service 'shop/probe' does not declare",
    build: (app) => {
      const { mesh, usEast } = shop(app);
      const stable = never('v11');
      // fault: stable version
      new Service(mesh, 'probe', {
        namespace: 'shop',
        ports: { http: 80 },
        versions: ['v1'],
        stable,
        runsIn: [usEast],
      });
    },
  },
  'caller of a service': {
    message: "Service 'shop/probe' names the service 'space/lander'",
    build: (app) => {
      const { mesh, usEast } = shop(app);
      const callers = [lander(app)];
      // fault: caller of a service
      new Service(mesh, 'probe', { namespace: 'shop', ports: { http: 80 }, runsIn: [usEast], callers });
    },
  },
  'cluster of a gateway': {
    message: "IngressGateway 'istio-ingress/edge' names the cluster 'mars'",
    build: (app) => {
      const { mesh } = shop(app);
      // fault: cluster of a gateway
      new IngressGateway(mesh, 'edge', { hosts: ['*'], in: [mars(app)] });
    },
  },
  'network of a cluster': {
    message: "Cluster 'moon' names the network 'deep-space'",
    build: (app) => {
      const { mesh } = shop(app);
      const network = new Network(new Mesh(app, 'space'), 'deep-space');
      // fault: network of a cluster
      new Cluster(mesh, 'moon', { region: 'orbit', network, istio: '1.31' });
    },
  },
  'a wave of another mesh': {
    message: "RolloutWaves 'waves' names the cluster 'mars', which mesh 'shop' does not declare",
    build: (app) => {
      const { mesh, usEast, usWest, euWest } = shop(app);
      const waves = [{ clusters: [usEast, usWest, euWest, mars(app)], bake: '1h' }] as const;
      // fault: a wave of another mesh
      new RolloutWaves(mesh, 'waves', { waves });
    },
  },
  'version of a service that moves with a canary': {
    message: "Canary 'c' of service 'shop/reviews' names the version 'v3', which service 'shop/cart' does not declare",
    build: (app) => {
      const { reviews, cart, everywhere } = shopWithCart(app);
      const moves = [move(cart, { from: 'v1', to: never('v3') })];
      const waves = [{ clusters: everywhere, weights: [100], bake: '10m' }] as const;
      // fault: version of a service that moves with a canary
      new Canary(reviews, 'c', { from: 'v1', to: 'v2', with: moves, waves });
    },
  },
  'service of another mesh that moves with a canary': {
    message: "Canary 'c' of service 'shop/reviews' names the service 'elsewhere/cart'",
    build: (app) => {
      const { reviews, everywhere } = shopWithCart(app);
      const cart = new Service(new Mesh(app, 'other'), 'cart', {
        ...{ namespace: 'elsewhere', ports: { http: 80 }, versions: ['v1', 'v2'], stable: 'v1', runsIn: [] },
      });
      const waves = [{ clusters: everywhere, weights: [100], bake: '10m' }] as const;
      const moves = [move(cart, { from: 'v1', to: 'v2' })];
      // fault: service of another mesh that moves with a canary
      new Canary(reviews, 'c', { from: 'v1', to: 'v2', with: moves, waves });
    },
  },
};

export const passing: PassingCases = {
  'declared names': (app) => {
    const { mesh, reviews, front, usEast } = shop(app);
    new Route(reviews, 'r', { match: { path: { prefix: '/' } }, to: { v2: 100 }, port: 'http' });
    new TrafficPolicy(reviews, 'p', { version: 'v2', loadBalancer: 'RANDOM', in: [usEast] });
    new TrafficPolicy(mesh, 'all', { namespace: 'shop', loadBalancer: 'RANDOM' });
    new AccessPolicy(reviews, 'a', { allow: [{ from: front, ports: ['http'] }] });
  },
};

function space(app: Parameters<typeof shop>[0]) {
  const mesh = new Mesh(app, 'space');
  const network = new Network(mesh, 'orbit');
  return { mesh, mars: new Cluster(mesh, 'mars', { region: 'sol-4', network, istio: '1.31' }) };
}

/** A cluster of another mesh. */
function mars(app: Parameters<typeof shop>[0]) {
  return space(app).mars;
}

/** A service of another mesh. */
function lander(app: Parameters<typeof shop>[0]) {
  const { mesh, mars } = space(app);
  return new Service(mesh, 'lander', { namespace: 'space', serviceAccount: 'x', ports: { http: 80 }, runsIn: [mars] });
}
