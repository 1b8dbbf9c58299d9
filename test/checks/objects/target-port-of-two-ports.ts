import { deployment, document, service } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const marked = document('apps/v1', 'Deployment', '\n  namespace: shop\n  name: cart # fault', [
  'spec: { template: { metadata: { labels: { app: cart } }, spec: { containers: [{ name: app }] } } }',
]);
const of = (name: string, port: string) => service(name, `[${port}]`, 'shop', 'selector: { app: cart }');

export const failing: FailingWorlds = {
  'two Services': {
    message: 'is behind the Services cart and cart-admin, which lead to its port 8080 from the ports 80 and 8000',
    clusters: {
      east:
        marked +
        of('cart', '{ name: http, port: 80, targetPort: 8080 }') +
        of('cart-admin', '{ name: http, port: 8000, targetPort: 8080 }'),
    },
  },
};

export const passing: PassingWorlds = {
  'two ports of one Service': {
    clusters: {
      east:
        deployment('cart') +
        of('cart', '{ name: http, port: 80, targetPort: 8080 }, { name: http-alt, port: 8000, targetPort: 8080 }'),
    },
  },
  'one number in both': {
    clusters: {
      east:
        deployment('cart') +
        of('cart', '{ name: http, port: 80, targetPort: 8080 }') +
        of('cart-again', '{ name: http, port: 80, targetPort: 8080 }'),
    },
  },
};
