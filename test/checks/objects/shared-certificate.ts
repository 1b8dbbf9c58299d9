import { gateway, gatewayPods } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const https = (host: string, credential: string, port = 443) =>
  `\n  - port: { number: ${port}, name: https, protocol: HTTPS }\n    hosts: [${host}]\n    tls:\n      mode: SIMPLE\n      credentialName: ${credential}`;
const files = (host: string, mark = '') =>
  `\n  - port: { number: 443, name: https, protocol: HTTPS }\n    hosts: [${host}]\n    tls:\n      mode: SIMPLE\n      serverCertificate: /etc/certs/tls.crt${mark}\n      privateKey: /etc/certs/tls.key`;
const pods = gatewayPods();
const a = gateway('a', https('www.example', 'wildcard'));

export const failing: FailingWorlds = {
  'one Secret': {
    message: 'Gateway edge/b ends TLS with the same certificate as Gateway edge/a',
    clusters: { east: pods + a + gateway('b', https('api.example', 'wildcard # fault')) },
  },
  'one file': {
    message: 'Gateway edge/b ends TLS with the same certificate',
    clusters: { east: pods + gateway('a', files('www.example')) + gateway('b', files('api.example', ' # fault')) },
  },
};

export const passing: PassingWorlds = {
  'a Secret each': { clusters: { east: pods + a + gateway('b', https('api.example', 'api')) } },
  'different ports': { clusters: { east: pods + a + gateway('b', https('api.example', 'wildcard', 8443)) } },
  'one Gateway': {
    clusters: { east: pods + gateway('a', https('www.example', 'wildcard') + https('api.example', 'wildcard')) },
  },
};
