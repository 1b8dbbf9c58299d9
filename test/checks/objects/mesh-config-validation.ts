import { meshConfig } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

export const failing: FailingWorlds = {
  'a trust domain that is no name': {
    message: 'ConfigMap istio-system/istio: mesh.trustDomain: ',
    clusters: { east: meshConfig('\ntrustDomain: shop_example').replace('mesh: |', 'mesh: | # fault') },
  },
  'a gateway without a port': {
    message: 'meshNetworks.networks.us.gateways[0].port: ',
    clusters: {
      east: meshConfig('\nnetworks: { us: { gateways: [{ address: 1.1.1.1 }] } }', 'meshNetworks').replace(
        'meshNetworks: |',
        'meshNetworks: | # fault',
      ),
    },
  },
};

export const passing: PassingWorlds = {
  'as it is installed': { clusters: { east: meshConfig('\ntrustDomain: shop.example\naccessLogFile: /dev/stdout') } },
  'no networks': { clusters: { east: meshConfig('\nnetworks: {}', 'meshNetworks') } },
};
