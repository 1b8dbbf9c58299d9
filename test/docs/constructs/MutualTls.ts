import { MutualTls } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ mesh, stock }: Shop) {
  new MutualTls(mesh, 'strict', { mode: 'STRICT' });
  new MutualTls(stock, 'admin', { port: 'grpc-admin', mode: 'PERMISSIVE' }); // until its last caller has a sidecar
}
