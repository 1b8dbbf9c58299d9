import { MutualTls, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'strict mesh': {
    message:
      "MutualTls 'strict' is STRICT for service 'shop/cart' in 'us-east' and 'us-west', but the declared caller 'shop/legacy' has no sidecar",
    build: (app) => {
      const { mesh } = legacy(app);
      // fault: strict mesh
      new MutualTls(mesh, 'strict', { mode: 'STRICT' });
    },
  },
  'strict port in one cluster': {
    message: "is STRICT for service 'shop/cart' in 'us-east', but",
    build: (app) => {
      const { cart, usEast } = legacy(app);
      // fault: strict port in one cluster
      new MutualTls(cart, 'strict', { mode: 'STRICT', port: 'http', in: [usEast] });
    },
  },
};

export const passing: PassingCases = {
  'the service is an exception': (app) => {
    const { mesh, cart } = legacy(app);
    new MutualTls(mesh, 'strict', { mode: 'STRICT' });
    new MutualTls(cart, 'plaintext-callers', { mode: 'PERMISSIVE' });
  },
  'callers with sidecars': (app) => {
    new MutualTls(shop(app).mesh, 'strict', { mode: 'STRICT' });
  },
};

/** A cart that a pod without a sidecar calls. */
function legacy(app: Parameters<typeof shop>[0]) {
  const { mesh, usEast, usWest } = shop(app);
  const caller = new Service(mesh, 'legacy', {
    namespace: 'shop',
    ports: { http: 80 },
    runsIn: [usEast],
    callers: [],
    sidecar: false,
  });
  const cart = new Service(mesh, 'cart', {
    namespace: 'shop',
    ports: { http: 80 },
    runsIn: [usEast, usWest],
    callers: [caller],
  });
  return { mesh, cart, usEast };
}
