import fc from 'fast-check';
import { type GatewayPort, IngressGateway } from 'meshwright';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import type { GatewayFacts } from '../../src/istio/inventory.ts';
import { gatewayManifest, liftGateway } from '../../src/lower/gateways/gateway-servers.ts';
import { ingressVirtualServices } from '../../src/lower/gateways/ingress.ts';
import { liftRoutes } from '../../src/lower/lift/routes.ts';
import { MeshIndex } from '../../src/lower/mesh-index.ts';
import { normalGatewayRoutes, normalMeshRoutes } from '../../src/lower/routes/normal-routes.ts';
import { meshVirtualServices } from '../../src/lower/routes/virtual-service.ts';
import { Settings } from '../../src/lower/settings-of.ts';
import { shop } from '../checks/shop.ts';
import { app as golden } from '../golden/gateways/mesh.ts';
import { diagnose } from '../support/diagnose.ts';

const root = process.cwd();

function piece({ clusters: _, serviceAccount: __, ...rest }: GatewayFacts) {
  return rest;
}

const HOSTS = ['shop.example', './api.example', '*.wild.example', 'team/blog.example', '*/any.example'] as const;

const secrets = { credentialName: 'shop' } as const;
const tls = fc.constantFrom(
  secrets,
  { credentialNames: ['rsa', 'ecdsa'] },
  { mode: 'MUTUAL', ...secrets, subjectAltNames: ['a.example'], caCertCredentialName: 'ca' },
  { mode: 'OPTIONAL_MUTUAL', ...secrets, verifyCertificateHash: ['ab'.repeat(32)], minProtocolVersion: 'TLSV1_3' },
  { mode: 'MUTUAL', serverCertificate: '/a', privateKey: '/b', caCertificates: '/c', caCrl: '/d' },
  { mode: 'PASSTHROUGH' },
  { mode: 'ISTIO_MUTUAL' },
  { mode: 'SIMPLE', tlsCertificates: [{ serverCertificate: '/a', privateKey: '/b' }] },
);

const port = fc.oneof(
  fc.constantFrom({}, { httpsRedirect: true }, { protocol: 'GRPC' }, { protocol: 'TCP' }, { protocol: 'HTTP2' }),
  tls.map((one) => ({ tls: one })),
  tls.map((one) => ({ tls: one, protocol: 'TLS' })),
);

const gateways = fc.record(
  {
    hosts: fc.subarray([...HOSTS], { minLength: 1 }),
    ports: fc.array(fc.tuple(port, fc.boolean(), fc.nat(4)), { minLength: 1, maxLength: 4 }),
    selector: fc.constant({ app: 'edge', tier: 'front' }),
    name: fc.constant('edge'),
    namespace: fc.constantFrom('edge', 'team'),
  },
  { requiredKeys: ['hosts', 'ports'] },
);

it('a gateway comes back from its Gateway object, and lowers to the same again', () => {
  fc.assert(
    fc.property(gateways, ({ hosts, ports, ...more }) => {
      const named = ports.map(([one, bound, own], i) => [
        `port-${i}`,
        {
          ...one,
          number: 8000 + i,
          ...(bound && { bind: '10.0.0.1' }),
          ...(i > 0 && { hosts: [hosts[own % hosts.length]] }),
        },
      ]);
      const seen: unknown[] = [];
      diagnose((app) => {
        const { mesh, usEast } = shop(app);
        const props = { ...more, hosts, in: [usEast], ports: Object.fromEntries(named) as Record<string, GatewayPort> };
        new IngressGateway(mesh, 'edge', props as never);
        const [compiled] = compile(app, { root, checks: false }).meshes;
        const facts = compiled?.snapshot.inventory.gateways.find(({ name }) => name === 'edge');
        if (!facts) return;
        const manifest = gatewayManifest(facts);
        expect(liftGateway(manifest)).toEqual(piece(facts));
        expect(gatewayManifest(liftGateway(manifest) as never)).toEqual(manifest);
        seen.push(manifest);
      });
      expect(seen).toHaveLength(1);
    }),
    { numRuns: 100 },
  );
});

const mesh = compile(golden, { root, checks: false }).meshes[0]!.snapshot;
const index = new MeshIndex(mesh);
const settings = new Settings(index);

describe('the golden mesh', () => {
  it.each(mesh.inventory.gateways)('gateway $name comes back', (gateway) => {
    expect(liftGateway(gatewayManifest(gateway))).toEqual(piece(gateway));
  });

  it.each(mesh.inventory.services)('routes of $name come back, and lower to the same again', (service) => {
    for (const { cluster, manifest } of meshVirtualServices(index, settings, service)) {
      const routes = liftRoutes(index, manifest);
      expect(routes).toEqual(normalMeshRoutes(index, settings, service, cluster));
      const again = new MeshIndex({ ...mesh, routes, canaries: [] });
      const lowered = meshVirtualServices(again, new Settings(again), service);
      expect(lowered.find((one) => one.cluster === cluster)?.manifest).toEqual(manifest);
    }
  });

  it.each(mesh.inventory.gateways)('routes on $name come back, and lower to the same again', (gateway) => {
    for (const { cluster, manifest } of ingressVirtualServices(index, settings, gateway)) {
      const { hosts } = manifest.spec as { hosts: [string] };
      const routes = liftRoutes(index, manifest);
      expect(routes).toEqual(normalGatewayRoutes(index, settings, gateway, hosts[0], cluster));
      // What a gateway answers by itself may be said at any service.
      const said = routes.map((route) => ({ ...route, service: route.service || 'shop/site' }));
      const again = new MeshIndex({ ...mesh, routes: said, canaries: [] });
      const lowered = ingressVirtualServices(again, new Settings(again), gateway);
      expect(
        lowered.find((one) => one.cluster === cluster && one.manifest.metadata.name === manifest.metadata.name)
          ?.manifest,
      ).toEqual(manifest);
    }
  });
});

const ANY: readonly unknown[] = [null, undefined, 1, 'text', [], [null], {}, { servers: null }, { servers: [1] }];

it('Gateways of any shape give nothing, or a gateway, and never a throw', () => {
  for (const spec of [
    ...ANY,
    { servers: [{ hosts: ANY, port: ANY, tls: 1 }] },
    { servers: [{ port: { number: 1 } }] },
  ]) {
    const manifest = { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name: 'a' }, spec };
    expect(liftGateway(manifest as never)).toBeUndefined();
  }
});
