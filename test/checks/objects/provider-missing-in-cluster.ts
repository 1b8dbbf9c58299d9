import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { istio } from '../yaml.ts';

const policy = (name: string) =>
  istio(
    'AuthorizationPolicy',
    'ask',
    `
action: CUSTOM
provider:
  name: ${name}
rules: [{}]`,
  );
const inventory = `
mesh: shop
clusters:
  - name: east
    meshConfig: { extensionProviders: [{ name: oauth, envoyExtAuthzHttp: { service: oauth.shop.svc.cluster.local, port: 80 } }] }
  - name: west
    meshConfig: { extensionProviders: [] }
`;

export const failing: FailingWorlds = {
  'a provider of the other cluster': {
    message: "asks the extension provider 'oauth', which the MeshConfig there does not have (it has none)",
    clusters: { east: policy('oauth'), west: policy('oauth # fault') },
    inventory,
  },
};

export const passing: PassingWorlds = {
  'a provider that is there': { clusters: { east: policy('oauth'), west: '' }, inventory },
  'a MeshConfig that nobody knows': { clusters: { east: policy('oauth') } },
};
