import { Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'two versions': {
    message: "Service 'shop/cart' has the versions 'v1' and 'v2' and does not say which of them is stable",
    build: (app) => {
      const { mesh, usEast } = shop(app);
      // fault: two versions
      new Service(mesh, 'cart', { namespace: 'shop', ports: { http: 80 }, versions: ['v1', 'v2'], runsIn: [usEast] });
    },
  },
};

export const passing: PassingCases = {
  'one version': (app) => {
    const { mesh, usEast } = shop(app);
    new Service(mesh, 'cart', { namespace: 'shop', ports: { http: 80 }, versions: ['v1'], runsIn: [usEast] });
  },
  'no versions': (app) => {
    const { mesh, usEast } = shop(app);
    new Service(mesh, 'cart', { namespace: 'shop', ports: { http: 80 }, runsIn: [usEast] });
  },
};
