import { Cluster, Network } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ mesh }: Shop) {
  const asia = new Network(mesh, 'asia', { eastWestGateway: { istio: 'eastwestgateway', topology: 'asia' } });
  new Cluster(mesh, 'tokyo', { region: 'ap-northeast-1', network: asia, istio: '1.31' });
  new Cluster(mesh, 'seoul', { region: 'ap-northeast-2', network: asia, istio: '1.31' });
}
