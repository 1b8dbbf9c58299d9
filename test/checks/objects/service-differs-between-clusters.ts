import { service } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const cart = (ports: string, more = 'selector: { app: cart }') => service('cart', ports, 'shop', more);
const usual = cart('[{ name: http, port: 80, targetPort: 8080 }]');
const marked = (text: string) => text.replace('ports: [', 'ports: # fault\n    [');

export const failing: FailingWorlds = {
  'another port': {
    message:
      'Service shop/cart is not in cluster north what it is in east and west: port 80 does not exist there and port 8080 exists only there',
    clusters: {
      east: usual,
      north: marked(cart('[{ name: http, port: 8080 }]')),
      west: usual,
    },
  },
  'another protocol': {
    message: "port 80 is 'grpc' (GRPC, to 8080) there and 'http' (HTTP, to 8080) elsewhere",
    clusters: { east: usual, west: marked(cart('[{ name: grpc, port: 80, targetPort: 8080 }]')) },
  },
  'another port of the pods': {
    message: "port 80 is 'http' (HTTP, to 9090) there",
    clusters: { east: usual, west: marked(cart('[{ name: http, port: 80, targetPort: 9090 }]')) },
  },
  'headless in one cluster': {
    message: 'it is headless only there',
    clusters: {
      east: usual,
      west: marked(cart('[{ name: http, port: 80, targetPort: 8080 }]', 'clusterIP: None\n  selector: { app: cart }')),
    },
  },
};

export const passing: PassingWorlds = {
  'in another order': {
    clusters: {
      east: cart('[{ name: http, port: 80 }, { name: grpc, port: 90 }]'),
      west: cart('[{ name: grpc, port: 90 }, { name: http, port: 80 }]'),
    },
  },
  'with another node port and selector': {
    clusters: {
      east: usual,
      west: cart('[{ name: http, port: 80, targetPort: 8080, nodePort: 30080 }]', 'selector: { app: cart, zone: b }'),
    },
  },
  'in one cluster alone': { clusters: { east: usual, west: '' } },
};
