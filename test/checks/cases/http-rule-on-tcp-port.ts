import { AccessPolicy, JwtAuthentication, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'methods on all ports': {
    message: "Rule 1 of AccessPolicy 'a' of service 'shop/cart' asks for methods on port 'tcp' (TCP)",
    build: (app) => {
      const { cart, front } = twoPorts(app);
      // fault: methods on all ports
      new AccessPolicy(cart, 'a', { allow: [{ from: front, methods: ['GET'] }] });
    },
  },
  'paths on a TCP port': {
    message: "Rule 2 of AccessPolicy 'a' of service 'shop/cart' asks for paths on port 'tcp'",
    build: (app) => {
      const { cart, front } = twoPorts(app);
      // fault: paths on a TCP port
      new AccessPolicy(cart, 'a', { allow: [{ from: front }, { from: front, paths: ['/api/*'], ports: ['tcp'] }] });
    },
  },
  'a token on a TCP port': {
    message: "asks for tokens on port 'tcp'",
    build: (app) => {
      const { cart, front } = twoPorts(app);
      new JwtAuthentication(cart, 'tokens', { issuers: [{ issuer: 'https://login.example' }] });
      // fault: a token on a TCP port
      new AccessPolicy(cart, 'a', {
        allow: [
          { from: front, ports: ['http'] },
          { from: front, token: 'any' },
        ],
      });
    },
  },
  'a refusal that would refuse more': {
    message:
      "Rule 1 of deny of AccessPolicy 'a' of service 'shop/cart' asks for methods, paths or request.headers[x-debug] on port 'tcp'",
    build: (app) => {
      const { cart } = twoPorts(app);
      // fault: a refusal that would refuse more
      new AccessPolicy(cart, 'a', {
        deny: [
          {
            from: 'anyone',
            methods: ['TRACE'],
            notPaths: ['/trace'],
            when: [{ key: 'request.headers[x-debug]', values: ['*'] }],
          },
        ],
      });
    },
  },
  'a refusal of the whole mesh': {
    message: "Rule 1 of deny of AccessPolicy 'a' of the mesh asks for paths on port 'tcp' of service 'shop/cart' (TCP)",
    build: (app) => {
      const { mesh } = twoPorts(app);
      // fault: a refusal of the whole mesh
      new AccessPolicy(mesh, 'a', { deny: [{ from: 'anyone', paths: ['/admin/*'] }] });
    },
  },
  'a refusal at east-west gateways': {
    message: "Rule 1 of AccessPolicy 'a' of the mesh asks for paths, also at the east-west gateways",
    build: (app) => {
      const { mesh } = shop(app);
      // fault: a refusal at east-west gateways
      new AccessPolicy(mesh, 'a', { deny: [{ from: 'anyone', paths: ['/admin/*'] }] });
    },
  },
};

export const passing: PassingCases = {
  'a refusal of the whole mesh that leaves out ports without HTTP': (app) => {
    const { mesh } = twoPorts(app);
    new AccessPolicy(mesh, 'a', { deny: [{ from: 'anyone', paths: ['/admin/*'], notPorts: [6379, 15443] }] });
  },
  'what the whole mesh allows by path': (app) => {
    const { mesh, cart, front, web, reviews } = twoPorts(app);
    new AccessPolicy(mesh, 'a', { allow: [{ from: 'mesh', paths: ['/healthz'] }] });
    new AccessPolicy(cart, 'b', { allow: [{ from: front }] });
    new AccessPolicy(reviews, 'b', { allow: [{ from: front }] });
    new AccessPolicy(front, 'b', { allow: [{ from: web }] });
    new AccessPolicy(web, 'b', { allow: [{ from: 'anyone' }] });
  },
  'methods on HTTP ports, and a rule for the others': (app) => {
    const { cart, front } = twoPorts(app);
    new AccessPolicy(cart, 'a', {
      allow: [
        { from: front, methods: ['GET'], ports: ['http'] },
        { from: front, ports: ['tcp'] },
      ],
    });
  },
};

function twoPorts(app: Parameters<typeof shop>[0]) {
  const { mesh, front, reviews, usEast, web } = shop(app);
  const cart = new Service(mesh, 'cart', {
    namespace: 'shop',
    ports: { http: 80, tcp: 6379 },
    runsIn: [usEast],
    callers: [front],
  });
  return { cart, front, mesh, reviews, web };
}
