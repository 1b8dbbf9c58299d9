import { Cluster, istio } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ mesh, us }: Shop) {
  const usWest = new Cluster(mesh, 'us-west', { region: 'us-west-2', network: us, istio: '1.31' });

  // A remote: the istiod of us-west serves its proxies, and reads what is said about them.
  new Cluster(mesh, 'us-edge', { region: 'us-west-2', network: us, istio: '1.31', controlPlane: usWest });

  // Any object put into a cluster comes out in its folder.
  new istio.ProxyConfig(usWest, 'two-threads', {
    metadata: { name: 'two-threads', namespace: 'shop' },
    spec: { concurrency: 2 },
  });
}
