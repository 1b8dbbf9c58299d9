import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { deployment, istio, service } from '../yaml.ts';

const policy = (port: number, mark = '') =>
  istio(
    'AuthorizationPolicy',
    'cart',
    `
selector: { matchLabels: { app: cart } }
rules:
  - to:
      - operation:
          ports: ["${port}"]${mark}`,
  );
const cart = service('cart', 80, 8080) + deployment('cart');

export const failing: FailingWorlds = {
  "the Service's port": {
    message: "names port 80 in 'ports'; that is the port of Service 'shop/cart', whose pods listen on 8080",
    clusters: { east: cart + policy(80, ' # fault') },
  },
};

export const passing: PassingWorlds = {
  "the pods' port": { clusters: { east: cart + policy(8080) } },
  'equal ports': { clusters: { east: service('cart', 80, 80) + deployment('cart', 'v1', 80) + policy(80) } },
};
