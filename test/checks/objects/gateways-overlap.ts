import { gateway, gatewayPods } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const https = (hosts: string, more = '') =>
  `\n  - port: { number: 443, name: https, protocol: HTTPS }\n    tls: { mode: SIMPLE, credentialName: cert }\n    hosts: ${hosts}${more}`;
const http = (hosts: string, port = 80) =>
  `\n  - port: { number: ${port}, name: http, protocol: HTTP }\n    hosts: ${hosts}`;
const pods = gatewayPods('{ istio: ingress, app: web }');
const a = gateway('a', https('[www.example, api.example]'));

export const failing: FailingWorlds = {
  'one host for TLS': {
    message: "Gateway edge/b opens port 443 for 'api.example', and so does Gateway edge/a on the same pods",
    clusters: { east: pods + a + gateway('b', https('\n      - shop.example\n      - api.example # fault')) },
  },
  'selectors that meet in some pods': {
    message: 'Gateway edge/b opens port 443',
    clusters: { east: pods + a + gateway('b', https('\n      - api.example # fault'), 'edge', '{ app: web }') },
  },
  'for other namespaces': {
    message: "for 'api.example'",
    clusters: { east: pods + a + gateway('b', https('\n      - shop/api.example # fault')) },
  },
  'plain HTTP': {
    message: "opens port 80 for '*'",
    clusters: { east: pods + gateway('a', http('["*"]')) + gateway('b', http('\n      - "*" # fault')) },
  },
  'no pods known': {
    message: "opens port 80 for '*'",
    clusters: { east: gateway('a', http('["*"]')) + gateway('b', http('\n      - "*" # fault')) },
  },
};

export const passing: PassingWorlds = {
  'different hosts': { clusters: { east: pods + a + gateway('b', https('[shop.example, "*.example"]')) } },
  'different ports': { clusters: { east: pods + gateway('a', http('["*"]')) + gateway('b', http('["*"]', 8080)) } },
  'different addresses': {
    clusters: { east: pods + a + gateway('b', https('[api.example]', '\n    bind: 10.0.0.1')) },
  },
  'different pods': {
    clusters: {
      east:
        pods +
        gatewayPods('{ istio: inner }').replace('name: ingress', 'name: inner') +
        a +
        gateway('b', https('[api.example]'), 'edge', '{ istio: inner }'),
    },
  },
  'different clusters': { clusters: { east: pods + a, west: pods + gateway('b', https('[api.example]')) } },
};
