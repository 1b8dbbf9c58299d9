import { istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const entry = (name: string, protocol: string, more = '', port = 443) =>
  istio(
    'ServiceEntry',
    name,
    `\nhosts: [api.vendor.example]\nresolution: DNS${more}\nports:\n  - number: ${port}\n    name: tls\n    protocol: ${protocol}`,
  );

export const failing: FailingWorlds = {
  'TLS and HTTPS': {
    message: "gives port 443 of 'api.vendor.example' the protocol TLS, and ServiceEntry shop/a gives it HTTPS",
    clusters: { east: entry('a', 'HTTPS') + entry('b', 'TLS # fault') },
  },
  'one for a namespace': {
    message: 'gives port 443',
    clusters: { east: entry('a', 'HTTPS') + entry('b', 'TLS # fault', '\nexportTo: [front]') },
  },
};

export const passing: PassingWorlds = {
  'one protocol': { clusters: { east: entry('a', 'tls') + entry('b', 'TLS') } },
  'different ports': { clusters: { east: entry('a', 'HTTP', '', 80) + entry('b', 'TLS') } },
  'different namespaces': {
    clusters: { east: entry('a', 'HTTPS', '\nexportTo: [back]') + entry('b', 'TLS', '\nexportTo: [front]') },
  },
  'different clusters': { clusters: { east: entry('a', 'HTTPS'), west: entry('b', 'TLS') } },
};
