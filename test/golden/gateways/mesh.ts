/** A shop behind several gateways: every kind of port, every way to end TLS, and routes for what is inside of it. */
import {
  Canary,
  Cluster,
  IngressGateway,
  istio,
  JwtAuthentication,
  Mesh,
  MeshApp,
  MutualTls,
  Network,
  Route,
  Service,
} from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example' });
const net = new Network(mesh, 'net');
const east = new Cluster(mesh, 'east', { region: 'us-east-1', network: net, istio: '1.31' });
const west = new Cluster(mesh, 'west', { region: 'us-west-2', network: net, istio: '1.31' });
new MutualTls(mesh, 'strict', { mode: 'STRICT' });

// Browsers: two hosts with certificates of their own on one port, and plain HTTP that is sent on to HTTPS.
export const web = new IngressGateway(mesh, 'web', {
  hosts: ['./shop.example', './api.shop.example', 'blog/blog.shop.example'],
  in: [east, west],
  serviceAccount: 'web',
  ports: {
    http: { number: 80, httpsRedirect: true },
    https: {
      number: 443,
      hosts: ['./shop.example', 'blog/blog.shop.example'],
      statPrefix: 'pages',
      tls: {
        credentialNames: ['shop-rsa', 'shop-ecdsa'],
        minProtocolVersion: 'TLSV1_2',
        maxProtocolVersion: 'TLSV1_3',
        cipherSuites: ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
      },
    },
    'https-api': { number: 443, hosts: ['./api.shop.example'], tls: { credentialName: 'api-shop-example' } },
  },
});

// Partners show a certificate: some must, some may, some have one that only the application knows.
const authorities = { caCertificates: '/etc/partners/ca.pem', caCrl: '/etc/partners/revoked.pem' } as const;
export const partners = new IngressGateway(mesh, 'partners', {
  hosts: ['orders.partner.example', 'prices.partner.example', 'legacy.partner.example', 'grpc.partner.example'],
  in: [east],
  serviceAccount: 'partners',
  ports: {
    https: {
      number: 443,
      hosts: ['orders.partner.example'],
      tls: {
        mode: 'MUTUAL',
        credentialName: 'orders',
        caCertCredentialName: 'partners-ca',
        subjectAltNames: ['buyer.example', 'spiffe://buyer.example/ns/orders/sa/buyer'],
        verifyCertificateSpki: ['YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE='],
        verifyCertificateHash: ['0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'],
      },
    },
    'https-prices': {
      number: 443,
      hosts: ['prices.partner.example'],
      tls: {
        mode: 'OPTIONAL_MUTUAL',
        tlsCertificates: [{ serverCertificate: '/etc/prices/tls.crt', privateKey: '/etc/prices/tls.key' }],
        ...authorities,
        insecureSkipVerify: true,
      },
    },
    'https-legacy': {
      number: 443,
      hosts: ['legacy.partner.example'],
      tls: {
        mode: 'MUTUAL',
        serverCertificate: '/etc/legacy/tls.crt',
        privateKey: '/etc/legacy/tls.key',
        caCertificates: '/etc/partners/ca.pem',
        minProtocolVersion: 'TLSV1_1',
        cipherSuites: ['ECDHE-RSA-AES128-SHA'],
      },
    },
    grpc: { number: 9000, hosts: ['grpc.partner.example'], protocol: 'GRPC', bind: '10.0.0.7' },
  },
});

// Stores: TLS that they end themselves, TLS that the gateway ends, and bytes.
export const stores = new IngressGateway(mesh, 'stores', {
  hosts: ['*.db.shop.example', 'cache.shop.example', 'queue.shop.example'],
  in: [east, west],
  serviceAccount: 'stores',
  ports: {
    'tls-db': { number: 5432, hosts: ['*.db.shop.example'], tls: { mode: 'PASSTHROUGH' } },
    'tls-cache': {
      number: 6380,
      hosts: ['cache.shop.example'],
      protocol: 'TLS',
      tls: { credentialName: 'cache-shop-example' },
    },
    'tcp-queue': { number: 5672, hosts: ['queue.shop.example'], protocol: 'TCP' },
  },
});

// Workloads of the mesh come in by their own certificates.
export const inner = new IngressGateway(mesh, 'inner', {
  hosts: ['*'],
  in: [east],
  ports: {
    https: {
      number: 8443,
      tls: { mode: 'ISTIO_MUTUAL', subjectAltNames: ['spiffe://shop.example/ns/shop/sa/batch'] },
    },
  },
});

