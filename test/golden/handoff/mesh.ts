/**
 * Three meshes in one applied tree: a shop that Argo CD applies folder by folder, with every setting; a depot whose
 * clusters have repositories of their own; a library that Flux applies. Each is no bigger than the hand-off needs.
 */
import { ApiObject } from 'cdk8s';
import { applied, Cluster, type GitOps, Mesh, MeshApp, MutualTls, Network } from 'meshwright';

export const app = new MeshApp();

const shop = declare('shop', {
  repository: 'https://github.com/acme/applied.git',
  branch: 'live',
  owners: ['@acme/mesh'],
  argocd: { namespace: 'delivery', statuses: { forge: 'github' } },
});
const net = new Network(shop, 'net');
const common = { network: net, istio: '1.31' } as const;
// Argo CD runs here and calls its own cluster so.
const east = new Cluster(shop, 'east', { ...common, region: 'us-east-1', gitops: { argocd: 'in-cluster' } });
new Cluster(shop, 'west', { ...common, region: 'us-west-2', gitops: { owners: ['@acme/west', 'west@acme.example'] } });
new ApiObject(east, 'namespace', {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels: { 'istio-injection': 'enabled' } },
});
new MutualTls(shop, 'strict', { mode: 'STRICT' });

const depot = declare('depot', {
  repository: 'https://gitea.example/acme/applied.git',
  argocd: {
    project: 'platform',
    generator: 'clusters',
    statuses: { forge: 'gitea', service: 'depot-gitea' },
  },
});
const yard = new Network(depot, 'yard');
new Cluster(depot, 'north', { region: 'eu-north-1', network: yard, istio: '1.31' });
new Cluster(depot, 'south', {
  region: 'eu-south-1',
  network: yard,
  istio: '1.30',
  gitops: { repository: 'https://gitea.example/acme/applied-south.git', argocd: 'depot_south' },
});
new MutualTls(depot, 'strict', { mode: 'STRICT' });

const library = declare('library', {
  repository: 'ssh://git@github.com/acme/applied.git',
  path: 'meshes/live',
  flux: {
    secret: 'applied-key',
    dependsOn: ['istio-base'],
    serviceAccount: 'mesh',
    statuses: { forge: 'github' },
  },
});
const reading = new Network(library, 'reading');
const hall = new Cluster(library, 'hall', { region: 'eu-west-1', network: reading, istio: '1.31' });
new Cluster(library, 'vault', { region: 'eu-west-2', network: reading, istio: '1.31' });
new ApiObject(hall, 'namespace', {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'books', labels: { 'istio-injection': 'enabled' } },
});
new MutualTls(library, 'strict', { mode: 'STRICT' });

/** Its gate says how clusters tell that they have applied a step; the hand-off follows it. */
function declare(name: string, gitops: GitOps): Mesh {
  const context = gitops.flux ? 'kustomization/{cluster}' : 'argocd/{mesh}-{cluster}';
  return new Mesh(app, name, { gitops, gates: [applied({ by: 'commitStatus', context, creators: ['delivery[bot]'] })] });
}
