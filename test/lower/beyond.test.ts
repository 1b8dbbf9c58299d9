/** Services outside of Kubernetes and what is said of proxies: lift(lower(p)) is p, as plainly as it can be said. */
import fc from 'fast-check';
import {
  Cluster,
  EgressGateway,
  ExternalService,
  Mesh,
  MeshApp,
  Network,
  Service,
  SidecarScope,
  TrafficPolicy,
  VmWorkloads,
} from 'meshwright';
import { describe, expect, it } from 'vitest';
import { type CompiledMesh, compile } from '../../src/compile.ts';
import type { Manifest } from '../../src/istio/manifest.ts';
import { groupBy } from '../../src/lower/group-by.ts';
import { kindLifts, liftObject, meshOf } from '../../src/lower/lift.ts';
import { lower } from '../../src/lower/lower.ts';
import { MeshIndex } from '../../src/lower/mesh-index.ts';
import type { Scoped } from '../../src/model/snapshot-types.ts';
import { meshesBeyond } from '../support/random/beyond.ts';
import { effort } from '../support/random-mesh.ts';

const KINDS = [
  'ServiceEntry',
  'Sidecar',
  'Telemetry',
  'ProxyConfig',
  'WasmPlugin',
  'EnvoyFilter',
  'WorkloadEntry',
  'WorkloadGroup',
] as const;

function compiled(build: () => MeshApp): CompiledMesh {
  const { meshes, diagnostics } = compile(build(), { root: process.cwd() });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return meshes[0] as CompiledMesh;
}

const nameOf = ({ kind, metadata }: Manifest) => `${kind} ${metadata.namespace}/${metadata.name}`;

describe('random meshes', () => {
  it('are right, and their objects are lowered to the same once lifted', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(meshesBeyond, (build) => {
        const { snapshot, files } = compiled(build);
        const index = new MeshIndex(snapshot);
        for (const [cluster, own] of groupBy(files, (file) => file.cluster)) {
          const lifted = own.flatMap(({ manifest }) => liftObject(index, manifest) ?? []);
          const again = lower(meshOf(snapshot, lifted)).objects.filter((object) => object.cluster === cluster);
          const byName = new Map(again.map(({ manifest }) => [nameOf(manifest), manifest.spec]));
          for (const { manifest } of own) {
            if (!KINDS.includes(manifest.kind as (typeof KINDS)[number])) continue;
            seen.add(manifest.kind);
            expect(byName.get(nameOf(manifest)), nameOf(manifest)).toEqual(manifest.spec);
          }
        }
      }),
      effort(40),
    );
    expect([...seen].sort()).toEqual([...KINDS].sort());
  });

  it('say what was said of proxies, and of what is outside, as plainly as it can be said', () => {
    // Of an object is left whom it is for; its id and clusters are its author's alone.
    const plain = ({ id: _, at: __, in: ___, ...rest }: Scoped & Record<string, unknown>) => rest;
    fc.assert(
      fc.property(meshesBeyond, (build) => {
        const { snapshot, files } = compiled(build);
        const index = new MeshIndex(snapshot);
        const lifted = files.flatMap(({ manifest }) => liftObject(index, manifest) ?? []);
        for (const list of ['telemetries', 'proxyConfigs', 'wasmPlugins', 'localRateLimits'] as const) {
          const said = snapshot[list].map((one) => plain(one as never));
          const found = lifted.flatMap((pieces) => (pieces[list] ?? []).map((one) => plain(one as never)));
          expect(found.length).toBeGreaterThan(0);
          for (const one of found) expect(said).toContainEqual(one);
          for (const one of said) expect(found).toContainEqual(one);
        }
        const services = lifted.flatMap(({ facts }) => facts?.services ?? []).filter(({ external }) => external);
        for (const { key, external, ports } of services) {
          const { external: own, ports: all } = snapshot.inventory.services.find((one) => one.key === key)!;
          const { exportTo: _, endpoints, ...rest } = external!;
          const alone = { endpointsIn: {}, clusters: undefined, through: undefined };
          expect([{ ...rest, ...alone }, ports]).toEqual([{ ...own, ...alone, endpoints: undefined }, all]);
          expect([own?.endpoints, ...Object.values(own?.endpointsIn ?? {})]).toContainEqual(endpoints);
        }
      }),
      effort(40),
    );
  });

  it('come out the same when they are built again', () => {
    fc.assert(
      fc.property(meshesBeyond, (build) => {
        const texts = () => compiled(build).files.map(({ path, text }) => [path, text]);
        expect(texts()).toEqual(texts());
      }),
      effort(10),
    );
  });
});

