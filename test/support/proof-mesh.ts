/** A small shop over two networks, to change in every way that a team might. */
import { Canary, Cluster, IngressGateway, Mesh, MeshApp, move, Network, Route, Service } from 'meshwright';
import { compile } from '../../src/compile.ts';
import { type ProvableMesh, provable } from './proof.ts';

/** What a case may want otherwise. */
export interface ShopMesh {
  /** A canary of cart with subsets of its own. */
  readonly pinned?: boolean;
  /** A canary of cart that moves catalog with it, copies first, then testers, then shares. */
  readonly together?: boolean;
  /** Version of cart that gets the traffic. Default: v1. */
  readonly stable?: 'v1' | 'v2';
}

export const CLUSTERS = ['us-east', 'us-west', 'eu-west'] as const;
export type ClusterName = (typeof CLUSTERS)[number];

const made = new Map<string, ProvableMesh>();

/**
 * web → frontend → cart and ledger; catalog for anybody. web and frontend are in us-east alone, cart (two versions) is
 * everywhere, catalog (two versions) in both networks, ledger in one, which alone calls archive.
 */
export function shopMesh(options: ShopMesh = {}): ProvableMesh {
  const key = JSON.stringify(options);
  const known = made.get(key) ?? build(options);
  made.set(key, known);
  return known;
}

function build({ pinned = false, together = false, stable = 'v1' }: ShopMesh): ProvableMesh {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example' });
  const us = new Network(mesh, 'us');
  const eu = new Network(mesh, 'eu');
  const usEast = new Cluster(mesh, 'us-east', { region: 'us-east-1', network: us, istio: '1.31' });
  const usWest = new Cluster(mesh, 'us-west', { region: 'us-west-2', network: us, istio: '1.31' });
  const euWest = new Cluster(mesh, 'eu-west', { region: 'eu-west-1', network: eu, istio: '1.31' });
  const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [usEast], serviceAccount: 'web' });
  const frontend = new Service(mesh, 'frontend', {
    namespace: 'shop',
    serviceAccount: 'frontend',
    ports: { http: 8080 },
    runsIn: [usEast],
    callers: [web],
  });
  const cart = new Service(mesh, 'cart', {
    namespace: 'shop',
    serviceAccount: 'cart',
    ports: { http: 8080 },
    versions: ['v1', 'v2'],
    stable,
    runsIn: [usEast, usWest, euWest],
    callers: [frontend],
  });
  const catalog = new Service(mesh, 'catalog', {
    namespace: 'catalog',
    serviceAccount: 'catalog',
    ports: { http: 8080 },
    versions: ['v1', 'v2'],
    stable: 'v1',
    runsIn: [usEast, euWest],
    callers: 'any',
  });
  const ledger = new Service(mesh, 'ledger', {
    namespace: 'bank',
    serviceAccount: 'ledger',
    ports: { http: 8080 },
    runsIn: [usEast, usWest],
    callers: [frontend],
  });
  new Service(mesh, 'archive', {
    namespace: 'bank',
    serviceAccount: 'archive',
    ports: { http: 8080 },
    runsIn: [usEast],
    callers: [ledger],
  });
  new Route(frontend, 'site', { on: [web], match: { path: { prefix: '/' } } });
  if (pinned && !together)
    new Canary(cart, 'next', {
      from: 'v1',
      to: 'v2',
      pinToCluster: true,
      waves: [{ clusters: [usEast], weights: [50, 100], bake: '10m' }],
    });
  if (together)
    new Canary(cart, 'both', {
      ...{ from: 'v1', to: 'v2', with: [move(catalog, { from: 'v1', to: 'v2' })], pinToCluster: pinned },
      ...{ mirror: { percent: 10, bake: '10m' }, cohort: { headers: { tester: 'present' } } },
      waves: [
        { clusters: [usEast], weights: [50, 100], bake: '10m' },
        { clusters: pinned ? [euWest] : [usWest, euWest], weights: [100], bake: '10m' },
      ],
    });
  const compiled = compile(app, { root: process.cwd() });
  const [found] = provable(compiled);
  if (!found) throw new Error(compiled.diagnostics.map(({ message }) => message).join('\n'));
  return found;
}
