/**
 * A travel agency that lives from services of others: an interface it pays for, a partner with two releases, a database on
 * machines of its own, names under which clouds answer. Between them the constructs say everything that a ServiceEntry can.
 */
import { Canary, Cluster, ExternalService, Mesh, MeshApp, Network, Route, Service, TrafficPolicy } from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'travel', { trustDomain: 'travel.example' });
const cloud = new Network(mesh, 'cloud');
const east = new Cluster(mesh, 'east', { region: 'us-east-1', network: cloud, istio: '1.31' });
const west = new Cluster(mesh, 'west', { region: 'eu-west-1', network: cloud, istio: '1.31' });

export const booking = new Service(mesh, 'booking', {
  namespace: 'travel',
  serviceAccount: 'booking',
  ports: { http: 80 },
  runsIn: [east, west],
});

// TLS begins at the callers' proxies: applications say http://, and what leaves is https://.
export const payments = new ExternalService(mesh, 'payments', {
  namespace: 'travel',
  hosts: ['api.payments.example'],
  ports: { http: { number: 80, targetPort: 443 }, tls: 443 },
  subjectAltNames: ['api.payments.example'],
  callers: [booking],
});
new TrafficPolicy(payments, 'tls', {
  port: 'http',
  clientTls: { mode: 'SIMPLE', sni: 'api.payments.example' },
});
new TrafficPolicy(payments, 'patience', { timeout: '5s', retries: { attempts: 3, perTryTimeout: '1s' } });

// A partner with two releases of its interface, at addresses of its own for callers in Europe.
export const flights = new ExternalService(mesh, 'flights', {
  namespace: 'travel',
  hosts: ['flights.partner.example'],
  ports: { http: 8080 },
  endpoints: [
    { address: '192.0.2.10', version: 'v1', locality: 'us-east-1/a', weight: 2 },
    { address: '192.0.2.11', version: 'v1', locality: 'us-east-1/b', ports: { http: 9080 } },
    { address: '192.0.2.20', version: 'v2', labels: { tier: 'new' } },
  ],
  in: [
    east,
    {
      cluster: west,
      endpoints: [
        { address: '198.51.100.10', version: 'v1' },
        { address: '198.51.100.20', version: 'v2' },
      ],
    },
  ],
  versions: ['v1', 'v2'],
  stable: 'v1',
  callers: [booking],
});
new Route(flights, 'testers', { match: { headers: { 'x-tester': 'present' } }, to: { v2: 100 } });
new Canary(flights, 'flights-v2', {
  from: 'v1',
  to: 'v2',
  waves: [
    { clusters: [west], weights: [20, 100], bake: '30m' },
    { clusters: [east], weights: [100], bake: '1h' },
  ],
});

// A database on machines in the cloud's network, which have sidecars.
export const ledger = new ExternalService(mesh, 'ledger', {
  namespace: 'travel',
  hosts: ['ledger.travel.internal'],
  addresses: ['240.0.0.10'],
  ports: { 'tcp-postgres': 5432 },
  location: 'MESH_INTERNAL',
  endpoints: [{ address: '10.20.0.5', network: cloud, serviceAccount: 'ledger' }],
  callers: [booking],
});

// Whatever a cloud calls its stores: the caller's own DNS says where they are.
export const stores = new ExternalService(mesh, 'stores', {
  namespace: 'travel',
  hosts: ['*.stores.example', 'stores.example'],
  ports: { https: 443 },
  in: [east],
});

// One address of each answer, for a name behind which there are hundreds.
export const maps = new ExternalService(mesh, 'maps', {
  namespace: 'travel',
  hosts: ['maps.example'],
  ports: { http: 80 },
  endpoints: [{ address: 'nearest.maps.example' }],
  resolution: 'DNS_ROUND_ROBIN',
});

// Pods that are a service under another name as well.
export const desk = new ExternalService(mesh, 'desk', {
  namespace: 'travel',
  hosts: ['desk.travel.example'],
  ports: { http: 80 },
  location: 'MESH_INTERNAL',
  pods: { app: 'booking' },
});
