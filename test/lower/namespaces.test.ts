import fc from 'fast-check';
import {
  Cluster,
  type ClusterProps,
  EgressGateway,
  IngressGateway,
  Mesh,
  MeshApp,
  type MeshProps,
  Namespace,
  Network,
  Service,
} from 'meshwright';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import type { Manifest } from '../../src/istio/manifest.ts';
import { liftNamespace } from '../../src/lower/lift/namespace.ts';
import { diagnose } from '../support/diagnose.ts';

const GUARDS = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};

function shop(app: MeshApp, props: MeshProps, eu: Partial<ClusterProps> = {}) {
  const mesh = new Mesh(app, 'shop', props);
  const lan = new Network(mesh, 'lan');
  const euWest = new Cluster(mesh, 'eu', { region: 'eu-west-1', network: lan, istio: '1.31', ...eu });
  const usEast = new Cluster(mesh, 'us', { region: 'us-east-1', network: lan, istio: '1.31' });
  const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [euWest] });
  const common = { ports: { http: 80 }, callers: [web] };
  new Service(mesh, 'cart', { ...common, namespace: 'shop', runsIn: [euWest, usEast] });
  new Service(mesh, 'batch', { ...common, namespace: 'jobs', runsIn: [usEast], sidecar: false });
  new EgressGateway(mesh, 'out', { in: [usEast] });
  return { mesh, lan, euWest, usEast };
}

/** Labels by `<cluster>/<namespace>`. */
function labels(build: (app: MeshApp) => void): Readonly<Record<string, unknown>> {
  return Object.fromEntries(objects(build, 'Namespace').map(([key, { metadata }]) => [key, metadata.labels]));
}

function objects(build: (app: MeshApp) => void, kind: string): (readonly [string, Manifest])[] {
  const app = new MeshApp();
  build(app);
  const { meshes, diagnostics } = compile(app, { root: process.cwd() });
  expect(diagnostics.filter(({ severity }) => severity !== 'info')).toEqual([]);
  return meshes.flatMap(({ files }) =>
    files.flatMap(({ cluster, manifest }) =>
      manifest.kind === kind ? [[`${cluster}/${manifest.metadata.name}`, manifest] as const] : [],
    ),
  );
}

describe('namespaces', () => {
  it("are nobody's business unless somebody asks", () => {
    expect(labels((app) => shop(app, {}))).toEqual({});
  });

  it('get sidecars where something with one runs, and the root namespace its network', () => {
    expect(labels((app) => shop(app, { manageNamespaces: true }))).toEqual({
      'eu/istio-system': { 'topology.istio.io/network': 'lan' },
      'eu/shop': { 'istio-injection': 'enabled' },
      'us/istio-system': { 'topology.istio.io/network': 'lan' },
      'us/shop': { 'istio-injection': 'enabled' },
    });
  });

  it('hold labels alone and stay, whatever becomes of their files', () => {
    const [first] = objects((app) => shop(app, { manageNamespaces: true }), 'Namespace');
    expect(first?.[1]).toEqual({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'istio-system', labels: { 'topology.istio.io/network': 'lan' }, annotations: GUARDS },
    });
  });

  it('that are declared are written alone, a cluster over the mesh', () => {
    const revisions = { '1-30-5': { default: true, tags: ['stable'] }, '1-31-1': { tags: ['canary'] } };
    const found = labels((app) => {
      const { mesh, euWest } = shop(app, {}, { revisions });
      new Namespace(mesh, 'shop', { labels: { team: 'checkout' } });
      new Namespace(mesh, 'shop-canary', { name: 'shop', in: [euWest], revision: 'canary' });
      new Namespace(mesh, 'tools', { injection: false });
    });
    expect(found).toEqual({
      'eu/shop': { 'istio.io/rev': 'canary' },
      'eu/tools': { 'istio-injection': 'disabled' },
      'us/shop': { 'istio-injection': 'enabled', team: 'checkout' },
      'us/tools': { 'istio-injection': 'disabled' },
    });
  });

  it('get the labels that istiod looks for', () => {
    const discoverySelectors = [{ matchLabels: { mesh: 'shop' } }];
    const found = labels((app) => shop(app, { manageNamespaces: true, meshConfig: { discoverySelectors } }));
    expect(found).toMatchObject({
      'eu/istio-ingress': { mesh: 'shop' },
      'eu/istio-system': { mesh: 'shop', 'topology.istio.io/network': 'lan' },
      'eu/shop': { 'istio-injection': 'enabled', mesh: 'shop' },
      'us/istio-egress': { mesh: 'shop' },
      'us/jobs': { mesh: 'shop' },
    });
  });

  it("of a remote are its own API server's, and name whose istiod may serve it", () => {
    const found = objects((app) => {
      const { mesh, lan, euWest } = shop(app, { manageNamespaces: true });
      new Cluster(mesh, 'far', { region: 'eu-west-2', network: lan, istio: '1.31', controlPlane: euWest });
    }, 'Namespace');
    expect(new Map(found).get('far/istio-system')?.metadata.annotations).toEqual({
      'topology.istio.io/controlPlaneClusters': 'eu',
      ...GUARDS,
    });
  });

  const wrong: readonly (readonly [message: string, build: (app: MeshApp) => void])[] = [
    [
      "Two namespaces are called 'shop/'",
      (app) => {
        const { mesh } = shop(app, {});
        new Namespace(mesh, 'shop');
        new Namespace(mesh, 'again', { name: 'shop' });
      },
    ],
    [
      "Two namespaces are called 'shop/eu'",
      (app) => {
        const { mesh, euWest, usEast } = shop(app, {});
        new Namespace(mesh, 'one', { name: 'shop', in: [euWest] });
        new Namespace(mesh, 'two', { name: 'shop', in: [usEast, euWest] });
      },
    ],
    [
      "Namespace 'shop': it names a revision, and gets no sidecars",
      (app) => new Namespace(shop(app, {}).mesh, 'shop', { revision: 'a', injection: false }),
    ],
    [
      "Namespace 'shop': the label istio-injection follows from other settings",
      (app) => new Namespace(shop(app, {}).mesh, 'shop', { labels: { 'istio-injection': 'x' } }),
    ],
    [
      "Namespace 'shop': the label a has no value that Kubernetes takes",
      (app) => new Namespace(shop(app, {}).mesh, 'shop', { labels: { a: 7 as never } }),
    ],
    [
      "Namespace 'shop': labels must be an object",
      (app) => new Namespace(shop(app, {}).mesh, 'shop', { labels: 'x' as never }),
    ],
    [
      "Namespace 'shop': injection must be a boolean",
      (app) => new Namespace(shop(app, {}).mesh, 'shop', { injection: 'x' as never }),
    ],
    ["'Shop' cannot be the name of a namespace", (app) => new Namespace(shop(app, {}).mesh, 'Shop')],
    ["'istio\nsystem' cannot be the name of a namespace", (app) => shop(app, { rootNamespace: 'istio\nsystem' })],
    ["Mesh 'shop': manageNamespaces must be a boolean", (app) => shop(app, { manageNamespaces: 'all' as never })],
  ];

  it.each(wrong)('%s', (message, build) => {
    expect(diagnose(build).map((found) => found.message)).toContainEqual(expect.stringContaining(message));
  });
});