const inShop = { namespace: 'shop', runsIn: [east, west] } as const;
export const site = new Service(mesh, 'site', {
  ...inShop,
  ports: { http: 8080 },
  versions: ['v1', 'v2'],
  stable: 'v1',
  callers: [web, partners, inner],
});
new Service(mesh, 'posts', { namespace: 'blog', ports: { http: 8080 }, runsIn: [east, west], callers: [web] });
export const batch = new Service(mesh, 'batch', { ...inShop, ports: {}, serviceAccount: 'batch' });
export const db = new Service(mesh, 'db', {
  ...inShop,
  ports: { 'tls-postgres': 5432 },
  versions: ['v1', 'v2', 'v3'],
  stable: 'v1',
  callers: [batch, stores],
});
export const cache = new Service(mesh, 'cache', {
  ...inShop,
  ports: { redis: 6379, 'tcp-admin': 6380 },
  versions: ['v1', 'v2'],
  stable: 'v1',
  callers: [batch, stores],
});
export const vault = new Service(mesh, 'vault', { ...inShop, ports: { tls: 8200 }, callers: [batch] });
export const queue = new Service(mesh, 'queue', { ...inShop, ports: { 'tcp-amqp': 5672 }, callers: [stores] });

// Requests, some of them by what their tokens say.
new JwtAuthentication(web, 'tokens', { issuers: [{ issuer: 'https://login.shop.example' }], required: false });
new Route(site, 'pages', { on: [web, partners, inner] });
new Route(site, 'testers', {
  on: [web],
  hosts: ['shop.example'],
  match: { claims: { group: { exact: 'testers' }, 'org][staff': 'present', robot: 'absent', stage: { not: { prefix: 'old' } } } },
  to: { v2: 100 },
});

// What another team writes stays another team's, under a path of ours.
new Route(site, 'blog', {
  on: [web],
  hosts: ['shop.example'],
  match: { path: { prefix: '/blog' } },
  delegate: { namespace: 'blog', name: 'routes' },
  precedence: 1,
});
for (const cluster of [east, west]) {
  new istio.VirtualService(cluster, 'blog', {
    metadata: { name: 'routes', namespace: 'blog' },
    spec: {
      http: [
        {
          match: [{ uri: { prefix: '/blog/drafts' } }],
          directResponse: { status: 403 },
        },
        {
          match: [{ uri: { prefix: '/blog' } }],
          route: [{ destination: { host: 'posts.blog.svc.cluster.local' } }],
        },
      ],
    },
  });
}

// Connections, by the name that callers ask for.
new Route(db, 'own', { match: { sniHosts: ['db.shop.svc.cluster.local', 'main.db.shop.example'] } });
new Route(db, 'archive', {
  on: ['mesh', stores],
  match: { sniHosts: ['archive.db.shop.example'] },
  to: { v2: 90, v3: 10 },
});
new Route(db, 'nightly', { match: { from: batch, sniHosts: ['main.db.shop.example'] }, to: { v3: 100 } });
new Route(db, 'main', { on: [stores], match: { sniHosts: ['main.db.shop.example'], gatewayPort: 5432 } });

const inside = ['10.3.0.0/16', '10.4.0.9'] as const;
new Route(vault, 'keys', { match: { sniHosts: ['keys.shop.example'], destinationSubnets: inside } });
new Route(vault, 'others', { match: { sniHosts: ['*.vault.shop.example'], destinationSubnets: inside } });

// And by who calls, or which address.
new Route(cache, 'batch', { port: 'redis', match: { from: { namespace: 'shop', labels: { app: 'batch' } } }, to: { v2: 100 } });
new Route(cache, 'replicas', { port: 'tcp-admin', match: { destinationSubnets: ['10.1.0.0/16', '10.2.0.7'] }, to: { v2: 100 } });
new Route(cache, 'front', { on: [stores], port: 'redis', hosts: ['cache.shop.example'] });
new Route(queue, 'amqp', { on: [stores], match: { gatewayPort: 5672 } });

// Canaries follow names and bytes as they follow requests.
new Canary(db, 'db-v2', { from: 'v1', to: 'v2', waves: [{ clusters: [east, west], weights: [25, 100], bake: '1h' }] });
new Canary(cache, 'cache-v2', { from: 'v1', to: 'v2', waves: [{ clusters: [east, west], weights: [50, 100], bake: '1h' }] });
