/**
 * From a mesh that takes every connection to one that takes none unless somebody says so: three clusters on two networks,
 * no outage. Each step below is one change of this file, merged when the step before has reached every cluster;
 * `npx meshwright plan` shows what it will become, wave by wave. The plans of all steps lie in `plans/`.
 */
import {
  AccessPolicy,
  applied,
  Cluster,
  IngressGateway,
  Mesh,
  MeshApp,
  MutualTls,
  Network,
  RolloutWaves,
  Route,
  Service,
} from 'meshwright';

export const STEPS = [
  'permissive', //          where it begins: servers take plaintext and mutual TLS, from anybody
  'sidecars', //            the last client without a sidecar gets one
  'strict-for-stock', //    one service refuses plaintext
  'strict-for-the-shop', // its namespace does
  'strict-for-the-mesh', // everything does
  'callers-watched', //     lists of callers are tried out: proxies tell what they would refuse
  'callers-enforced', //    and hold
  'deny-watched', //        the same for everything that has no list
  'default-deny', //        where it ends
] as const;
export type Step = (typeof STEPS)[number];

export function shopAt(step: Step) {
  /** Whether the source has come as far as this step. */
  const is = (wanted: Step) => STEPS.indexOf(step) >= STEPS.indexOf(wanted);

  const app = new MeshApp();
  // The next step of a rollout waits until Argo CD or Flux has said that this one is applied.
  const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example', gates: [applied()] });
  const us = new Network(mesh, 'us');
  const eu = new Network(mesh, 'eu');
  const euWest = new Cluster(mesh, 'eu-west', { region: 'eu-west-1', network: eu, istio: '1.31' });
  const usWest = new Cluster(mesh, 'us-west', { region: 'us-west-2', network: us, istio: '1.31' });
  const usEast = new Cluster(mesh, 'us-east', { region: 'us-east-1', network: us, istio: '1.31' });
  const everywhere = [euWest, usWest, usEast] as const;
  new RolloutWaves(mesh, 'smallest-first', {
    waves: [
      { clusters: [euWest], bake: '24h' },
      { clusters: [usWest], bake: '24h' },
      { clusters: [usEast], bake: '0s' },
    ],
  });

  // Who calls whom: what the lists of callers will say, and what checks and proofs count on from the start.
  const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: everywhere, serviceAccount: 'web' });
  const inShop = { namespace: 'shop', runsIn: everywhere, ports: { http: 8080 } } as const;
  const cart = new Service(mesh, 'cart', { ...inShop, serviceAccount: 'cart', callers: [web] });
  const nightly = new Service(mesh, 'nightly', {
    namespace: 'batch',
    ports: {},
    runsIn: [usEast],
    callers: [],
    ...(is('sidecars') ? { serviceAccount: 'nightly' } : { sidecar: false }),
  });
  const stock = new Service(mesh, 'stock', { ...inShop, serviceAccount: 'stock', callers: [cart, nightly] });
  new Route(cart, 'site', { on: [web] });

  // Mutual TLS: one service, its namespace, the mesh. A wider rule takes the place of the narrower one.
  if (is('strict-for-the-mesh')) {
    new MutualTls(mesh, 'strict', { mode: 'STRICT' });
  } else {
    new MutualTls(mesh, 'both', { mode: 'PERMISSIVE' });
    if (is('strict-for-the-shop')) new MutualTls(mesh, 'strict', { namespace: 'shop', mode: 'STRICT' });
    else if (is('strict-for-stock')) new MutualTls(stock, 'strict', { mode: 'STRICT' });
  }

  // Who may call. Names mean something only now that every caller shows one.
  if (is('callers-watched')) {
    const dryRun = !is('callers-enforced');
    new AccessPolicy(web, 'everybody', { allow: [{ from: 'anyone' }], dryRun });
    new AccessPolicy(cart, 'callers', { allow: [{ from: web }], dryRun });
    new AccessPolicy(stock, 'callers', {
      allow: [{ from: cart }, { from: nightly, methods: ['GET'] }],
      dryRun,
    });
  }
  if (is('deny-watched')) new AccessPolicy(mesh, 'default-deny', { allow: [], dryRun: !is('default-deny') });

  return { app, web, cart, nightly, stock };
}

export const { app } = shopAt('default-deny');
