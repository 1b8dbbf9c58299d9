import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { istio } from '../yaml.ts';

const route = (perTryTimeout: string) =>
  istio(
    'VirtualService',
    'cart',
    `
hosts: [cart]
http:
  - timeout: 2s
    retries:
      attempts: 2
      perTryTimeout: ${perTryTimeout}
    route: [{ destination: { host: cart } }]`,
  );

export const failing: FailingWorlds = {
  'a try as long as the request': {
    message: 'route 0 lets a try last 2s and the whole request 2s',
    clusters: { east: route('2s # fault') },
  },
};

export const passing: PassingWorlds = {
  'a shorter try': { clusters: { east: route('500ms') } },
};
