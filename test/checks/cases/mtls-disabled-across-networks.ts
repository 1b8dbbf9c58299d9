import { MutualTls, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'disabled for callers elsewhere': {
    message:
      "MutualTls 'off' disables mutual TLS for service 'shop/reviews' in cluster 'eu-west', which callers in other networks use too",
    build: (app) => {
      const { reviews, euWest } = shop(app);
      // fault: disabled for callers elsewhere
      new MutualTls(reviews, 'off', { mode: 'DISABLE', in: [euWest] });
    },
  },
  'no sidecar': {
    message:
      "Service 'shop/cart' has no sidecar and runs in cluster 'eu-west'; callers in clusters 'us-east' and 'us-west' are in another network",
    build: (app) => {
      const { mesh, front, euWest } = shop(app);
      // fault: no sidecar
      new Service(mesh, 'cart', {
        namespace: 'shop',
        ports: { http: 80 },
        runsIn: [euWest],
        callers: [front],
        sidecar: false,
      });
    },
  },
};

export const passing: PassingCases = {
  'an endpoint in each network': (app) => {
    const { mesh, front, usWest, euWest } = shop(app);
    new Service(mesh, 'cart', {
      namespace: 'shop',
      ports: { http: 80 },
      runsIn: [euWest, usWest],
      callers: [front],
      sidecar: false,
    });
  },
  'callers in the same network': (app) => {
    const { mesh, usEast, usWest } = shop(app);
    const job = new Service(mesh, 'job', { namespace: 'shop', ports: { http: 80 }, runsIn: [usEast], callers: [] });
    const cart = new Service(mesh, 'cart', {
      namespace: 'shop',
      ports: { http: 80 },
      runsIn: [usWest],
      callers: [job],
    });
    new MutualTls(cart, 'off', { mode: 'DISABLE' });
  },
};
