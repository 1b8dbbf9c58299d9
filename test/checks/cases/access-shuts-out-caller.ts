import { AccessPolicy, MutualTls, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'caller that no rule names': {
    message:
      "AccessPolicy 'a' of service 'shop/front' shuts out its declared caller: no rule of it names gateway 'istio-ingress/web'",
    build: (app) => {
      const { front, reviews } = shop(app);
      // fault: caller that no rule names
      new AccessPolicy(front, 'a', { allow: [{ from: reviews }] });
    },
  },
  'empty list': {
    message: "no rule of it names service 'shop/front'",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: empty list
      new AccessPolicy(reviews, 'a', { allow: [] });
    },
  },
  'caller without identity': {
    message: 'that caller has no sidecar, so no identity to admit',
    build: (app) => {
      const { mesh, usEast } = shop(app);
      const job = new Service(mesh, 'job', {
        namespace: 'shop',
        serviceAccount: 'job',
        ports: {},
        runsIn: [usEast],
        callers: [],
        sidecar: false,
      });
      const cart = new Service(mesh, 'cart', {
        namespace: 'shop',
        ports: { http: 80 },
        runsIn: [usEast],
        callers: [job],
      });
      // fault: caller without identity
      new AccessPolicy(cart, 'a', { allow: [{ from: job }] });
    },
  },
  'mutual TLS disabled': {
    message: 'mutual TLS is disabled in us-east',
    build: (app) => {
      const { reviews, front, usEast } = shop(app);
      new MutualTls(reviews, 'off', { mode: 'DISABLE', in: [usEast] });
      // fault: mutual TLS disabled
      new AccessPolicy(reviews, 'a', { allow: [{ from: front }] });
    },
  },
};

export const passing: PassingCases = {
  'every declared caller is named': (app) => {
    const { front, reviews, web } = shop(app);
    new AccessPolicy(front, 'a', { allow: [{ from: web, methods: ['GET'] }] });
    new AccessPolicy(reviews, 'a', { allow: [{ from: [front, web] }] });
  },
  'a policy that is only watched': (app) => {
    const { reviews } = shop(app);
    new AccessPolicy(reviews, 'a', { allow: [], dryRun: true });
  },
  'caller under an admitted service account': (app) => {
    const { mesh, front, usEast } = shop(app);
    const twin = new Service(mesh, 'twin', {
      namespace: 'shop',
      serviceAccount: 'front',
      ports: { http: 80 },
      runsIn: [usEast],
      callers: [],
    });
    const cart = new Service(mesh, 'cart', {
      namespace: 'shop',
      ports: { http: 80 },
      runsIn: [usEast],
      callers: [front, twin],
    });
    new AccessPolicy(cart, 'a', { allow: [{ from: front }] });
  },
};
