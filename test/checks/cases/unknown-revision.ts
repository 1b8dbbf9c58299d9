import { ApiObject } from 'cdk8s';
import { Cluster, istio, Mesh, type MeshApp, Namespace, Network, type Revision } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';

function site(app: MeshApp, revisions?: Readonly<Record<string, Revision>>) {
  const mesh = new Mesh(app, 'shop');
  const common = { region: 'eu-west-1', network: new Network(mesh, 'lan'), istio: '1.31' } as const;
  const eu = new Cluster(mesh, 'eu', { ...common, ...(revisions && { revisions }) });
  return { mesh, eu };
}

const revisions = { '1-30-5': { default: true, tags: ['stable'] }, '1-31-1': { tags: ['canary'] } };

const labelled = (revision: string) => ({
  metadata: { name: 'default', namespace: 'istio-system', labels: { 'istio.io/rev': revision } },
  spec: { mtls: { mode: 'STRICT' } },
});

export const failing: FailingCases = {
  'a tag that is none': {
    message: "Namespace 'shop' asks for the revision 'canry', which cluster 'eu' does not have",
    build: (app) => {
      const { mesh } = site(app, revisions);
      // fault: a tag that is none
      new Namespace(mesh, 'shop', { revision: 'canry' });
    },
  },
  'a cluster without revisions': {
    message: "Namespace 'shop' asks for the revision 'stable', which cluster 'eu' does not have.",
    build: (app) => {
      const { mesh } = site(app);
      // fault: a cluster without revisions
      new Namespace(mesh, 'shop', { revision: 'stable' });
    },
  },
  'an object of a tag': {
    message: "PeerAuthentication 'default' asks for the revision 'stable'",
    build: (app) => {
      const { eu } = site(app, revisions);
      // fault: an object of a tag
      new istio.PeerAuthentication(eu, 'strict', labelled('stable') as never);
    },
  },
};

export const passing: PassingCases = {
  'a tag of a revision': (app) => {
    new Namespace(site(app, revisions).mesh, 'shop', { revision: 'canary' });
  },
  'the default, which is always there': (app) => {
    new Namespace(site(app).mesh, 'shop', { revision: 'default' });
  },
  'an object that no istiod reads': (app) => {
    const metadata = { name: 'istiod', namespace: 'istio-system', labels: { 'istio.io/rev': '1-29-0' } };
    new ApiObject(site(app, revisions).eu, 'istiod', { apiVersion: 'v1', kind: 'Service', metadata });
  },
  'an object of a revision': (app) => {
    new istio.PeerAuthentication(site(app, revisions).eu, 'strict', labelled('1-31-1') as never);
  },
  'an object where nobody said which revisions there are': (app) => {
    new istio.PeerAuthentication(site(app).eu, 'strict', labelled('1-31-1') as never);
  },
};
