import { ExternalService, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

const outside = { namespace: 'shop', hosts: ['partner.example'], ports: { http: 80 } } as const;

export const failing: FailingCases = {
  'a service outside among callers': {
    message: "Service 'shop/orders' names the ExternalService 'shop/partner' among its callers",
    build: (app) => {
      const { mesh, usEast } = shop(app);
      const partner = new ExternalService(mesh, 'partner', outside);
      // fault: a service outside among callers
      new Service(mesh, 'orders', { namespace: 'shop', ports: { http: 80 }, runsIn: [usEast], callers: [partner] });
    },
  },
};

export const passing: PassingCases = {
  'a service outside that is called': (app) => {
    const { mesh, front } = shop(app);
    new ExternalService(mesh, 'partner', { ...outside, callers: [front] });
  },
};
