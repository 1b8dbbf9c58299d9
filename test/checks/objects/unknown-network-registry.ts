import { deployment, meshConfig } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const networks = (cluster: string) =>
  meshConfig(`\nnetworks:\n  us:\n    endpoints: [{ fromRegistry: ${cluster} }]`, 'meshNetworks');

export const failing: FailingWorlds = {
  'a slip of the pen': {
    message: "takes endpoints of the registry 'esat' into network 'us', and no cluster of the mesh has that name",
    clusters: { east: deployment('cart') + networks('esat').replace('meshNetworks: |', 'meshNetworks: | # fault') },
  },
};

export const passing: PassingWorlds = {
  'a cluster': { clusters: { east: deployment('cart') + networks('west'), west: deployment('cart') } },
};
