import { Service, TrafficPolicy } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'a Secret for the calls of sidecars': {
    message: "TrafficPolicy 'p' sets clientTls with a credentialName for calls to service 'shop/vault'",
    build: (app) => {
      const { mesh, usEast, front } = shop(app);
      const vault = new Service(mesh, 'vault', {
        ...{ namespace: 'shop', ports: { https: 443 }, runsIn: [usEast], callers: [front], sidecar: false },
      });
      // fault: a Secret for the calls of sidecars
      new TrafficPolicy(vault, 'p', { clientTls: { mode: 'SIMPLE', credentialName: 'vault-ca' } });
    },
  },
};

export const passing: PassingCases = {
  'a Secret for the calls of a gateway, files for those of sidecars': (app) => {
    const { mesh, usEast, front, web } = shop(app);
    const of = { namespace: 'shop', ports: { https: 443 }, runsIn: [usEast], sidecar: false } as const;
    const shown = new Service(mesh, 'shown', { ...of, callers: [web] });
    new TrafficPolicy(shown, 'p', { clientTls: { mode: 'MUTUAL', credentialName: 'shown-client' } });
    const vault = new Service(mesh, 'vault', { ...of, callers: [front] });
    new TrafficPolicy(vault, 'p', { clientTls: { mode: 'SIMPLE', caCertificates: '/etc/certs/vault.pem' } });
  },
};
