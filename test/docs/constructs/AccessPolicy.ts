import { AccessPolicy, MutualTls } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ mesh, web, cart, stock }: Shop) {
  new MutualTls(mesh, 'strict', { mode: 'STRICT' }); // without it nobody is known by name
  new AccessPolicy(mesh, 'nobody-by-default', { allow: [] });
  new AccessPolicy(web, 'everybody', { allow: [{ from: 'anyone' }] });
  new AccessPolicy(cart, 'door', { allow: [{ from: web }] });
  new AccessPolicy(stock, 'callers', {
    allow: [
      { from: cart, methods: ['GET'], ports: ['http'] },
      { from: cart, ports: ['grpc-admin'], paths: ['/shop.v1.Stock/*'] },
    ],
  });
}
