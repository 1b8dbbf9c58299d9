import { IngressGateway, type MeshApp, Route, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

/** A gateway with a host of another team's, one of ours, and one whose TLS passes through. */
function withEdge(app: MeshApp) {
  const all = shop(app);
  const { mesh, usEast } = all;
  const edge = new IngressGateway(mesh, 'edge', {
    hosts: ['blog/blog.example', './edge.example', '*.db.example'],
    in: [usEast],
    ports: {
      https: { number: 443, hosts: ['blog/blog.example', './edge.example'], tls: { credentialName: 'edge' } },
      'tls-db': { number: 5432, hosts: ['*.db.example'], tls: { mode: 'PASSTHROUGH' } },
    },
  });
  const front = new Service(mesh, 'doors', { namespace: 'shop', ports: { http: 80 }, runsIn: [usEast] });
  return {
    ...all,
    edge,
    front,
    db: new Service(mesh, 'db', { namespace: 'shop', ports: { tls: 5432 }, runsIn: [usEast] }),
  };
}

export const failing: FailingCases = {
  'host that the gateway lacks': {
    message:
      "Route 'r' of service 'shop/front' names the host 'wwww.shop.example', which gateway 'istio-ingress/web' does not serve",
    build: (app) => {
      const { front, web } = shop(app);
      // fault: host that the gateway lacks
      new Route(front, 'r', { on: [web], hosts: ['wwww.shop.example'] });
    },
  },
  'host of another namespace': {
    message: "is for a host that gateway 'istio-ingress/edge' serves for namespace 'blog' alone (blog/blog.example)",
    build: (app) => {
      const { front, edge } = withEdge(app);
      // fault: host of another namespace
      new Route(front, 'r', { on: [edge], hosts: ['blog.example'] });
    },
  },
  'a gateway of another namespace': {
    message: "is for a host that gateway 'istio-ingress/blog' serves for namespace 'blog' alone (blog/blog.example)",
    build: (app) => {
      const { front, mesh, usEast } = withEdge(app);
      const blog = new IngressGateway(mesh, 'blog', { hosts: ['blog/blog.example'], in: [usEast] });
      // fault: a gateway of another namespace
      new Route(front, 'r', { on: [blog] });
    },
  },
  'name of TLS on a host that is read': {
    message: "asks for the TLS name 'edge.example', which none of its hosts of gateway 'istio-ingress/edge' covers",
    build: (app) => {
      const { db, edge } = withEdge(app);
      // fault: name of TLS on a host that is read
      new Route(db, 'r', { on: [edge], match: { sniHosts: ['edge.example', 'main.db.example'] } });
    },
  },
  'name of TLS that no host covers': {
    message: "asks for the TLS name 'db.example', which none of its hosts of gateway 'istio-ingress/edge' covers",
    build: (app) => {
      const { db, edge } = withEdge(app);
      // fault: name of TLS that no host covers
      new Route(db, 'r', {
        on: [edge],
        hosts: ['*.db.example'],
        match: { sniHosts: ['main.db.example', 'db.example'] },
      });
    },
  },
  'hosts without a gateway': {
    message: "names hosts ('shop.example') but is bound to no gateway",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: hosts without a gateway
      new Route(reviews, 'r', { match: { path: { prefix: '/' } }, hosts: ['shop.example'] });
    },
  },
};

export const passing: PassingCases = {
  'hosts of ours, written without the namespace': (app) => {
    const { db, edge, front } = withEdge(app);
    new Route(front, 'r', { on: [edge], hosts: ['edge.example'] });
    new Route(db, 's', { on: [edge], match: { sniHosts: ['main.db.example', '*.archive.db.example'] } });
  },
  'a host of the gateway': (app) => {
    const { front, web } = shop(app);
    new Route(front, 'r', { on: [web], hosts: ['www.shop.example'] });
  },
};
