import {
  Cluster,
  type ClusterProps,
  EgressGateway,
  IngressGateway,
  Mesh,
  MeshApp,
  type MeshProps,
  Network,
} from 'meshwright';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { outputFiles } from '../../src/app.ts';
import { compile } from '../../src/compile.ts';
import { factsOf } from '../../src/istio/facts-of-inventory.ts';
import { meshConfigFrom } from '../../src/istio/mesh-config/facts.ts';
import { diagnose } from '../support/diagnose.ts';
import { wholeMeshConfig } from '../support/whole-mesh-config.ts';

type Files = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function compiled(build: (app: MeshApp) => void) {
  const app = new MeshApp();
  build(app);
  const { diagnostics, ...rest } = compile(app, { root: process.cwd() });
  expect(diagnostics).toEqual([]);
  return { diagnostics, ...rest };
}

/** The values by `<cluster>/<file>`. */
function values(build: (app: MeshApp) => void): Files {
  const files = [...outputFiles(compiled(build))].flatMap(([path, text]) => {
    const found = /^shop\/helm\/(.+)\.yaml$/.exec(path);
    return found?.[1] === undefined ? [] : [[found[1], parse(text)] as const];
  });
  return Object.fromEntries(files);
}

function fleet(app: MeshApp, props: MeshProps, one: Partial<ClusterProps> = {}) {
  const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example', ...props });
  const us = new Network(mesh, 'us');
  const eu = new Network(mesh, 'eu', { addresses: [{ address: 'eastwest.eu.example', locality: 'eu-west-1' }] });
  const east = new Cluster(mesh, 'east', { region: 'us-east-1', network: us, istio: '1.31', ...one });
  const west = new Cluster(mesh, 'west', { region: 'eu-west-1', network: eu, istio: '1.30' });
  return { mesh, us, eu, east, west };
}