it('what was written of a declared namespace is recognised again', () => {
  const labels = fc.dictionary(fc.constantFrom('team', 'acme.example/tier', 'cost'), fc.constantFrom('a', 'b.c', ''));
  const said = fc.oneof(
    fc.record({ injection: fc.boolean() }),
    fc.record({ revision: fc.constantFrom('1-30-5', 'stable', 'next') }),
  );
  fc.assert(
    fc.property(said, labels, (how, own) => {
      const app = new MeshApp();
      const revisions = { '1-30-5': { default: true, tags: ['stable'] }, '1-31-1': { tags: ['next'] } };
      const { mesh, euWest } = shop(app, {}, { revisions });
      new Namespace(mesh, 'shop', { ...how, labels: own, in: [euWest] });
      const { meshes } = compile(app, { root: process.cwd(), checks: false });
      const file = meshes[0]?.files.find(({ manifest }) => manifest.kind === 'Namespace');
      const declared = meshes[0]?.snapshot.namespaces?.declared[0];
      const { labels: kept = {}, ...rest } = declared ?? ({} as never);
      const plain = { ...rest, in: undefined, at: undefined, ...(Object.keys(kept).length > 0 && { labels: kept }) };
      expect(file && liftNamespace(file.manifest)).toEqual(plain);
    }),
    { numRuns: 40 },
  );
});

describe('an istiod that serves others', () => {
  const exposeIstiod = { address: '192.0.2.9' };

  it('is opened through the east-west gateway, whatever it is called by', () => {
    const build = (app: MeshApp) => shop(app, {}, { exposeIstiod });
    expect(objects(build, 'Gateway').map(([key, { spec }]) => [key, spec])).toContainEqual([
      'eu/istiod-gateway',
      {
        selector: { istio: 'eastwestgateway' },
        servers: [
          { port: { name: 'tls-istiod', number: 15012, protocol: 'TLS' }, tls: { mode: 'PASSTHROUGH' }, hosts: ['*'] },
          {
            port: { name: 'tls-istiodwebhook', number: 15017, protocol: 'TLS' },
            tls: { mode: 'PASSTHROUGH' },
            hosts: ['*'],
          },
        ],
      },
    ]);
    const host = 'istiod.istio-system.svc.cluster.local';
    expect(objects(build, 'VirtualService').map(([key, { spec }]) => [key, spec])).toContainEqual([
      'eu/istiod-vs',
      {
        hosts: ['*'],
        gateways: ['istiod-gateway'],
        tls: [
          { match: [{ port: 15012, sniHosts: ['*'] }], route: [{ destination: { host, port: { number: 15012 } } }] },
          { match: [{ port: 15017, sniHosts: ['*'] }], route: [{ destination: { host, port: { number: 443 } } }] },
        ],
      },
    ]);
  });

  it('is one of several by its name', () => {
    const revisions = { '1-30-5': { default: true }, '1-31-1': {} };
    const found = objects((app) => shop(app, { rootNamespace: 'mesh' }, { exposeIstiod, revisions }), 'VirtualService');
    const names = ['istiod-1-31-1.mesh.svc', 'istiod-1-31-1.mesh.svc.cluster.local'];
    expect(found.map(([key]) => key)).toEqual(expect.arrayContaining(['eu/istiod-vs-1-30-5', 'eu/istiod-vs-1-31-1']));
    expect(new Map(found).get('eu/istiod-vs-1-31-1')?.spec).toMatchObject({
      tls: [{ match: [{ sniHosts: names }] }, { match: [{ sniHosts: names }] }],
    });
  });
});
