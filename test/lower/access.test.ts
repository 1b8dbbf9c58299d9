/** What access policies and tokens become, object by object, and what a request meets there. */
import {
  AccessPolicy,
  type AccessPolicyProps,
  Cluster,
  IngressGateway,
  JwtAuthentication,
  Mesh,
  MeshApp,
  Network,
  otherIdentity,
  Route,
  Service,
} from 'meshwright';
import { compileForTest, expect as expectMesh } from 'meshwright/testing';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';

const keys = [{ issuer: 'https://login.example', jwksUri: 'https://login.example/keys' }] as const;

/** web → front → stock in two clusters of two networks; stock has an HTTP port and one without HTTP. */
function shop() {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example' });
  const east = new Cluster(mesh, 'east', { region: 'a', network: new Network(mesh, 'one'), istio: '1.31' });
  const west = new Cluster(mesh, 'west', { region: 'b', network: new Network(mesh, 'two'), istio: '1.31' });
  const runsIn = [east, west] as const;
  const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [east], serviceAccount: 'web' });
  const common = { namespace: 'shop', runsIn };
  const front = new Service(mesh, 'front', { ...common, serviceAccount: 'front', ports: { http: 80 }, callers: [web] });
  const ports = { http: { number: 80, targetPort: 8080 }, 'tcp-log': { number: 7000, targetPort: 7001 } };
  const stock = new Service(mesh, 'stock', { ...common, serviceAccount: 'stock', ports, callers: [front] });
  new Route(front, 'pages', { on: [web] });
  return { app, mesh, east, west, web, front, stock };
}

type Shop = ReturnType<typeof shop>;

function objectsOf(build: (parts: Shop) => void, cluster = 'east') {
  const parts = shop();
  build(parts);
  const { meshes, diagnostics } = compile(parts.app, { root: process.cwd() });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const kinds = ['AuthorizationPolicy', 'RequestAuthentication', 'PeerAuthentication'];
  const files = meshes.flatMap(({ files }) => files).filter((file) => file.cluster === cluster);
  return Object.fromEntries(
    files
      .filter(({ manifest }) => kinds.includes(manifest.kind))
      .map(({ manifest: { kind, metadata, spec } }) => [`${kind} ${metadata.namespace}/${metadata.name}`, spec]),
  );
}

/** The rules of the one policy that stock gets. */
function rulesOf(props: (parts: Shop) => AccessPolicyProps<'http' | 'tcp-log'>) {
  const objects = objectsOf((parts) => {
    new JwtAuthentication(parts.stock, 'tokens', { issuers: keys, required: false });
    new AccessPolicy(parts.stock, 'a', props(parts));
  });
  const policy = Object.entries(objects).find(([name]) => name.startsWith('AuthorizationPolicy'))?.[1];
  return (policy?.rules ?? []) as readonly unknown[];
}

const FRONT = 'shop.example/ns/shop/sa/front';
const onHttp = [{ operation: { ports: ['8080'] } }];

