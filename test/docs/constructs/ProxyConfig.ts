import { ProxyConfig } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ mesh, stock }: Shop) {
  new ProxyConfig(mesh, 'small', { image: 'distroless' });
  new ProxyConfig(stock, 'busy', { concurrency: 4 });
}
