import { IngressGateway } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'the same pods': {
    message: "Gateways 'istio-ingress/edge' and 'istio-ingress/edge-2' select the same pods and both open port 80",
    build: (app) => {
      const { mesh, usEast } = shop(app);
      new IngressGateway(mesh, 'edge', { hosts: ['edge.example'], in: [usEast] });
      // fault: the same pods
      new IngressGateway(mesh, 'edge-2', { hosts: ['edge.example'], in: [usEast], selector: { istio: 'edge' } });
    },
  },
};

export const passing: PassingCases = {
  'pods of its own': (app) => {
    const { mesh, usEast } = shop(app);
    new IngressGateway(mesh, 'edge', { hosts: ['edge.example'], in: [usEast] });
    new IngressGateway(mesh, 'edge-2', { hosts: ['edge.example'], in: [usEast] });
  },
  'another host': (app) => {
    const { mesh, usEast } = shop(app);
    new IngressGateway(mesh, 'edge', { hosts: ['edge.example'], in: [usEast] });
    new IngressGateway(mesh, 'edge-2', { hosts: ['edge-2.example'], in: [usEast], selector: { istio: 'edge' } });
  },
};