describe('a rule', () => {
  it.each<[string, (parts: Shop) => AccessPolicyProps<'http' | 'tcp-log'>, unknown]>([
    [
      'from services, gateways and identities: one source',
      ({ front, web }) => ({
        allow: [{ from: [front, web, otherIdentity({ namespace: 'ops', serviceAccount: 'scan' })] }],
      }),
      {
        from: [
          { source: { principals: ['shop.example/ns/istio-ingress/sa/web', 'shop.example/ns/ops/sa/scan', FRONT] } },
        ],
      },
    ],
    [
      'from another mesh',
      ({ front }) => ({
        allow: [
          { from: [front, otherIdentity({ trustDomain: 'bank.example', namespace: 'pay', serviceAccount: 'in' })] },
        ],
      }),
      { from: [{ source: { principals: ['bank.example/ns/pay/sa/in', FRONT] } }] },
    ],
    ['from anyone', () => ({ allow: [{ from: 'anyone' }] }), {}],
    ['from the mesh', () => ({ allow: [{ from: 'mesh' }] }), { from: [{ source: { principals: ['*'] } }] }],
    [
      'by fields of the connection, each source beside those with names',
      ({ front, web }) => ({
        allow: [
          {
            from: [
              front,
              { namespaces: ['ops', 'sec-*'], notIdentities: [web], ipBlocks: ['10.0.0.0/8'] },
              { serviceAccounts: ['ops/scan'], notRemoteIpBlocks: ['192.0.2.1'], trustDomains: ['shop.example'] },
            ],
          },
        ],
      }),
      {
        from: expect.arrayContaining([
          { source: { principals: [FRONT] } },
          {
            source: {
              namespaces: ['ops', 'sec-*'],
              notPrincipals: ['shop.example/ns/istio-ingress/sa/web'],
              ipBlocks: ['10.0.0.0/8'],
            },
          },
          {
            source: {
              serviceAccounts: ['ops/scan'],
              notRemoteIpBlocks: ['192.0.2.1'],
              trustDomains: ['shop.example'],
            },
          },
        ]),
      },
    ],
    [
      'for an operation, at the ports of the pods',
      ({ front }) => ({
        allow: [
          {
            from: front,
            methods: ['POST', 'GET'],
            notPaths: ['/admin/*', '/orders/{*}/secret'],
            hosts: ['stock', 'stock.shop'],
            ports: ['http'],
          },
          { from: front, ports: ['tcp-log'] },
        ],
      }),
      {
        from: [{ source: { principals: [FRONT] } }],
        to: [
          {
            operation: {
              hosts: ['stock', 'stock.shop'],
              methods: ['GET', 'POST'],
              notPaths: ['/admin/*', '/orders/{*}/secret'],
              ports: ['8080'],
            },
          },
        ],
      },
    ],
    [
      'with any token, from a caller with a name',
      ({ front }) => ({ allow: [{ from: front, token: 'any', ports: ['http'] }, { from: front }] }),
      { from: [{ source: { principals: [FRONT], requestPrincipals: ['*'] } }], to: onHttp },
    ],
    [
      'without a token',
      () => ({ deny: [{ from: 'anyone', token: 'none', ports: ['http'] }] }),
      { from: [{ source: { notRequestPrincipals: ['*'] } }], to: onHttp },
    ],
    [
      'with a token of an issuer',
      ({ front }) => ({
        allow: [{ from: front, token: { issuer: 'https://login.example' }, ports: ['http'] }, { from: front }],
      }),
      { from: [{ source: { principals: [FRONT], requestPrincipals: ['https://login.example/*'] } }], to: onHttp },
    ],
    [
      'with a token about somebody whose name has a slash, and claims',
      ({ front }) => ({
        allow: [
          {
            from: front,
            token: {
              issuer: 'https://login.example',
              subject: 'users/ada',
              audiences: ['stock'],
              presenters: ['cart'],
              claims: { group: ['ops', 'dev'], 'address][city': 'Bern' },
            },
            ports: ['http'],
            when: [{ key: 'request.headers[x-tester]', notValues: ['no'] }],
          },
          { from: front },
        ],
      }),
      {
        from: [{ source: { principals: [FRONT], requestPrincipals: ['https://login.example/*'] } }],
        to: onHttp,
        when: [
          { key: 'request.auth.audiences', values: ['stock'] },
          { key: 'request.auth.presenter', values: ['cart'] },
          { key: 'request.auth.claims[sub]', values: ['users/ada'] },
          { key: 'request.auth.claims[address][city]', values: ['Bern'] },
          { key: 'request.auth.claims[group]', values: ['dev', 'ops'] },
          { key: 'request.headers[x-tester]', notValues: ['no'] },
        ],
      },
    ],
  ])('%s', (_, props, expected) => {
    expect(rulesOf(props)[0]).toEqual(expected);
  });
});

