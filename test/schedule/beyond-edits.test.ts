/** Changes of what leaves the mesh come in parts that are each safe. */
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
} from 'meshwright';
import { expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { AppliedObjects } from '../../src/deliver/applied.ts';
import { factsOf } from '../../src/istio/facts-of-inventory.ts';
import { identityOf } from '../../src/istio/manifest.ts';
import { plan } from '../../src/schedule/plan.ts';
import { type ChangedObject, Prover, splitSafely } from '../../src/schedule/proof/index.ts';
import { meshTexts } from '../support/stages.ts';

interface Said {
  readonly outside?: 'plain' | 'tls' | 'through';
  readonly scope?: 'REGISTRY_ONLY' | 'ALLOW_ANY';
  readonly callers?: 'any';
}

function shop({ outside, scope, callers }: Said) {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example' });
  const east = new Cluster(mesh, 'east', { region: 'a', network: new Network(mesh, 'one'), istio: '1.31' });
  const common = { namespace: 'shop', runsIn: [east] as const, callers: [] };
  const cart = new Service(mesh, 'cart', { ...common, serviceAccount: 'cart', ports: { http: 80 } });
  const stock = new Service(mesh, 'stock', { namespace: 'shop', ports: { http: 80 }, runsIn: [east] });
  new TrafficPolicy(stock, 'patience', { timeout: '9s' });
  if (scope) new SidecarScope(mesh, 'scope', { outboundTrafficPolicy: { mode: scope } });
  const egress = new EgressGateway(mesh, 'egress', { in: [east], serviceAccount: 'egress' });
  if (!outside) return app;
  const api = new ExternalService(mesh, 'api', {
    ...{ namespace: 'shop', hosts: ['api.example'], callers: callers ?? [cart] },
    ports: { http: outside === 'plain' ? 80 : { number: 80, targetPort: 443 } },
    ...(outside === 'through' && { through: egress }),
  });
  const caCertificates = '/etc/ssl/certs/ca-certificates.crt';
  if (outside !== 'plain')
    new TrafficPolicy(api, 'tls', { clientTls: { mode: 'SIMPLE', sni: 'api.example', caCertificates }, timeout: '2s' });
  return app;
}

function compiled(said: Said) {
  const all = compile(shop(said), { root: process.cwd() });
  expect(all.diagnostics).toEqual([]);
  const [mesh] = all.meshes;
  return { mesh: mesh!, texts: meshTexts(all)[0]!, objects: new AppliedObjects(mesh!.files, []) };
}

const through = { outside: 'through' } as const;
const tls = { outside: 'tls' } as const;

it.each<[string, Said, Said, string]>([
  ['a service that is declared', {}, { outside: 'plain' }, 'change'],
  ['a service that is no longer declared', tls, {}, 'change release contract'],
  ['a service that is called through a gateway from now on', tls, through, 'expand change'],
  ['a service that is called without a gateway again', through, tls, 'change contract'],
  ['a service behind a gateway', {}, through, 'expand change'],
  ['a service for which proxies begin TLS', { outside: 'plain' }, tls, 'change'],
  ['a service that anybody may call', tls, { ...tls, callers: 'any' }, 'expand change'],
  ['sidecars that know less', tls, { ...tls, scope: 'ALLOW_ANY' }, 'change'],
  ['sidecars that refuse', { ...tls, scope: 'ALLOW_ANY' }, { ...tls, scope: 'REGISTRY_ONLY' }, 'change'],
  ['sidecars that know more', { scope: 'REGISTRY_ONLY' }, { ...through, scope: 'REGISTRY_ONLY' }, 'expand change'],
  ['sidecars that know everything again', { ...through, scope: 'REGISTRY_ONLY' }, through, 'change'],
])('%s', (_, before, after, keys) => {
  const [old, fresh] = [compiled(before), compiled(after)];
  const { lane, files } = planned(old, fresh);
  expect([lane?.kind, lane?.stages.map(({ key }) => key).join(' ')]).toEqual(['edit', keys]);
  const prover = new Prover({ facts: factsOf(fresh.mesh.snapshot.inventory), applied: old.objects.applied });
  const now = new Map(old.objects.applied.get('east'));
  const targets = new Map(fresh.mesh.files.map(({ path, manifest }) => [path, manifest]));
  for (const stage of lane?.stages ?? []) {
    const changes = stage.changes.flatMap(({ path, after: side }): ChangedObject[] => {
      const target = side && (side.manifest ?? targets.get(path));
      const id = identityOf((target ?? files.get(path)?.manifest)!);
      return [{ cluster: 'east', id, versions: [now.get(id), target] }];
    });
    const { proofs, refused } = splitSafely(prover, changes);
    expect(refused?.counterExamples.map(({ happens }) => happens)).toBeUndefined();
    expect(proofs.map(({ verdict }) => verdict)).toEqual(proofs.map(() => 'safe'));
    prover.advance(changes);
    for (const { id, versions } of changes) {
      if (versions[1]) now.set(id, versions[1]);
      else now.delete(id);
    }
  }
});

/** What is planned where one mesh is applied and the other is wanted, and the files that are applied. */
function planned(old: ReturnType<typeof compiled>, fresh: ReturnType<typeof compiled>) {
  const files = new Map(
    old.mesh.files.map(({ path, manifest }) => {
      const { blob } = old.texts.mesh.files[path] as { blob: string };
      return [path, { blob, owned: true, manifest }] as const;
    }),
  );
  return { lane: plan(fresh.texts.mesh, { files, states: new Map(), baked: new Set() }).lanes[0], files };
}
