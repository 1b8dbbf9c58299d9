import { AccessPolicy, JwtAuthentication, MutualTls, TrafficPolicy } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'two timeouts of one service': {
    message: "TrafficPolicy 'b' and 'a' both set 'timeout' for service 'shop/reviews', and neither outranks",
    build: (app) => {
      const { reviews } = shop(app);
      new TrafficPolicy(reviews, 'a', { timeout: '1s' });
      // fault: two timeouts of one service
      new TrafficPolicy(reviews, 'b', { timeout: '2s', loadBalancer: 'RANDOM' });
    },
  },
  'lists of clusters that overlap': {
    message: "both set 'loadBalancer' for the whole mesh in 'us-east'",
    build: (app) => {
      const { mesh, usEast, usWest, euWest } = shop(app);
      new TrafficPolicy(mesh, 'a', { in: [usEast, usWest], loadBalancer: 'RANDOM' });
      // fault: lists of clusters that overlap
      new TrafficPolicy(mesh, 'b', { in: [usEast, euWest], loadBalancer: 'ROUND_ROBIN' });
    },
  },
  'two modes of mutual TLS': {
    message: "MutualTls 'b' and 'a' both set 'mode' for namespace 'shop'",
    build: (app) => {
      const { mesh } = shop(app);
      new MutualTls(mesh, 'a', { mode: 'STRICT', namespace: 'shop' });
      // fault: two modes of mutual TLS
      new MutualTls(mesh, 'b', { mode: 'PERMISSIVE', namespace: 'shop' });
    },
  },
  'two access policies': {
    message: "AccessPolicy 'b' and 'a' both set 'allow'",
    build: (app) => {
      const { reviews, front } = shop(app);
      new AccessPolicy(reviews, 'a', { allow: [{ from: front }] });
      // fault: two access policies
      new AccessPolicy(reviews, 'b', { allow: [{ from: front }] });
    },
  },
  'two policies that are only watched': {
    message: "AccessPolicy 'b' and 'a' both set 'allow (dry run)'",
    build: (app) => {
      const { reviews, front } = shop(app);
      new AccessPolicy(reviews, 'a', { allow: [{ from: front }], dryRun: true });
      // fault: two policies that are only watched
      new AccessPolicy(reviews, 'b', { allow: [{ from: front }], dryRun: true });
    },
  },
  'two that deny, and one of them allows': {
    message: "AccessPolicy 'b' and 'a' both set 'deny' for the whole mesh",
    build: (app) => {
      const { mesh } = shop(app);
      new AccessPolicy(mesh, 'a', { deny: [{ from: 'anyone', paths: ['/debug/*'], notPorts: [15443] }] });
      // fault: two that deny, and one of them allows
      new AccessPolicy(mesh, 'b', { allow: [{ from: 'anyone' }], deny: [{ from: 'anyone', ports: [9090] }] });
    },
  },
  'two that say which tokens count': {
    message: "JwtAuthentication 'b' and 'a' both set 'issuers' for gateway 'istio-ingress/web'",
    build: (app) => {
      const { web } = shop(app);
      new JwtAuthentication(web, 'a', { issuers: [{ issuer: 'https://a.example' }] });
      // fault: two that say which tokens count
      new JwtAuthentication(web, 'b', { issuers: [{ issuer: 'https://b.example' }] });
    },
  },
};

export const passing: PassingCases = {
  'one that allows, one that denies, and both for others': (app) => {
    const { mesh, reviews, front, web } = shop(app);
    new AccessPolicy(reviews, 'a', { allow: [{ from: front }] });
    new AccessPolicy(reviews, 'b', { deny: [{ from: 'anyone', methods: ['TRACE'] }] });
    new AccessPolicy(mesh, 'c', { deny: [{ from: 'anyone', paths: ['/debug/*'], notPorts: [15443] }] });
    new AccessPolicy(web, 'd', { deny: [{ from: 'anyone', methods: ['TRACE'] }] });
  },
  'one that is watched beside one that is enforced': (app) => {
    const { reviews, front } = shop(app);
    new AccessPolicy(reviews, 'a', { allow: [{ from: front }] });
    new AccessPolicy(reviews, 'b', { allow: [{ from: front, methods: ['GET'] }], dryRun: true });
  },
  'policies of different rank': (app) => {
    const { mesh, reviews, usEast } = shop(app);
    new TrafficPolicy(mesh, 'a', { timeout: '1s' });
    new TrafficPolicy(reviews, 'b', { timeout: '2s' });
    new TrafficPolicy(reviews, 'c', { timeout: '3s', in: [usEast] });
    new TrafficPolicy(reviews, 'd', { timeout: '4s', port: 'http' });
  },
  'clusters and settings apart': (app) => {
    const { mesh, usEast, usWest } = shop(app);
    new TrafficPolicy(mesh, 'a', { in: [usEast], timeout: '1s' });
    new TrafficPolicy(mesh, 'b', { in: [usWest], timeout: '2s' });
    new TrafficPolicy(mesh, 'c', { in: [usWest], loadBalancer: 'RANDOM' });
  },
};
