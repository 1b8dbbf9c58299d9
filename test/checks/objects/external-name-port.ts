import { service } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const alias = (ports: string) =>
  service('vendor', ports, 'shop', 'type: ExternalName\n  externalName: api.vendor.example');

export const failing: FailingWorlds = {
  'plain TCP': {
    message: "is an ExternalName, and its port 443 ('tcp') is plain TCP",
    clusters: { east: alias('\n    - { name: tcp, port: 443 } # fault') },
  },
  'a name that says nothing': {
    message: "its port 443 ('web') is of no known protocol",
    clusters: { east: alias('\n    - { name: web, port: 443 } # fault') },
  },
};

export const passing: PassingWorlds = {
  'by SNI': { clusters: { east: alias('[{ name: tls, port: 443 }]') } },
  'without ports': { clusters: { east: alias('[]') } },
  'an ordinary Service': { clusters: { east: service('cart', '[{ name: tcp, port: 443 }]') } },
};
