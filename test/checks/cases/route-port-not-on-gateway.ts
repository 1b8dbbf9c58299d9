import { IngressGateway, type MeshApp, Route, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

function withPorts(app: MeshApp) {
  const all = shop(app);
  const edge = new IngressGateway(all.mesh, 'edge', {
    hosts: ['a.example', 'b.example'],
    in: [all.usEast],
    ports: { http: { number: 80, hosts: ['a.example'] }, 'http-b': { number: 8080, hosts: ['b.example'] } },
  });
  return { ...all, edge };
}

export const failing: FailingCases = {
  'a port of another host': {
    message: "asks for port 8080, which gateway 'istio-ingress/edge' does not open for 'a.example'.",
    build: (app) => {
      const { reviews, edge } = withPorts(app);
      // fault: a port of another host
      new Route(reviews, 'r', { on: [edge], hosts: ['a.example'], match: { gatewayPort: 8080 } });
    },
  },
  'a port of the service': {
    message: "Route 'r' of service 'shop/front' asks for port 8080, which gateway 'istio-ingress/web' does not open.",
    build: (app) => {
      const { front, web } = shop(app);
      // fault: a port of the service
      new Route(front, 'r', { on: [web], match: { gatewayPort: 8080 } });
    },
  },
};

export const passing: PassingCases = {
  'a port of the host': (app) => {
    const { edge, mesh, usEast } = withPorts(app);
    const pages = new Service(mesh, 'pages', { namespace: 'shop', ports: { http: 80 }, runsIn: [usEast] });
    new Route(pages, 'r', { on: [edge], hosts: ['b.example'], match: { gatewayPort: 8080 } });
  },
  'a port of the gateway': (app) => {
    const { front, web } = shop(app);
    new Route(front, 'r', { on: [web], match: { gatewayPort: 80 } });
  },
};
