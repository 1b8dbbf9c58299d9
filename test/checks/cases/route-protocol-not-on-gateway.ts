import { IngressGateway, Route, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

type Shop = ReturnType<typeof shop>;

/** Pages over HTTPS, a database behind TLS that is passed through, a queue that is bytes. */
function doors({ mesh, usEast }: Shop) {
  return new IngressGateway(mesh, 'doors', {
    hosts: ['shop.example', 'db.shop.example', 'queue.shop.example'],
    in: [usEast],
    ports: {
      https: { number: 443, hosts: ['shop.example'], tls: { credentialName: 'shop' } },
      'tls-db': { number: 443, hosts: ['db.shop.example'], tls: { mode: 'PASSTHROUGH' } },
      'tcp-queue': { number: 5672, hosts: ['queue.shop.example'], protocol: 'TCP' },
    },
  });
}

function stores({ mesh, usEast }: Shop) {
  const common = { namespace: 'shop', runsIn: [usEast] as const };
  return {
    db: new Service(mesh, 'db', { ...common, ports: { 'tls-db': 5432 } }),
    queue: new Service(mesh, 'queue', { ...common, ports: { 'tcp-amqp': 5672 } }),
    pages: new Service(mesh, 'pages', { ...common, ports: { http: 8080 } }),
  };
}

export const failing: FailingCases = {
  'requests on a port that passes TLS through': {
    message:
      "Route 'pages' of service 'shop/pages' is for a port of protocol HTTP, and gateway 'istio-ingress/doors' has no port for that which serves 'db.shop.example': its ports there pass TLS through",
    build: (app) => {
      const all = shop(app);
      const { pages } = stores(all);
      // fault: requests on a port that passes TLS through
      new Route(pages, 'pages', { on: [doors(all)], hosts: ['db.shop.example'] });
    },
  },
  'a redirect on a port of bytes': {
    message: "Route 'away' of service 'shop/pages' is for requests of HTTP",
    build: (app) => {
      const all = shop(app);
      const { pages } = stores(all);
      const away = { redirect: { uri: '/away' } } as const;
      // fault: a redirect on a port of bytes
      new Route(pages, 'away', { on: [doors(all)], hosts: ['queue.shop.example'], ...away });
    },
  },
  'bytes on a port that reads HTTP': {
    message: "Route 'amqp' of service 'shop/queue' is for a port of protocol TCP",
    build: (app) => {
      const all = shop(app);
      const { queue } = stores(all);
      // fault: bytes on a port that reads HTTP
      new Route(queue, 'amqp', { on: [doors(all)], hosts: ['shop.example'] });
    },
  },
  'names of TLS on a port that ends it': {
    message: "Route 'db' of service 'shop/db' is for TLS that is passed through",
    build: (app) => {
      const all = shop(app);
      const { db } = stores(all);
      const match = { sniHosts: ['shop.example'] } as const;
      // fault: names of TLS on a port that ends it
      new Route(db, 'db', { on: [doors(all)], hosts: ['shop.example'], match });
    },
  },
};

export const passing: PassingCases = {
  'each on a port of its own': (app) => {
    const all = shop(app);
    const { db, pages, queue } = stores(all);
    const gateway = doors(all);
    new Route(pages, 'pages', { on: [gateway] });
    new Route(db, 'db', { on: [gateway] });
    new Route(queue, 'amqp', { on: [gateway] });
  },
};
