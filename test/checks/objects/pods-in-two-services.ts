import { deployment, document, service } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const marked = document('apps/v1', 'Deployment', '\n  namespace: shop\n  name: game # fault', [
  'spec: { template: { metadata: { labels: { app: game } }, spec: { containers: [{ name: app }] } } }',
]);
const of = (name: string, port: string) => service(name, `[${port}]`, 'shop', 'selector: { app: game }');

export const failing: FailingWorlds = {
  'TCP and UDP': {
    message: 'is behind the Services game-tcp and game-udp, for which port 7000 is TCP in one and UDP in the other',
    clusters: {
      east:
        marked +
        of('game-tcp', '{ name: tcp, port: 7000 }') +
        of('game-udp', '{ name: udp, port: 7000, protocol: UDP }'),
    },
  },
};

export const passing: PassingWorlds = {
  'in one Service': {
    clusters: {
      east: deployment('game') + of('game', '{ name: tcp, port: 7000 }, { name: udp, port: 7000, protocol: UDP }'),
    },
  },
  'different ports': {
    clusters: {
      east:
        deployment('game') +
        of('game-tcp', '{ name: tcp, port: 7000 }') +
        of('game-udp', '{ name: udp, port: 7001, protocol: UDP }'),
    },
  },
};
