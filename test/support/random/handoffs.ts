import fc from 'fast-check';
import { Cluster, type ClusterGitOps, type GitOps, Mesh, MeshApp, Network, Service } from 'meshwright';

const OWNERS = ['@shop/platform', '@ada', 'ops@shop.example'];
const owners = fc.uniqueArray(fc.constantFrom(...OWNERS), { minLength: 1, maxLength: 2 });
const forge = fc.constantFrom('github' as const, 'gitea' as const);
const some = { requiredKeys: [] };

const source = fc.record(
  {
    repository: fc.constantFrom('https://git.example/shop/applied.git', 'https://forge.example/a/b'),
    branch: fc.constantFrom('main', 'applied'),
    path: fc.constantFrom('', 'meshes', 'a/b/'),
    owners,
  },
  { requiredKeys: ['repository'] },
);
const argocd = fc.record(
  {
    namespace: fc.constantFrom('argocd', 'gitops'),
    project: fc.constantFrom('default', 'mesh'),
    generator: fc.constantFrom('directories' as const, 'clusters' as const),
    statuses: fc.record({ forge, service: fc.constantFrom('forge', 'hub') }, { requiredKeys: ['forge'] }),
  },
  some,
);
const flux = fc.record(
  {
    namespace: fc.constantFrom('flux-system', 'gitops'),
    secret: fc.constantFrom('forge', 'token'),
    dependsOn: fc.uniqueArray(fc.constantFrom('istio-crds', 'namespaces'), { maxLength: 2 }),
    serviceAccount: fc.constantFrom('applier', 'mesh'),
    statuses: fc.record({ forge, secret: fc.constant('status-token') }, { requiredKeys: ['forge'] }),
  },
  some,
);
const tool = fc.oneof(
  argocd.map((one) => ({ argocd: one })),
  flux.map((one) => ({ flux: one })),
);
const ofCluster = fc.record(
  { repository: fc.constant('https://git.example/shop/edge.git'), owners, argocd: fc.constant('edge-production') },
  some,
);

/** Small meshes that are handed over to Argo CD or Flux; one cluster may be on its way out. */
export const handedOverMeshes: fc.Arbitrary<() => MeshApp> = fc
  .record({ source, tool, ofCluster, leaving: fc.constantFrom(undefined, 'close' as const, 'empty' as const) })
  .map(({ source: said, tool: chosen, ofCluster: own, leaving }) => () => {
    const app = new MeshApp();
    const gitops = { ...said, ...chosen } as GitOps;
    const mesh = new Mesh(app, 'shop', { gitops });
    const lan = new Network(mesh, 'lan');
    const place = { region: 'eu-west-1', network: lan, istio: '1.31' } as const;
    const { argocd: name, ...always } = own;
    const ofThis: ClusterGitOps = 'argocd' in chosen && name !== undefined ? { ...always, argocd: name } : always;
    const hub = new Cluster(mesh, 'hub', place);
    new Cluster(mesh, 'edge', { ...place, gitops: ofThis, ...(leaving && { decommission: leaving }) });
    new Service(mesh, 'cart', {
      namespace: 'shop',
      ports: { http: 80 },
      versions: ['v1', 'v2'],
      stable: 'v1',
      runsIn: [hub],
    });
    return app;
  });
