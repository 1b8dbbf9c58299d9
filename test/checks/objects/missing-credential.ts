import { deployment, istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const pods = deployment('ingress', 'v1', 'edge');
const secret = (name: string, namespace = 'edge') =>
  `---\napiVersion: v1\nkind: Secret\nmetadata: { name: ${name}, namespace: ${namespace} }\n`;
const gateway = (credential: string) =>
  istio(
    'Gateway',
    'web',
    `\nselector: { app: ingress }\nservers:\n  - port: { number: 443, name: https, protocol: HTTPS }\n    hosts: ["*.shop.example"]\n    tls:\n      mode: SIMPLE\n      credentialName: ${credential}`,
    'shop',
  );

export const failing: FailingWorlds = {
  'a slip of the pen': {
    message: 'takes its certificate from Secret edge/shop-tsl, which does not exist',
    clusters: { east: pods + secret('shop-tls') + gateway('shop-tsl # fault') },
  },
  'beside the Gateway and not beside its pods': {
    message: 'Secret edge/shop-tls',
    clusters: { east: pods + secret('shop-tls', 'shop') + gateway('shop-tls # fault') },
  },
  'the authorities of callers': {
    message: "takes the authorities of callers' certificates from Secret edge/partners, which does not exist",
    clusters: {
      east: `${pods}${secret('shop-tls')}${gateway('shop-tls\n      caCertCredentialName: partners # fault').replace('SIMPLE', 'MUTUAL')}`,
    },
  },
  'in one cluster alone': {
    message: 'Secret edge/shop-tls',
    clusters: {
      east: pods + secret('shop-tls') + gateway('shop-tls'),
      west: pods + gateway('shop-tls # fault'),
    },
  },
};

export const passing: PassingWorlds = {
  there: { clusters: { east: pods + secret('shop-tls') + gateway('shop-tls') } },
  'in the namespace it names': {
    clusters: { east: pods + secret('shop-tls', 'certs') + gateway('kubernetes://certs/shop-tls') },
  },
  'authorities in a ConfigMap': {
    clusters: {
      east: pods + secret('shop-tls') + gateway('shop-tls\n      caCertCredentialName: configmap://edge/ca'),
    },
  },
  'Secrets are kept elsewhere': { clusters: { east: pods + gateway('shop-tls') } },
  'only those of other namespaces are kept here': {
    clusters: { east: pods + secret('database', 'shop') + gateway('shop-tls') },
  },
};
