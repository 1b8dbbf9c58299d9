import { gateway, gatewayPods, service } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const web = (port: string) =>
  gateway('web', `\n  - hosts: ["*"]\n    port:\n      name: http\n      protocol: HTTP\n      number: ${port}`);
const front = (ports: string) => service('ingress', ports, 'edge', 'selector: { istio: ingress }');
const ports = '[{ name: http, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: tls }]';

export const failing: FailingWorlds = {
  'a port that the Service lacks': {
    message: 'opens port 8443, and Service edge/ingress of its pods has no such port',
    clusters: { east: gatewayPods() + front(ports) + web('8443 # fault') },
  },
};

export const passing: PassingWorlds = {
  'the number of the Service': { clusters: { east: gatewayPods() + front(ports) + web('80') } },
  'the number of the pods': { clusters: { east: gatewayPods() + front(ports) + web('8080') } },
  'a named port of the pods': {
    clusters: {
      east:
        gatewayPods().replace('image: auto', 'image: auto, ports: [{ name: tls, containerPort: 8443 }]') +
        front(ports) +
        web('8443'),
    },
  },
  'no Service known': { clusters: { east: gatewayPods() + web('8443') } },
};
