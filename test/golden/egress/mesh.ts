/**
 * A bank that trusts nobody by default, and lets nobody out but through one gate: mutual TLS everywhere, tokens at the
 * door, every call named, and what leaves leaves through the egress gateway, which knows who may call whom outside.
 */
import {
  AccessPolicy,
  Cluster,
  EgressGateway,
  ExternalService,
  IngressGateway,
  JwtAuthentication,
  Mesh,
  MeshApp,
  MutualTls,
  Network,
  Route,
  Service,
  TrafficPolicy,
} from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'vault', {
  trustDomain: 'vault.example',
  meshConfig: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
});
const cloud = new Network(mesh, 'cloud');
const east = new Cluster(mesh, 'east', { region: 'us-east-1', network: cloud, istio: '1.31' });
const west = new Cluster(mesh, 'west', { region: 'us-west-1', network: cloud, istio: '1.31' });

const web = new IngressGateway(mesh, 'web', { hosts: ['vault.example'], in: [east], serviceAccount: 'web' });
export const egress = new EgressGateway(mesh, 'egress', { in: [west], serviceAccount: 'egress' });

export const portal = new Service(mesh, 'portal', {
  ...{ namespace: 'bank', serviceAccount: 'portal', ports: { http: 80 }, runsIn: [east] },
  callers: [web],
});
export const transfers = new Service(mesh, 'transfers', {
  ...{ namespace: 'bank', serviceAccount: 'transfers', ports: { grpc: 9090 }, runsIn: [west] },
  callers: [portal],
});

// Outside. Applications say http://, the gateway says https://.
export const clearing = new ExternalService(mesh, 'clearing', {
  namespace: 'bank',
  hosts: ['api.clearing.example'],
  ports: { http: { number: 80, targetPort: 443 } },
  callers: [transfers],
  through: egress,
});
new TrafficPolicy(clearing, 'tls', {
  clientTls: { mode: 'SIMPLE', sni: 'api.clearing.example', caCertificates: '/etc/ssl/certs/ca-certificates.crt' },
  timeout: '10s',
});
new Route(clearing, 'no-drafts', {
  match: { path: { prefix: '/drafts' } },
  directResponse: { status: 403 },
});
// What speaks TLS by itself is passed on by its server name.
export const rates = new ExternalService(mesh, 'rates', {
  namespace: 'bank',
  hosts: ['rates.example'],
  ports: { tls: 443 },
  callers: [transfers],
  through: egress,
});

new MutualTls(mesh, 'strict', { mode: 'STRICT' });
new AccessPolicy(mesh, 'default-deny', { allow: [] });
new JwtAuthentication(web, 'login', { issuers: [{ issuer: 'https://login.vault.example', audiences: ['portal'] }] });
new AccessPolicy(web, 'door', { allow: [{ from: 'anyone', hosts: ['vault.example'] }] });
new Route(portal, 'site', { on: [web] });
new AccessPolicy(portal, 'callers', { allow: [{ from: web }] });
new AccessPolicy(transfers, 'callers', { allow: [{ from: portal }] });
new AccessPolicy(egress, 'who-may-leave', {
  allow: [
    { from: transfers, hosts: ['api.clearing.example'], ports: ['http'] },
    { from: 'anyone', ports: ['tls'], when: [{ key: 'connection.sni', values: ['rates.example'] }] },
  ],
});
