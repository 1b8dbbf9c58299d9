import { applied, Cluster, Mesh, MeshApp, Network } from 'meshwright';

export default function example() {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop', {
    trustDomain: 'shop.example',
    propagation: '2m', // what proxies are given to learn of a step
    gates: [applied()], // of every rollout
  });
  const network = new Network(mesh, 'us');
  new Cluster(mesh, 'us-east', { region: 'us-east-1', network, istio: '1.31' });
  return app;
}
