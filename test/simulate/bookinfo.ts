import type { Manifest } from '../../src/istio/manifest.ts';
import type { SimulatedRequest, WorkloadClient } from '../../src/simulate/request.ts';
import { istio, pods, service, type World, world } from './row.ts';

/** Two versions of reviews, ratings and a database in `shop`; a client in `shop` and one elsewhere. */
export function shop(objects: readonly Manifest[] = [], more: Parameters<typeof world>[0] = {}): World {
  return world({
    services: [
      service('reviews.shop', 'http:9080'),
      service('ratings.shop', ['http:9080', 'http-admin:9090']),
      service('db.shop', 'tcp:5432'),
      service('secure.shop', 'tls:8443'),
      service('guess.shop', 'main:7000'),
      service('web.front', 'http:80/8080'),
    ],
    workloads: [
      pods('reviews.shop', 'v1'),
      pods('reviews.shop', 'v2'),
      pods('ratings.shop', 'v1'),
      pods('db.shop', 'v1'),
      pods('db.shop', 'v2'),
      pods('secure.shop', 'v1'),
      pods('guess.shop', 'v1'),
      pods('web.front', undefined),
    ],
    objects,
    ...more,
  });
}

export const client: WorkloadClient = {
  kind: 'workload',
  cluster: 'east',
  namespace: 'shop',
  serviceAccount: 'productpage',
  labels: { app: 'productpage' },
};

export function ask(to: string, more: Partial<SimulatedRequest> = {}): SimulatedRequest {
  return { from: client, to, ...more };
}

/** Subsets `v1` and `v2` by the label `version`. */
export function subsets(what: string, names: readonly string[] = ['v1', 'v2'], host?: string): Manifest {
  const name = what.split('/')[1] ?? '';
  return istio(`DestinationRule ${what}`, {
    host: host ?? name,
    subsets: names.map((subset) => ({ name: subset, labels: { version: subset } })),
  });
}

export function to(subset: string, weight?: number, host = 'reviews') {
  return { destination: { host, subset }, ...(weight !== undefined && { weight }) };
}
