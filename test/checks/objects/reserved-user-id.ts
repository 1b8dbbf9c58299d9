import { document } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const pods = (container: string, more = '', metadata = '{ name: cart, namespace: shop }') =>
  document('apps/v1', 'Deployment', metadata, [
    'spec:',
    '  template:',
    '    metadata: { labels: { app: cart } }',
    `    spec:${more}`,
    '      containers:',
    `        - name: ${container}`,
  ]);
const user = (id: number, mark = '') => `app\n          securityContext:\n            runAsUser: ${id}${mark}`;

export const failing: FailingWorlds = {
  'a container': {
    message: 'Deployment shop/cart runs a container as user 1337',
    clusters: { east: pods(user(1337, ' # fault')) },
  },
  'all containers': {
    message: 'runs a container as user 1337',
    clusters: { east: pods('app', '\n      securityContext:\n        runAsUser: 1337 # fault') },
  },
};

export const passing: PassingWorlds = {
  'another user': { clusters: { east: pods(user(1000)) } },
  'the sidecar itself': { clusters: { east: pods(user(1337).replace('app', 'istio-proxy')) } },
  'of Istio': { clusters: { east: pods(user(1337), '', '{ name: x, namespace: shop, labels: { istio: pilot } }') } },
};
