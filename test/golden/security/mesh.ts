/**
 * A bank that trusts nobody by default: mutual TLS everywhere, every call named, tokens at the door and for what moves
 * money. Between them the constructs say everything that can be said of access and tokens.
 */
import {
  AccessPolicy,
  Cluster,
  IngressGateway,
  JwtAuthentication,
  Mesh,
  MeshApp,
  MutualTls,
  Network,
  otherIdentity,
  Route,
  Service,
} from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'bank', { trustDomain: 'bank.example' });
const east = new Cluster(mesh, 'east', { region: 'us-east-1', network: new Network(mesh, 'us'), istio: '1.31' });
const west = new Cluster(mesh, 'west', { region: 'eu-west-1', network: new Network(mesh, 'eu'), istio: '1.31' });

export const web = new IngressGateway(mesh, 'web', { hosts: ['bank.example'], in: [east], serviceAccount: 'web' });
const common = { namespace: 'bank', runsIn: [east, west] as const };
export const portal = new Service(mesh, 'portal', {
  ...{ ...common, serviceAccount: 'portal', ports: { http: { number: 80, targetPort: 8080 } } },
  callers: [web],
});
export const accounts = new Service(mesh, 'accounts', {
  ...{ ...common, serviceAccount: 'accounts', ports: { http: { number: 80, targetPort: 8080 }, 'http-admin': 9000 } },
  callers: [portal],
});
export const payments = new Service(mesh, 'payments', {
  ...{ ...common, serviceAccount: 'payments', ports: { grpc: 9090, 'tcp-ledger': { number: 7000, targetPort: 7001 } } },
  callers: [accounts],
});

// Who may connect at all.
new MutualTls(mesh, 'strict', { mode: 'STRICT' });
new MutualTls(mesh, 'legacy', { mode: 'PERMISSIVE', namespace: 'bank', pods: { app: 'cron' } });
new MutualTls(accounts, 'probes', { mode: 'PERMISSIVE', port: 'http-admin' });

// Nobody, unless somebody says so; and some things never.
new AccessPolicy(mesh, 'default-deny', { allow: [] });
new AccessPolicy(mesh, 'no-debuggers', { deny: [{ from: 'anyone', ports: [5005, 9229] }] });
new AccessPolicy(mesh, 'watch-the-bank', {
  namespace: 'bank',
  audit: [{ from: { notIdentities: [portal, accounts] }, methods: ['DELETE', 'PUT'], notHosts: ['*.test.example'] }],
});
new AccessPolicy(mesh, 'cron', { namespace: 'bank', pods: { app: 'cron' }, allow: [{ from: { namespaces: ['ops'], notNamespaces: ['ops-test'] } }] });

// The door: customers with a token, and a firewall that is asked about forms.
const customers = {
  issuer: 'https://login.bank.example',
  jwksUri: 'https://login.bank.example/keys',
  audiences: ['portal'],
  fromCookies: ['session'],
  forwardOriginalToken: true,
  timeout: '2s',
} as const;
const partners = {
  issuer: 'https://partner.example/',
  jwksUri: 'https://partner.example/.well-known/jwks.json',
  fromHeaders: [{ name: 'x-partner-token', prefix: 'Token ' }],
  fromParams: ['partner_token'],
  outputPayloadToHeader: 'x-partner',
  outputClaimToHeaders: [{ header: 'x-partner-name', claim: 'name' }],
  spaceDelimitedClaims: ['roles'],
} as const;
// Keys of staff change with the source: no cluster has to fetch them.
const staff = {
  issuer: 'https://staff.bank.example',
  jwks: '{"keys":[{"kty":"EC","x":"rBzDuMbYJmzkjQKuvJ8re2DFhAx3jLIOO24xCjAFNic","y":"cSoD1axLFhDOA0nBAOAsjdZJRXnqyUGCv3xJ5mHecXs","crv":"P-256","kid":"2026","use":"sig","alg":"ES256"}]}',
} as const;
new JwtAuthentication(web, 'login', {
  issuers: [customers, partners, staff],
  required: { exceptPaths: ['/login/*', '/static/{**}'], exceptMethods: ['OPTIONS'] },
});
new AccessPolicy(web, 'door', {
  allow: [{ from: 'anyone', hosts: ['bank.example'], notPaths: ['/internal/*'] }],
  custom: { provider: 'firewall', rules: [{ from: 'anyone', methods: ['POST'], paths: ['*/forms'] }] },
});
new AccessPolicy(web, 'no-such-addresses', {
  deny: [{ from: { remoteIpBlocks: ['203.0.113.0/24'], notIpBlocks: ['10.0.0.0/8'] } }],
  dryRun: true,
});
new Route(portal, 'site', { on: [web] });

// Inside: each service names its callers, and what they may do.
new AccessPolicy(portal, 'callers', { allow: [{ from: web }] });
new JwtAuthentication(accounts, 'customers', { issuers: [customers], required: false });
new AccessPolicy(accounts, 'callers', {
  allow: [
    { from: portal, methods: ['GET'], ports: ['http'] },
    { from: portal, methods: ['POST'], notPorts: ['http-admin'], token: { issuer: customers.issuer, subject: 'ada' } },
    {
      from: portal,
      notMethods: ['GET', 'POST'],
      token: { audiences: ['portal'], presenters: ['app'], claims: { 'realm][roles': ['teller', 'admin'] } },
      when: [{ key: 'request.headers[x-reason]', values: ['*'], notValues: ['test'] }],
    },
    {
      from: {
        serviceAccounts: ['ops/scan'],
        notServiceAccounts: ['ops/old'],
        trustDomains: ['bank.example'],
        notTrustDomains: ['test.example'],
      },
      ports: ['http-admin'],
    },
  ],
});
new AccessPolicy(payments, 'callers', {
  allow: [
    { from: [accounts, otherIdentity({ trustDomain: 'clearing.example', namespace: 'in', serviceAccount: 'gate' })] },
    { from: { principals: ['*/ns/ops/*'], notPrincipals: ['*/sa/default'], ipBlocks: ['10.0.0.0/8'] } },
    { from: { identities: [portal], namespaces: ['bank'], notRemoteIpBlocks: ['192.0.2.0/24'] }, ports: ['tcp-ledger'] },
  ],
});
new AccessPolicy(payments, 'next-quarter', {
  allow: [{ from: accounts, ports: ['grpc'], paths: ['/bank.Payments/*'] }, { from: accounts, ports: ['tcp-ledger'] }],
  deny: [{ from: 'mesh', token: 'none', ports: ['grpc'] }],
  dryRun: true,
});
new JwtAuthentication(payments, 'customers', { issuers: [customers], required: false });
new JwtAuthentication(payments, 'customers-west', { issuers: [customers], in: [west] });