describe('objects', () => {
  it('are one a subject and action, named after both, and complete', () => {
    const objects = objectsOf(({ mesh, front, stock, web, east }) => {
      new AccessPolicy(mesh, 'deny', { allow: [] });
      new AccessPolicy(mesh, 'debug', { deny: [{ from: 'anyone', ports: [9999] }] });
      new AccessPolicy(mesh, 'ops', { namespace: 'shop', audit: [{ from: 'anyone', methods: ['DELETE'] }] });
      new AccessPolicy(mesh, 'cron', { namespace: 'shop', pods: { app: 'cron' }, allow: [{ from: front }] });
      new AccessPolicy(web, 'public', {
        allow: [{ from: 'anyone' }],
        custom: { provider: 'opa', rules: [{ from: 'anyone', paths: ['/account/*'] }] },
      });
      new AccessPolicy(front, 'callers', { allow: [{ from: web }], deny: [{ from: 'anyone', methods: ['TRACE'] }] });
      new AccessPolicy(front, 'east', { in: [east], deny: [{ from: 'anyone', methods: ['PUT'] }] });
      new AccessPolicy(front, 'next', { allow: [], deny: [{ from: 'mesh', paths: ['/a'] }], dryRun: true });
      new AccessPolicy(stock, 'callers', { allow: [{ from: front }] });
      new JwtAuthentication(stock, 'tokens', { issuers: keys, required: { exceptPaths: ['/healthz'] } });
      new JwtAuthentication(web, 'tokens', { issuers: keys, required: false });
    });
    expect(Object.keys(objects).sort()).toEqual([
      'AuthorizationPolicy istio-ingress/web.gateway',
      'AuthorizationPolicy istio-ingress/web.gateway.custom',
      'AuthorizationPolicy istio-system/cross-network-gateway',
      'AuthorizationPolicy istio-system/default.mesh',
      'AuthorizationPolicy istio-system/default.mesh.deny',
      'AuthorizationPolicy shop/cron.pods',
      'AuthorizationPolicy shop/default.namespace.audit',
      'AuthorizationPolicy shop/front',
      'AuthorizationPolicy shop/front.deny',
      'AuthorizationPolicy shop/front.deny.dry-run',
      'AuthorizationPolicy shop/front.dry-run',
      'AuthorizationPolicy shop/stock',
      'AuthorizationPolicy shop/stock.deny',
      'RequestAuthentication istio-ingress/web.gateway',
      'RequestAuthentication shop/stock',
    ]);
    expect(objects['AuthorizationPolicy istio-system/default.mesh']).toEqual({ action: 'ALLOW' });
    expect(objects['AuthorizationPolicy shop/front.deny']).toMatchObject({
      rules: [{ to: [{ operation: { methods: ['PUT'] } }] }],
    });
    expect(objects['AuthorizationPolicy istio-ingress/web.gateway.custom']).toMatchObject({
      selector: { matchLabels: { istio: 'web' } },
      provider: { name: 'opa' },
    });
    expect(objects['AuthorizationPolicy shop/stock.deny']).toMatchObject({
      rules: [
        {
          from: [{ source: { notRequestPrincipals: ['*'] } }],
          to: [{ operation: { notPaths: ['/healthz'], notPorts: ['7001'] } }],
        },
      ],
    });
    expect(objects['RequestAuthentication shop/stock']).toEqual({
      selector: { matchLabels: { app: 'stock' } },
      jwtRules: keys,
    });
  });

  it('of tokens that all are to have leave out ports on which nobody can see one', () => {
    const objects = objectsOf(({ mesh }) => new JwtAuthentication(mesh, 'tokens', { issuers: keys }), 'west');
    expect(objects['AuthorizationPolicy istio-system/default.mesh.deny']).toMatchObject({
      rules: [{ to: [{ operation: { notPorts: ['7001', '15443'] } }] }],
    });
  });

  it('are the same for any order of what is declared', () => {
    const both = [
      (parts: Shop) => new AccessPolicy(parts.front, 'a', { allow: [{ from: parts.web }] }),
      (parts: Shop) => new JwtAuthentication(parts.front, 'b', { issuers: keys }),
      (parts: Shop) => new AccessPolicy(parts.front, 'c', { deny: [{ from: 'anyone', paths: ['/a'] }] }),
    ];
    const one = objectsOf((parts) => both.map((build) => build(parts)));
    const other = objectsOf((parts) => [...both].reverse().map((build) => build(parts)));
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });
});

