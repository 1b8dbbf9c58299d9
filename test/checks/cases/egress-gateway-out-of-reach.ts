import { EgressGateway, ExternalService } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

const partner = { namespace: 'shop', hosts: ['partner.example'], ports: { http: 80 } } as const;

export const failing: FailingCases = {
  'a gateway in the other network': {
    message: "'shop/partner' is called through 'istio-egress/egress', which runs in no network of 'eu-west'",
    build: (app) => {
      const { mesh, front, usEast } = shop(app);
      const through = new EgressGateway(mesh, 'egress', { in: [usEast] });
      // fault: a gateway in the other network
      new ExternalService(mesh, 'partner', { ...partner, callers: [front], through });
    },
  },
};

export const passing: PassingCases = {
  'a gateway in each network': (app) => {
    const { mesh, front, usEast, euWest } = shop(app);
    const through = new EgressGateway(mesh, 'egress', { in: [usEast, euWest] });
    new ExternalService(mesh, 'partner', { ...partner, callers: [front], through });
  },
  'callers in its network alone': (app) => {
    const { mesh, front, usEast, usWest } = shop(app);
    const through = new EgressGateway(mesh, 'egress', { in: [usEast] });
    new ExternalService(mesh, 'partner', { ...partner, callers: [front], through, in: [usWest] });
  },
};
