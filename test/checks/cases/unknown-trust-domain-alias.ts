import { Cluster, Mesh, type MeshApp, Network } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';

function mesh(app: MeshApp, trustDomainAliases: readonly string[]) {
  const shop = new Mesh(app, 'shop', { trustDomain: 'shop.example', trustDomainAliases });
  return { shop, common: { region: 'eu-west-1', network: new Network(shop, 'one'), istio: '1.31' } as const };
}

export const failing: FailingCases = {
  'an alias that is misspelt': {
    message: "Clusters 'eu' and 'us' take 'eu.exmple' for their own trust domain",
    build: (app) => {
      const { shop, common } = mesh(app, ['shop.example', 'eu.example', 'eu.exmple']);
      // fault: an alias that is misspelt
      new Cluster(shop, 'eu', { ...common, trustDomain: 'eu.example' });
      new Cluster(shop, 'us', common);
    },
  },
};

export const passing: PassingCases = {
  'two trust domains that know each other': (app) => {
    const { shop, common } = mesh(app, ['shop.example', 'eu.example']);
    new Cluster(shop, 'eu', { ...common, trustDomain: 'eu.example' });
    new Cluster(shop, 'us', common);
  },
};