it('clusters that share an istiod have one object of a name', () => {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example' });
  const network = new Network(mesh, 'one');
  const east = new Cluster(mesh, 'east', { region: 'a', network, istio: '1.31' });
  const west = new Cluster(mesh, 'west', { region: 'b', network, istio: '1.31', controlPlane: east });
  const common = { namespace: 'shop', serviceAccount: 'app', ports: { http: 80 } };
  const cart = new Service(mesh, 'cart', { ...common, runsIn: [east, west], callers: [] });
  const stock = new Service(mesh, 'stock', { ...common, runsIn: [west], callers: [cart] });
  const through = new EgressGateway(mesh, 'egress', { in: [west] });
  const outside = { namespace: 'shop', ports: { http: 80 } };
  new ExternalService(mesh, 'api', { ...outside, hosts: ['api.example'], callers: [cart], through });
  new ExternalService(mesh, 'b', { ...outside, hosts: ['b.example'], callers: [stock] });
  new SidecarScope(mesh, 'scope');
  new VmWorkloads(stock, 'vm', { in: [west], machines: [{ name: 'vm-1', address: '192.0.2.1' }] });
  const { files } = compiled(() => app);
  expect([...new Set(files.map(({ cluster }) => cluster))]).toEqual(['east']);
  const kinds = files.map(({ manifest }) => manifest.kind);
  for (const kind of ['ServiceEntry', 'Sidecar', 'Gateway', 'WorkloadEntry', 'WorkloadGroup'])
    expect(kinds).toContain(kind);
});

it('settings that hold for a gateway are repeated beside the TLS of each service behind it', () => {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop');
  const east = new Cluster(mesh, 'east', { region: 'a', network: new Network(mesh, 'one'), istio: '1.31' });
  const through = new EgressGateway(mesh, 'egress', { in: [east] });
  const ports = { http: 80, tls: 443 };
  new ExternalService(mesh, 'api', { namespace: 'shop', hosts: ['api.example'], ports, through });
  new TrafficPolicy(mesh, 'all', { tcpConnectionPool: { maxConnections: 9 }, clientTls: { mode: 'ISTIO_MUTUAL' } });
  new TrafficPolicy(through, 'web', { port: 'http', outlierDetection: { consecutive5xxErrors: 3 } });
  const { files } = compile(app, { root: process.cwd(), checks: false }).meshes[0]!;
  const rule = files.find(
    ({ manifest: { kind, metadata } }) => kind === 'DestinationRule' && metadata.name === 'egress',
  );
  const connectionPool = { tcp: { maxConnections: 9 } };
  expect(rule?.manifest.spec).toMatchObject({
    trafficPolicy: { connectionPool },
    subsets: [
      {
        name: 'shop--api',
        trafficPolicy: {
          portLevelSettings: [
            {
              port: { number: 80 },
              connectionPool,
              outlierDetection: { consecutive5xxErrors: 3 },
              tls: { mode: 'ISTIO_MUTUAL', sni: 'api.example' },
            },
          ],
        },
      },
    ],
  });
  expect(rule?.manifest.spec?.trafficPolicy).not.toHaveProperty('tls');
});

describe.each(KINDS)('reading a %s', (kind) => {
  const { snapshot } = compiled(fc.sample(meshesBeyond, { numRuns: 1, seed: 1 })[0]!);
  const index = new MeshIndex(snapshot);
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['an empty object', {}],
    ['a list', []],
    ['lists where objects belong', { selector: [], workloadSelector: [], template: [], probe: [], vmConfig: [] }],
    ['objects where lists belong', { hosts: {}, ports: {}, endpoints: {}, egress: {}, tracing: {}, configPatches: {} }],
    ['nulls', { hosts: [null], ports: [null], endpoints: [null], egress: [null], metrics: [null], match: [null] }],
    [
      'more nulls',
      { accessLogging: [null], tracing: [{ customTags: { a: null } }], configPatches: [null], probe: null },
    ],
    ['texts', { hosts: 'a', ports: 'b', egress: 'c', tracing: 'd', template: 'e', vmConfig: 'f', url: 7 }],
  ])('survives %s', (_, spec) => {
    for (const metadata of [{ name: 'a', namespace: 'far' }, {}, null, 7]) {
      for (const apiVersion of ['networking.istio.io/v1', 'telemetry.istio.io/v1', 'extensions.istio.io/v1alpha1']) {
        const manifest = { apiVersion, kind, metadata, spec } as unknown as Manifest;
        expect(() => kindLifts.get(kind)?.lift(index, manifest)).not.toThrow();
      }
    }
  });
});
