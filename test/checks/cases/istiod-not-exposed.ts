import { Cluster, Mesh, type MeshApp, type MeshProps, Network, type NetworkProps } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';

function site(app: MeshApp, props: MeshProps, net: NetworkProps = {}) {
  const mesh = new Mesh(app, 'shop', props);
  return { mesh, common: { region: 'us-east-1', network: new Network(mesh, 'lan', net), istio: '1.31' } as const };
}

const exposeIstiod = { address: '192.0.2.7' };

export const failing: FailingCases = {
  'an address that the values need': {
    message: "Cluster 'hub' does not say where its istiod is reached, and serves clusters 'far' and 'farther'",
    build: (app) => {
      const { mesh, common } = site(app, { helm: {} });
      // fault: an address that the values need
      const hub = new Cluster(mesh, 'hub', common);
      new Cluster(mesh, 'far', { ...common, controlPlane: hub });
      new Cluster(mesh, 'farther', { ...common, controlPlane: hub });
    },
  },
  'no gateway to come through': {
    message: "Cluster 'hub' exposes its istiod, and its network 'lan' has no east-west gateway",
    build: (app) => {
      const { mesh, common } = site(app, {}, { eastWestGateway: false });
      // fault: no gateway to come through
      new Cluster(mesh, 'hub', { ...common, exposeIstiod });
    },
  },
};

export const passing: PassingCases = {
  'values that somebody else writes': (app) => {
    const { mesh, common } = site(app, {});
    new Cluster(mesh, 'far', { ...common, controlPlane: new Cluster(mesh, 'hub', common) });
  },
  'an istiod that is reached': (app) => {
    const { mesh, common } = site(app, { helm: {} });
    const hub = new Cluster(mesh, 'hub', { ...common, exposeIstiod });
    new Cluster(mesh, 'far', { ...common, controlPlane: hub });
  },
};
