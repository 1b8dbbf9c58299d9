import { AccessPolicy, EgressGateway, ExternalService, MutualTls } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ mesh, usEast, euWest, cart }: Shop) {
  new MutualTls(mesh, 'strict', { mode: 'STRICT' });
  const egress = new EgressGateway(mesh, 'egress', { in: [usEast, euWest], serviceAccount: 'egress' });
  new ExternalService(mesh, 'rates', {
    namespace: 'shop',
    hosts: ['rates.example'],
    ports: { tls: 443 },
    resolution: 'DNS',
    callers: [cart],
    through: egress,
  });
  new AccessPolicy(egress, 'callers', { allow: [{ from: cart }] });
}