describe("values for Istio's charts", () => {
  it('are written only when they are asked for', () => {
    expect(values((app) => fleet(app, { meshConfig: {} }))).toEqual({});
  });

  it('of a primary say what the mesh says, and nothing that it leaves open', () => {
    const files = values((app) => fleet(app, { helm: {}, meshConfig: { accessLogFile: '/dev/stdout' } }));
    expect(Object.keys(files).sort()).toEqual([
      ...['east/base', 'east/gateway-istio-system.istio-eastwestgateway', 'east/istiod'],
      ...['west/base', 'west/gateway-istio-system.istio-eastwestgateway', 'west/istiod'],
    ]);
    expect(files['east/base']).toEqual({});
    expect(files['east/istiod']).toEqual({
      global: {
        meshID: 'shop',
        meshNetworks: {
          eu: {
            endpoints: [{ fromRegistry: 'west' }],
            gateways: [{ address: 'eastwest.eu.example', port: 15443, locality: 'eu-west-1' }],
          },
        },
        multiCluster: { clusterName: 'east' },
        network: 'us',
      },
      meshConfig: { accessLogFile: '/dev/stdout', trustDomain: 'shop.example' },
    });
    expect(files['west/gateway-istio-system.istio-eastwestgateway']).toEqual({
      labels: { istio: 'eastwestgateway' },
      networkGateway: 'eu',
    });
  });

  it('and what checks judge with are one MeshConfig', () => {
    const one = { meshConfig: { ...wholeMeshConfig, zoneAwareLbSetting: undefined } as never };
    const app = new MeshApp();
    fleet(app, { helm: {} }, one);
    const { meshes } = compile(app, { root: process.cwd(), checks: false });
    const files = values((again) => fleet(again, { helm: {} }, one));
    const written = meshConfigFrom((files['east/istiod'] as { meshConfig: unknown }).meshConfig);
    const [east] = factsOf(meshes[0]?.snapshot.inventory as never).clusters;
    const { extensionProviders, ...judged } = east?.meshConfig ?? {};
    const { extensionProviders: declared = [], ...told } = written.facts;
    expect(judged).toEqual(told);
    expect(extensionProviders).toEqual(expect.arrayContaining([...declared]));
    expect(written.trustDomain).toBe(east?.trustDomain);
  });

  it('tell clusters of several trust domains of each other', () => {
    const files = values((app) => fleet(app, { helm: {} }, { trustDomain: 'us.example' }));
    expect(files['east/istiod']?.meshConfig).toEqual({
      trustDomain: 'us.example',
      trustDomainAliases: ['shop.example'],
    });
    expect(files['west/istiod']?.meshConfig).toEqual({
      trustDomain: 'shop.example',
      trustDomainAliases: ['us.example'],
    });
  });

  it('of a cluster replace single settings of the mesh', () => {
    const helm = { tag: '1.31.1', istiod: { autoscaleMin: 2 }, cni: true, sidecar: { logLevel: 'error' } } as const;
    const files = values((app) =>
      fleet(app, { helm }, { helm: { istiod: { replicaCount: 3 }, cni: { chained: false } } }),
    );
    expect(files['east/istiod']).toMatchObject({
      replicaCount: 3,
      cni: { enabled: true },
      global: { tag: '1.31.1', proxy: { logLevel: 'error' } },
    });
    expect(files['east/istiod']).not.toHaveProperty('autoscaleMin');
    expect(files['west/istiod']).toMatchObject({ autoscaleMin: 2 });
    expect(files['east/cni']).toEqual({ chained: false, global: { tag: '1.31.1' } });
    expect(files['west/cni']).toEqual({ global: { tag: '1.31.1' } });
  });

  it('of several istiods are a file each, and one of them takes what asks for none', () => {
    const revisions = {
      '1-30-5': { tags: ['stable'], default: true, image: '1.30.5' },
      '1-31-1': { tags: ['canary'] },
    };
    const files = values((app) => fleet(app, { helm: {} }, { revisions }));
    expect(files['east/base']).toEqual({ defaultRevision: '1-30-5' });
    expect(files['east/istiod-1-30-5']).toMatchObject({
      revision: '1-30-5',
      revisionTags: ['default', 'stable'],
      tag: '1.30.5',
    });
    expect(files['east/istiod-1-31-1']).toMatchObject({ revision: '1-31-1', revisionTags: ['canary'] });
    expect(files['east/gateway-istio-system.istio-eastwestgateway']).toMatchObject({ revision: '1-30-5' });
  });

  it('of a remote say where its istiod is, and those of the primary that it serves others', () => {
    const files = values((app) => {
      const { mesh, us, east } = fleet(
        app,
        { helm: {}, rootNamespace: 'mesh' },
        { exposeIstiod: { address: '192.0.2.9' } },
      );
      new Cluster(mesh, 'far', { region: 'us-west-2', network: us, istio: '1.31', controlPlane: east });
    });
    expect(files['far/base']).toEqual({ global: { istioNamespace: 'mesh' }, profile: 'remote' });
    expect(files['far/istiod']).toEqual({
      global: {
        istioNamespace: 'mesh',
        meshID: 'shop',
        multiCluster: { clusterName: 'far' },
        network: 'us',
        remotePilotAddress: '192.0.2.9',
      },
      istiodRemote: { injectionPath: '/inject/cluster/far/net/us' },
      profile: 'remote',
    });
    expect(files['east/istiod']).toMatchObject({ global: { externalIstiod: true } });
  });

  it('of a cluster whose istiod is outside of the mesh hold what that reads', () => {
    const controlPlane = { external: { address: 'istiod.example' } };
    const files = values((app) => fleet(app, { helm: {}, meshConfig: { enableTracing: false } }, { controlPlane }));
    expect(files['east/base']).toEqual({
      base: { validationURL: 'https://istiod.example:15017/validate' },
      profile: 'remote',
    });
    expect(files['east/istiod']).toMatchObject({
      configMap: true,
      global: { configCluster: true, remotePilotAddress: 'istiod.example' },
      istiodRemote: { injectionURL: 'https://istiod.example:15017/inject/cluster/east/net/us' },
      meshConfig: { enableTracing: false, trustDomain: 'shop.example' },
      profile: 'remote',
    });
  });

  it('of gateways have the labels, accounts and ports that the mesh relies on', () => {
    const files = values((app) => {
      const service = { type: 'NodePort', annotations: { a: 'b' } } as const;
      const helm = { gateway: { replicaCount: 2 }, ingressGateways: { web: { service } }, imagePullSecrets: ['pull'] };
      const { mesh, east } = fleet(app, { helm });
      const ports = { http: 80, https: { number: 443, tls: { credentialName: 'cert' } } } as const;
      new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [east], serviceAccount: 'web', ports });
      new EgressGateway(mesh, 'out', { in: [east] });
    });
    const status = { name: 'status-port', port: 15021, protocol: 'TCP', targetPort: 15021 };
    expect(files['east/gateway-istio-ingress.web']).toEqual({
      imagePullSecrets: [{ name: 'pull' }],
      labels: { istio: 'web' },
      replicaCount: 2,
      service: {
        annotations: { a: 'b' },
        ports: [
          status,
          { name: 'http', port: 80, protocol: 'TCP', targetPort: 80 },
          { name: 'https', port: 443, protocol: 'TCP', targetPort: 443 },
        ],
        type: 'NodePort',
      },
      serviceAccount: { name: 'web' },
    });
    expect(files['east/gateway-istio-egress.out']).toMatchObject({
      labels: { istio: 'out' },
      service: { type: 'ClusterIP' },
    });
  });

  it('begin with the command that applies them', () => {
    const revisions = { old: { default: true }, new: { istio: '1.31' } } as const;
    const { beside } = compiled((app) => fleet(app, { helm: {} }, { istio: '1.30', revisions }));
    const commandOf = (file: string) => beside.get(`shop/helm/${file}.yaml`)?.split('\n')[2];
    const end = '--namespace istio-system --values <this file>';
    expect(commandOf('west/istiod')).toBe(`# helm upgrade --install istiod istio/istiod --version '~1.30.0' ${end}`);
    expect(commandOf('east/istiod-new')).toBe(
      `# helm upgrade --install istiod-new istio/istiod --version '~1.31.0' ${end}`,
    );
    expect(commandOf('east/base')).toBe(`# helm upgrade --install istio-base istio/base --version '~1.31.0' ${end}`);
  });
});

