import { Cluster, Mesh, type MeshApp, MutualTls, Network } from 'meshwright';

/** A mesh of one cluster that Flux applies. */
export function declareMesh(app: MeshApp, name: string): { readonly mesh: Mesh; readonly cluster: Cluster } {
  const mesh = new Mesh(app, name, { gitops: { repository: 'https://git.example/acme/applied.git', flux: {} } });
  const network = new Network(mesh, 'net');
  const cluster = new Cluster(mesh, 'one', { region: 'us-east-1', network, istio: '1.31' });
  new MutualTls(mesh, 'strict', { mode: 'STRICT' });
  return { mesh, cluster };
}
