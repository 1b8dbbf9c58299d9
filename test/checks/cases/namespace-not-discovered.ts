import { ApiObject } from 'cdk8s';
import { Cluster, type LabelSelector, Mesh, type MeshApp, Namespace, Network } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';

function site(app: MeshApp, ...discoverySelectors: readonly LabelSelector[]) {
  const mesh = new Mesh(app, 'shop', { manageNamespaces: true, meshConfig: { discoverySelectors } });
  const common = { region: 'eu-west-1', network: new Network(mesh, 'lan'), istio: '1.31' } as const;
  return { mesh, common };
}

const byTeam: LabelSelector = { matchExpressions: [{ key: 'team', operator: 'Exists' }] };

export const failing: FailingCases = {
  'a label that only an author can say': {
    message: "Namespace 'istio-system' has none of the labels that discoverySelectors ask for in cluster 'eu'",
    build: (app) => {
      const { mesh, common } = site(app, byTeam);
      // fault: a label that only an author can say
      new Cluster(mesh, 'eu', common);
    },
  },
};

export const passing: PassingCases = {
  'labels that are said': (app) => {
    const { mesh, common } = site(app, byTeam);
    new Cluster(mesh, 'eu', common);
    new Namespace(mesh, 'istio-system', { labels: { team: 'platform' } });
  },
  'labels that follow': (app) => {
    const { mesh, common } = site(app, { matchLabels: { mesh: 'shop' } });
    new Cluster(mesh, 'eu', common);
  },
  'one of which the mesh has nothing': (app) => {
    const { mesh, common } = site(app, { matchLabels: { mesh: 'shop' } });
    const eu = new Cluster(mesh, 'eu', common);
    new ApiObject(eu, 'tools', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'tools', labels: { 'istio-injection': 'disabled' } },
    });
  },
  'all namespaces but some': (app) => {
    const operator = 'NotIn' as const;
    const { mesh, common } = site(app, { matchExpressions: [{ key: 'mesh', operator, values: ['off'] }] });
    new Cluster(mesh, 'eu', common);
  },
};
