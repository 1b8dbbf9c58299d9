import { type MeshApp, MutualTls, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

function cart(app: MeshApp, targetPort: number) {
  const { mesh, usEast } = shop(app);
  const ports = { http: 80, 'http-old': { number: 81, targetPort } };
  return new Service(mesh, 'cart', { namespace: 'shop', ports, runsIn: [usEast] });
}

export const failing: FailingCases = {
  'two modes': {
    message:
      "MutualTls 'strict' sets STRICT for port 'http' of service 'shop/cart', whose pods' port 80 also serves port 'http-old'",
    build: (app) => {
      const service = cart(app, 80);
      // fault: two modes
      new MutualTls(service, 'strict', { mode: 'STRICT', port: 'http' });
      new MutualTls(service, 'plain', { mode: 'PERMISSIVE', port: 'http-old' });
    },
  },
};

export const passing: PassingCases = {
  'ports of their own': (app) => {
    const service = cart(app, 8081);
    new MutualTls(service, 'strict', { mode: 'STRICT', port: 'http' });
    new MutualTls(service, 'plain', { mode: 'PERMISSIVE', port: 'http-old' });
  },
  'one mode': (app) => {
    const service = cart(app, 80);
    new MutualTls(service, 'strict', { mode: 'STRICT', port: 'http' });
    new MutualTls(service, 'old', { mode: 'STRICT', port: 'http-old' });
  },
};