describe('a request', () => {
  const { app, mesh, front, stock, web } = shop();
  new AccessPolicy(mesh, 'default-deny', { allow: [] });
  new AccessPolicy(web, 'public', { allow: [{ from: 'anyone' }], deny: [{ from: 'anyone', paths: ['/internal/*'] }] });
  new JwtAuthentication(web, 'login', {
    issuers: [{ issuer: 'https://login.example', audiences: ['shop'] }],
    required: { exceptPaths: ['/public/*'], exceptMethods: ['OPTIONS'] },
  });
  new AccessPolicy(front, 'callers', { allow: [{ from: web }] });
  new AccessPolicy(stock, 'callers', {
    allow: [
      { from: front, methods: ['GET'], ports: ['http'] },
      { from: front, methods: ['PUT'], ports: ['http'], token: { issuer: 'https://login.example', subject: 'ada' } },
      { from: front, ports: ['tcp-log'] },
    ],
  });
  new JwtAuthentication(stock, 'login', { issuers: [{ issuer: 'https://login.example' }], required: false });
  const compiled = compileForTest(app);
  const ada = { issuer: 'https://login.example', subject: 'ada', audiences: ['shop'] };

  it.each<[string, Parameters<typeof compiled.request>[0], 'in' | 'denied']>([
    ['from outside with a token', { from: web, path: '/x', jwt: ada }, 'in'],
    ['from outside without one', { from: web, path: '/x' }, 'denied'],
    ['from outside without one, where none is asked for', { from: web, path: '/public/x' }, 'in'],
    ['by a browser that asks first', { from: web, path: '/x', method: 'OPTIONS' }, 'in'],
    ['to what the gateway refuses', { from: web, path: '/internal/x', jwt: ada }, 'denied'],
    ['of a declared caller', { from: front, to: stock, port: 'http' }, 'in'],
    ['of a declared caller with another method', { from: front, to: stock, port: 'http', method: 'PUT' }, 'denied'],
    ['with a token for it', { from: front, to: stock, port: 'http', method: 'PUT', jwt: ada }, 'in'],
    [
      'with a token of somebody else',
      { from: front, to: stock, port: 'http', method: 'PUT', jwt: { ...ada, subject: 'bob' } },
      'denied',
    ],
    ['on a port without HTTP', { from: front, to: stock, port: 'tcp-log' }, 'in'],
    ['of somebody nobody declared', { from: { namespace: 'other', serviceAccount: 'x' }, to: front }, 'denied'],
  ])('%s', (_, request, expected) => {
    const asked = compiled.request({ in: 'east', ...request } as typeof request);
    if (expected === 'in') expectMesh(asked).not.toFail();
    else expectMesh(asked).toBeDenied();
  });
});

it('leave the way to an istiod open that serves other clusters', () => {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop');
  const lan = new Network(mesh, 'lan');
  const exposeIstiod = { address: '192.0.2.7' };
  const hub = new Cluster(mesh, 'hub', { region: 'a', network: lan, istio: '1.31', exposeIstiod });
  new Cluster(mesh, 'edge', { region: 'b', network: lan, istio: '1.31', controlPlane: hub });
  new AccessPolicy(mesh, 'deny', { allow: [] });
  new JwtAuthentication(mesh, 'tokens', { issuers: keys });
  const [compiled] = compile(app, { root: process.cwd() }).meshes;
  const policies = (compiled?.files ?? []).filter(({ manifest }) => manifest.kind === 'AuthorizationPolicy');
  const ports = ['15012', '15017'];
  expect(policies.map(({ manifest }) => [manifest.metadata.name, manifest.spec?.rules])).toEqual([
    ['cross-network-gateway', [{ to: [{ operation: { ports } }] }]],
    [
      'default.mesh.deny',
      [{ from: [{ source: { notRequestPrincipals: ['*'] } }], to: [{ operation: { notPorts: ports } }] }],
    ],
    ['default.mesh', undefined],
  ]);
});
