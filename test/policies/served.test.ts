/** Whatever valid value a setting has: the mesh is right, and the simulator can say what becomes of a request. */
import fc from 'fast-check';
import { Cluster, IngressGateway, Mesh, MeshApp, Network, Route, Service, TrafficPolicy } from 'meshwright';
import { compileForTest } from 'meshwright/testing';
import { describe, expect, it } from 'vitest';
import type { ClientTlsOptions } from '../../src/policies/client-tls.ts';
import { type SettingName, settingNames, type TrafficSettings } from '../../src/policies/settings.ts';
import { settingArbitrary } from '../support/random/settings.ts';
import { effort } from '../support/random-mesh.ts';

/** What has to hold beside a setting for it to make sense. */
function beside(name: SettingName): TrafficSettings {
  return ['localityFailover', 'failoverPriority', 'zoneAware'].includes(name) ? { outlierDetection: {} } : {};
}

/** Whose calls it is for: certificates that are not of the mesh are for servers outside of it. */
function serverFor(settings: TrafficSettings) {
  const tls = settings.clientTls as (ClientTlsOptions & { readonly credentialName?: string }) | undefined;
  const secret = tls?.credentialName?.startsWith('configmap://') === false;
  return { sidecar: tls === undefined || tls.mode === 'ISTIO_MUTUAL', gatewayOnly: secret };
}

function meshWith(name: SettingName, value: unknown) {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'm', { trustDomain: 'shop.example' });
  const net = new Network(mesh, 'net');
  const clusters = ['eu-west-1', 'us-east-1'].map(
    (region) => new Cluster(mesh, region.slice(0, 2), { region, network: net, istio: '1.31' }),
  );
  const runsIn = clusters as [Cluster, ...Cluster[]];
  const settings = { ...beside(name), [name]: value } as TrafficSettings;
  const { sidecar, gatewayOnly } = serverFor(settings);
  const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: runsIn, serviceAccount: 'web' });
  const cart = new Service(mesh, 'cart', { namespace: 'shop', ports: { http: 80 }, runsIn, serviceAccount: 'cart' });
  const stock = new Service(mesh, 'stock', {
    ...{ namespace: 'shop', serviceAccount: 'stock', ports: { http: 80, tcp: 90 }, runsIn, sidecar },
    callers: gatewayOnly ? [web] : [web, cart],
  });
  new Route(stock, 'from-web', { on: [web], port: 'http' });
  new TrafficPolicy(stock, 'p', settings);
  return { app, cart, stock };
}

describe.each(settingNames)('the setting %s', (name) => {
  it('makes no mesh wrong, and leaves no request unjudged that Istio would serve', () => {
    fc.assert(
      fc.property(settingArbitrary(name), (value) => {
        const { app, cart, stock } = meshWith(name, value);
        const compiled = compileForTest(app);
        expect(compiled.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
        if (isOpen(value)) return;
        const asked = compiled.request({ from: cart, to: stock, port: 'http' });
        for (const { outcome } of asked.answers) expect(outcome.unjudged).toEqual([]);
      }),
      effort(8),
    );
  });
});

/** Values of which no object says what becomes of a request: it depends on the server, or on the address that DNS gave. */
function isOpen(value: unknown): boolean {
  const { mode } = (value ?? {}) as { readonly mode?: string };
  return value === 'PASSTHROUGH' || mode === 'SIMPLE' || mode === 'MUTUAL';
}
