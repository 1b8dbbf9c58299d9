import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { istio, service } from '../yaml.ts';

const route = (timeout: string) =>
  istio(
    'VirtualService',
    'cart',
    `
hosts: [cart]
http:
  - ${timeout}
    route: [{ destination: { host: cart } }]`,
  );

export const failing: FailingWorlds = {
  'a timeout on gRPC': {
    message: 'gives requests to cart 3s, and it speaks gRPC',
    clusters: { east: service('cart', 80, 8080, 'grpc-api') + route('timeout: 3s # fault') },
  },
};

export const passing: PassingWorlds = {
  'on HTTP': { clusters: { east: service('cart') + route('timeout: 3s') } },
  'no timeout': { clusters: { east: service('cart', 80, 8080, 'grpc-api') + route('name: all') } },
};
