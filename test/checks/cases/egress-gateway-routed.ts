import { EgressGateway, ExternalService, type MeshApp, Route, TrafficPolicy } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

function withEgress(app: MeshApp) {
  const { mesh, usEast, front } = shop(app);
  const egress = new EgressGateway(mesh, 'egress', { in: [usEast] });
  const partner = new ExternalService(mesh, 'partner', {
    ...{ namespace: 'shop', hosts: ['partner.example'], ports: { http: 80, tls: 443 } },
    ...{ callers: [front], through: egress, in: [usEast] as const },
  });
  return { egress, partner, front };
}

export const failing: FailingCases = {
  'a route to the gateway itself': {
    message: "is about the EgressGateway 'istio-egress/egress'",
    build: (app) => {
      const { egress } = withEgress(app);
      // fault: a route to the gateway itself
      new Route(egress, 'all', { match: { path: { prefix: '/' } } });
    },
  },
  'a timeout of the gateway itself': {
    message: "TrafficPolicy 'patience' sets 'timeout' for the EgressGateway 'istio-egress/egress'",
    build: (app) => {
      const { egress } = withEgress(app);
      // fault: a timeout of the gateway itself
      new TrafficPolicy(egress, 'patience', { timeout: '2s', outlierDetection: { consecutive5xxErrors: 3 } });
    },
  },
  'a route by caller behind a gateway': {
    message: "tells callers apart of 'shop/partner', which is called through 'istio-egress/egress'",
    build: (app) => {
      const { partner, front } = withEgress(app);
      // fault: a route by caller behind a gateway
      new Route(partner, 'front', { match: { from: front }, port: 'http' });
    },
  },
  'a route of connections behind a gateway': {
    message: "is about connections to 'shop/partner', which is called through 'istio-egress/egress'",
    build: (app) => {
      const { partner } = withEgress(app);
      // fault: a route of connections behind a gateway
      new Route(partner, 'tls', { port: 'tls' });
    },
  },
};

export const passing: PassingCases = {
  'a route of requests behind a gateway': (app) => {
    const { partner } = withEgress(app);
    new TrafficPolicy(partner, 'patience', { timeout: '2s' });
    new Route(partner, 'drafts', {
      match: { path: { prefix: '/drafts' } },
      port: 'http',
      directResponse: { status: 403 },
    });
  },
};
