/** Istio's own charts take the values that are written for them, and istiod understands all of the MeshConfig in them. */
import { Cluster, EgressGateway, IngressGateway, Mesh, MeshApp, Network } from 'meshwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { app as fleet } from '../golden/fleet/mesh.ts';
import { wholeMeshConfig } from '../support/whole-mesh-config.ts';
import { buildOracle, Oracle, whyNoOracle } from './istio-oracle/oracle.ts';

const LONG = 10 * 60_000;
const missing = whyNoOracle();
if (missing !== undefined) console.warn(`Left out: no chart of Istio's was rendered, since ${missing}.`);

interface Rendered {
  readonly objects: readonly { readonly kind: string; readonly metadata: { readonly name: string } }[];
  readonly problems: readonly string[];
}

describe.skipIf(missing !== undefined)("Istio's charts", { timeout: LONG }, () => {
  let oracle: Oracle;
  beforeAll(() => {
    oracle = new Oracle(buildOracle());
  }, LONG);
  afterAll(() => oracle?.stop());

  it.each([
    ['a fleet', fleet],
    ['all that can be said', everything()],
  ])('take the values of %s', async (_, app) => {
    const { beside, diagnostics } = compile(app, { root: process.cwd() });
    expect(diagnostics).toEqual([]);
    const values = [...beside].filter(([path]) => path.includes('/helm/'));
    expect(values.length).toBeGreaterThan(10);
    for (const [path, text] of values) {
      const { name, chart, namespace } =
        /--install (?<name>\S+) istio\/(?<chart>\S+) .* --namespace (?<namespace>\S+)/.exec(text)?.groups ?? {};
      const rendered = await oracle.ask<Rendered>('chart', { name, chart, namespace, values: text });
      expect(rendered.problems, path).toEqual([]);
      expect(rendered.objects.length, path).toBeGreaterThan(1);
    }
  });

  it('know a field that Istio does not have', async () => {
    const values = 'meshConfig: { acessLogFile: /dev/stdout }';
    const { problems } = await oracle.ask<Rendered>('chart', {
      name: 'istiod',
      chart: 'istiod',
      namespace: 'a',
      values,
    });
    expect(problems).toEqual([expect.stringContaining('acessLogFile')]);
  });

  it('give an exposed istiod and gateways the names that manifests rely on', async () => {
    const { beside } = compile(everything(), { root: process.cwd() });
    const ask = async (file: string, name: string, chart: string) => {
      const values = beside.get(`shop/helm/${file}.yaml`) ?? '';
      const { objects } = await oracle.ask<Rendered>('chart', { name, chart, namespace: 'istio-system', values });
      return objects.filter(({ kind }) => kind === 'Service');
    };
    expect((await ask('east/istiod-b', 'istiod-b', 'istiod')).map(({ metadata }) => metadata.name)).toEqual([
      'istiod-b',
    ]);
    expect(await ask('far/istiod-a', 'istiod-a', 'istiod')).toContainEqual(
      expect.objectContaining({ metadata: expect.objectContaining({ name: 'istiod-a' }) }),
    );
    const gateway = 'east/gateway-istio-system.istio-eastwestgateway';
    expect(await ask(gateway, 'istio-eastwestgateway', 'gateway')).toMatchObject([
      {
        metadata: { labels: { istio: 'eastwestgateway', 'topology.istio.io/network': 'us' } },
        spec: { ports: [{ port: 15021 }, { port: 15443 }, { port: 15012 }, { port: 15017 }] },
      },
    ]);
  });
});

/** Every setting once: all of MeshConfig, revisions, a remote, an external control plane, each kind of gateway. */
function everything(): MeshApp {
  const app = new MeshApp();
  const { zoneAwareLbSetting: _, ...meshConfig } = wholeMeshConfig;
  const mesh = new Mesh(app, 'shop', {
    trustDomain: 'shop.example',
    meshConfig,
    helm: {
      ...{ tag: '1.31.1', hub: 'docker.io/istio', variant: 'distroless', platform: 'gke', logAsJson: true, cni: true },
      ...{ imagePullPolicy: 'IfNotPresent', imagePullSecrets: ['pull'] },
      istiod: { autoscaleMin: 2, env: { A: 'b' }, resources: { requests: { cpu: '1' } }, traceSampling: 5 },
      sidecar: { logLevel: 'error', resources: { limits: { cpu: '1' } } },
      gateway: { replicaCount: 2, autoscaling: { enabled: false }, podDisruptionBudget: { minAvailable: 1 } },
      eastWestGateway: { service: { annotations: { a: 'b' }, loadBalancerSourceRanges: ['192.0.2.0/24'] } },
    },
  });
  const us = new Network(mesh, 'us');
  const eu = new Network(mesh, 'eu', { addresses: [{ address: 'eastwest.eu.example', locality: 'eu-west-1' }] });
  const east = new Cluster(mesh, 'east', {
    ...{ region: 'us-east-1', network: us, istio: '1.31' },
    exposeIstiod: { address: '192.0.2.1' },
    revisions: { a: { default: true, tags: ['stable'] }, b: { image: '1.31.0' } },
  });
  new Cluster(mesh, 'far', { region: 'us-east-2', network: us, istio: '1.31', controlPlane: east });
  const west = new Cluster(mesh, 'west', { region: 'eu-west-1', network: eu, istio: '1.31' });
  new Cluster(mesh, 'led', {
    ...{ region: 'eu-west-2', network: eu, istio: '1.31' },
    controlPlane: { external: { address: 'istiod.platform.example' } },
  });
  const https = { number: 443, tls: { credentialName: 'shop' } } as const;
  new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [east, west], ports: { http: 80, https } });
  new EgressGateway(mesh, 'out', { in: [east], serviceAccount: 'out' });
  return app;
}
