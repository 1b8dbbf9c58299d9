import { factsOf } from '../../src/istio/facts-of-inventory.ts';
import type { Inventory } from '../../src/istio/inventory.ts';
import type { Manifest } from '../../src/istio/manifest.ts';
import type { SimulatedRequest } from '../../src/simulate/request.ts';
import { Simulation } from '../../src/simulate/simulation.ts';

const PATHS = [
  '/',
  '/productpage',
  '/static/a.css',
  '/login',
  '/logout',
  '/api/v1/products/1',
  '/.well-known/acme-challenge/x',
];
const HEADERS = [{}, { 'end-user': 'jason' }, { 'end-user': 'somebody' }];

/** What becomes of requests that the examples tell apart, over some objects of an example's only cluster. */
export function answersOver(inventory: Inventory, manifests: readonly Manifest[]): readonly unknown[] {
  const [cluster = ''] = inventory.clusters.map(({ name }) => name);
  const simulation = new Simulation({ facts: factsOf(inventory), manifests: new Map([[cluster, manifests]]) });
  return requestsIn(inventory, cluster).map((request) => {
    const { verdict, destinations, failure, answer, fault, timeout } = simulation.run(request);
    const told = destinations.map(({ host, port, subset, weight, sticky, endpoints, external }) => ({
      ...{ host, port, subset, weight, sticky, external },
      endpoints: endpoints.map(({ workload, share, tls }) => [workload?.name, share, tls]),
    }));
    return { request, verdict, destinations: told, failure: failure?.flag, answer, fault, timeout };
  });
}

function requestsIn({ services, gateways }: Inventory, cluster: string): readonly SimulatedRequest[] {
  const client = { kind: 'workload', cluster, namespace: 'default' } as const;
  const inside = services.flatMap(({ host, ports }) =>
    ports.flatMap(({ number }) => HEADERS.map((headers) => ({ from: client, to: host, port: number, headers }))),
  );
  const outside = gateways.flatMap(({ namespace, selector, servers }) =>
    servers.flatMap(({ number }) =>
      PATHS.map((path) => ({
        from: { kind: 'ingress', cluster, namespace, labels: selector } as const,
        ...{ to: 'shop.example', port: number, path },
      })),
    ),
  );
  return [...inside, ...outside];
}

/** An object as it would stand in the cluster of an example: nobody writes the namespace that kubectl adds. */
export function placed(manifest: Manifest): Manifest {
  return { ...manifest, metadata: { ...manifest.metadata, namespace: manifest.metadata.namespace ?? 'default' } };
}
