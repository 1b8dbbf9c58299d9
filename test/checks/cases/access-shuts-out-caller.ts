import { AccessPolicy, MutualTls, otherIdentity, Service } from 'meshwright';
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
  'refused by the mesh, allowed by no service': {
    message:
      "AccessPolicy 'deny' of the mesh shuts out declared callers of services 'shop/front' and 'shop/reviews'; for 'shop/front' no rule names gateway 'istio-ingress/web'",
    build: (app) => {
      const { mesh, web } = shop(app);
      new AccessPolicy(web, 'public', { allow: [{ from: 'anyone' }] });
      // fault: refused by the mesh, allowed by no service
      new AccessPolicy(mesh, 'deny', { allow: [] });
    },
  },
  'denied by its namespace': {
    message:
      "AccessPolicy 'a' of service 'shop/front' shuts out its declared caller: a rule to deny is about every request of gateway 'istio-ingress/web'",
    build: (app) => {
      const { front } = shop(app);
      // fault: denied by its namespace
      new AccessPolicy(front, 'a', { deny: [{ from: { namespaces: ['istio-*'] } }] });
    },
  },
  'all but one namespace are allowed': {
    message: 'no rule of it names',
    build: (app) => {
      const { reviews } = shop(app);
      // fault: all but one namespace are allowed
      new AccessPolicy(reviews, 'a', { allow: [{ from: { notNamespaces: ['shop'] } }] });
    },
  },
  'an identity of another trust domain': {
    message: 'no rule of it names',
    build: (app) => {
      const { reviews } = shop(app);
      const elsewhere = otherIdentity({ trustDomain: 'bank.example', namespace: 'shop', serviceAccount: 'front' });
      // fault: an identity of another trust domain
      new AccessPolicy(reviews, 'a', { allow: [{ from: elsewhere }] });
    },
  },
};

export const passing: PassingCases = {
  'the mesh refuses, services and the gateway allow': (app) => {
    const { mesh, front, reviews, web } = shop(app);
    new AccessPolicy(mesh, 'deny', { allow: [] });
    new AccessPolicy(web, 'public', { allow: [{ from: 'anyone' }] });
    new AccessPolicy(front, 'callers', { allow: [{ from: web }] });
    new AccessPolicy(reviews, 'callers', { allow: [{ from: front }] });
  },
  'callers by their namespace, by their account and as anybody of the mesh': (app) => {
    const { mesh, front, reviews, usEast, web } = shop(app);
    new AccessPolicy(front, 'a', { allow: [{ from: { namespaces: ['istio-ingress'] } }] });
    new AccessPolicy(reviews, 'a', {
      allow: [{ from: otherIdentity({ namespace: 'shop', serviceAccount: 'front' }) }],
    });
    const cart = new Service(mesh, 'cart', {
      namespace: 'shop',
      ports: { http: 80 },
      runsIn: [usEast],
      callers: [web],
    });
    new AccessPolicy(cart, 'a', { allow: [{ from: 'mesh' }], deny: [{ from: 'anyone', methods: ['TRACE'] }] });
  },
  'some of what a caller asks is denied': (app) => {
    const { front, reviews } = shop(app);
    new AccessPolicy(reviews, 'a', { deny: [{ from: front, paths: ['/admin/*'] }] });
  },
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
