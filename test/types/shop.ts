/** A small mesh that the mistakes are made in: everything here is right. */
import { Cluster, IngressGateway, Mesh, MeshApp, Network, Service } from 'meshwright';

export const app = new MeshApp();
export const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example' });
export const us = new Network(mesh, 'us');
export const eu = new Network(mesh, 'eu');
export const usEast = new Cluster(mesh, 'us-east', { region: 'us-east-1', network: us, istio: '1.31' });
export const euWest = new Cluster(mesh, 'eu-west', { region: 'eu-west-1', network: eu, istio: '1.30' });
export const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [usEast], serviceAccount: 'web' });
export const productpage = new Service(mesh, 'productpage', {
  namespace: 'bookinfo',
  serviceAccount: 'bookinfo-productpage',
  ports: { http: 9080 },
  runsIn: [usEast, euWest],
  callers: [web],
});
export const reviews = new Service(mesh, 'reviews', {
  namespace: 'bookinfo',
  serviceAccount: 'bookinfo-reviews',
  ports: { http: 9080, 'grpc-admin': 9090 },
  versions: ['v1', 'v2', 'v3'],
  stable: 'v1',
  runsIn: [usEast, { cluster: euWest, versions: ['v1', 'v2'] }],
  callers: [productpage],
});
export const ratings = new Service(mesh, 'ratings', {
  namespace: 'bookinfo',
  serviceAccount: 'bookinfo-ratings',
  ports: { http: 9080 },
  versions: ['2026-09', '2026-10'],
  stable: '2026-09',
  runsIn: [usEast, euWest],
  callers: [reviews],
});
