import { IngressGateway, Route, Service } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ mesh, usEast }: Shop) {
  const partners = new IngressGateway(mesh, 'partners', {
    hosts: ['partners.shop.example'],
    in: [usEast],
    serviceAccount: 'partners',
    ports: { https: { number: 443, tls: { mode: 'MUTUAL', credentialName: 'partners' } } },
  });
  const orders = new Service(mesh, 'orders', {
    namespace: 'shop',
    ports: { http: 8080 },
    runsIn: [usEast],
    callers: [partners],
  });
  new Route(orders, 'partners', { on: [partners], match: { path: { prefix: '/orders/' } } });
}
