import { document } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const webhook = (client: string, name = 'istio-sidecar-injector-external') =>
  document('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', `{ name: ${name} }`, [
    'webhooks:',
    '  - name: rev.namespace.sidecar-injector.istio.io',
    `    clientConfig:${client}`,
  ]);

export const failing: FailingWorlds = {
  'neither URL nor Service': {
    message: "says neither by 'url' nor by 'service' where its webhook 'rev.namespace.sidecar-injector.istio.io' is",
    clusters: { east: webhook(' # fault\n      caBundle: abc') },
  },
  'no URL': {
    message: "has the URL 'istiod external:15017' for its webhook",
    clusters: { east: webhook('\n      url: "istiod external:15017" # fault') },
  },
};

export const passing: PassingWorlds = {
  'a URL': { clusters: { east: webhook('\n      url: https://istiod.example:15017/inject') } },
  'a Service': { clusters: { east: webhook('\n      service: { name: istiod, namespace: istio-system }') } },
  "somebody else's": { clusters: { east: webhook(' {}', 'cert-manager') } },
};