describe('what no chart takes', () => {
  const wrong: readonly (readonly [message: string, build: (app: MeshApp) => void])[] = [
    [
      "helm of mesh 'shop': istiod.replicas unknown field 'replicas'",
      (app) => fleet(app, { helm: { istiod: { replicas: 1 } } as never }),
    ],
    ["helm of mesh 'shop': it must be an object", (app) => fleet(app, { helm: true as never })],
    ["helm of mesh 'shop': cni must be a boolean", (app) => fleet(app, { helm: { cni: 'yes' } as never })],
    [
      "helm of mesh 'shop': ingressGateways names the gateway 'wob'",
      (app) => fleet(app, { helm: { ingressGateways: { wob: {} } } }),
    ],
    ["helm of cluster 'east': the mesh has no helm settings", (app) => fleet(app, {}, { helm: {} })],
    [
      "Cluster 'east': revisions: exactly one must be the default, and 0 are",
      (app) => fleet(app, {}, { revisions: { a: {}, b: {} } }),
    ],
    [
      "Cluster 'east': revisions: 'b' stands for more than one",
      (app) => fleet(app, {}, { revisions: { a: { default: true, tags: ['b'] }, b: {} } }),
    ],
    ["Cluster 'east': revisions: 'A' is no name of a revision", (app) => fleet(app, {}, { revisions: { A: {} } })],
    [
      "Cluster 'east': revisions: 'a' has no field 'tag'",
      (app) => fleet(app, {}, { revisions: { a: { tag: 'x' } as never } }),
    ],
    [
      "Cluster 'east': revisions: istio of 'a' must not be older than the cluster's 1.31",
      (app) => fleet(app, {}, { revisions: { a: { istio: '1.29' } } }),
    ],
    ["Cluster 'east': revisions: there must be at least one", (app) => fleet(app, {}, { revisions: 7 as never })],
    [
      'Cluster \'east\': exposeIstiod: "https://x" is neither a host name nor an IP address',
      (app) => fleet(app, {}, { exposeIstiod: { address: 'https://x' } }),
    ],
    [
      'Network \'lan\': addresses: "x" is not the address of a gateway',
      (app) => new Network(fleet(app, {}).mesh, 'lan', { addresses: ['x'] as never }),
    ],
    [
      "Network 'lan': addresses: must be a list",
      (app) => new Network(fleet(app, {}).mesh, 'lan', { addresses: 'x' as never }),
    ],
  ];

  it.each(wrong)('%s', (message, build) => {
    expect(diagnose(build).map((found) => found.message)).toContainEqual(expect.stringContaining(message));
  });

  it.each([null, 0, 'x', [], {}, [null], { a: null }, () => 1])('%j is never thrown about', (value) => {
    for (const name of ['revisions', 'exposeIstiod', 'helm', 'meshConfig', 'trustDomain', 'trustDomainAliases'])
      expect(() => diagnose((app) => fleet(app, { helm: {} }, { [name]: value }))).not.toThrow();
    for (const name of ['helm', 'meshConfig', 'trustDomainAliases'])
      expect(() => diagnose((app) => fleet(app, { [name]: value } as never))).not.toThrow();
  });
});
