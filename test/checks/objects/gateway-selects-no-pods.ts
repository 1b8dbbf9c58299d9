import { gatewayPods, istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const gateway = (selector: string) =>
  istio(
    'Gateway',
    'web',
    `\nselector: ${selector}\nservers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]`,
  );
const pods = gatewayPods();
const wrong = gateway('# fault\n  istio: ingres');

export const failing: FailingWorlds = {
  'a slip of the pen': {
    message: 'selects pods with istio=ingres, and there are none',
    clusters: { east: pods + wrong },
  },
};

export const passing: PassingWorlds = {
  'pods of another namespace': { clusters: { east: pods + gateway('{ istio: ingress }') } },
  'no selector': { clusters: { east: pods + gateway('{}') } },
  'not all pods are known': {
    clusters: { east: pods + wrong },
    inventory: 'clusters: [{ name: east }]\ncomplete: false\n',
  },
};
