import { Service, TrafficPolicy } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ mesh, usEast, euWest, cart }: Shop) {
  const prices = new Service(mesh, 'prices', {
    namespace: 'shop',
    serviceAccount: 'prices', // who it is: what access policies name
    ports: { grpc: { number: 9090, targetPort: 19090 } },
    versions: ['v1', 'v2'],
    stable: 'v1', // v2 gets no request until something says so
    runsIn: [usEast, { cluster: euWest, versions: ['v1'] }],
    callers: [cart], // and nobody else; 'any' by default
  });
  new TrafficPolicy(prices, 'patience', { port: 'grpc', timeout: '2s' });
}
