import { document } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const webhook = (url: string) =>
  document('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', '{ name: istiod-default-validator }', [
    'webhooks:',
    '  - name: validation.istio.io',
    '    clientConfig:',
    `      url: ${url}`,
  ]);

export const failing: FailingWorlds = {
  IPv4: {
    message: "has the URL 'https://203.0.113.7:15017/validate' for its webhook 'validation.istio.io', an address",
    clusters: { east: webhook('https://203.0.113.7:15017/validate # fault') },
  },
  IPv6: {
    message: 'an address and no host name',
    clusters: { east: webhook('"https://[2001:db8::7]:15017/validate" # fault') },
  },
};

export const passing: PassingWorlds = {
  'a host name': { clusters: { east: webhook('https://istiod.example:15017/validate') } },
};
