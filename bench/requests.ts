import { performance } from 'node:perf_hooks';
import { factsOf } from '../src/istio/facts-of-inventory.ts';
import type { Manifest } from '../src/istio/manifest.ts';
import { lower } from '../src/lower/lower.ts';
import type { MeshSnapshot } from '../src/model/snapshot-types.ts';
import type { SimulatedRequest } from '../src/simulate/request.ts';
import { Simulation, type SimulationParts } from '../src/simulate/simulation.ts';

/** Microseconds. */
export interface RequestTimes {
  /** The very first request, which builds most of what all are looked up in. */
  readonly first: number;
  /** Requests that are each the first of a client to a host. */
  readonly fresh: Spread;
  /** The same requests made again. */
  readonly again: Spread;
}

export interface Spread {
  readonly median: number;
  readonly p99: number;
}

const COUNT = 10_000;

/** What a simulation of a mesh is made of. */
export function simulationParts(mesh: MeshSnapshot): SimulationParts {
  const manifests = new Map<string, Manifest[]>();
  for (const { cluster, manifest } of lower(mesh).objects) {
    const list = manifests.get(cluster);
    if (list) list.push(manifest);
    else manifests.set(cluster, [manifest]);
  }
  return { facts: factsOf(mesh.inventory), manifests };
}

/** Each request by itself: pods of all services and clusters ask for services of all kinds, some come in at the gateway. */
export function timeRequests(parts: SimulationParts, trace: boolean): RequestTimes {
  const requests = requestsIn(parts);
  const simulation = new Simulation(parts);
  const times = () =>
    requests.map((request) => {
      const started = performance.now();
      simulation.run(request, { trace });
      return (performance.now() - started) * 1000;
    });
  const [first = 0, ...fresh] = times();
  return { first, fresh: spreadOf(fresh), again: spreadOf(times()) };
}

function spreadOf(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1] ?? 0, p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0 };
}

function requestsIn({ facts }: SimulationParts): SimulatedRequest[] {
  const pods = facts.workloads.filter(({ proxy }) => proxy === 'sidecar');
  const gateways = facts.workloads.filter(({ proxy, serviceAccount }) => proxy === 'gateway' && serviceAccount);
  return [...Array(COUNT).keys()].map((i): SimulatedRequest => {
    if (i % 20 === 19) {
      const { cluster, namespace, labels } = gateways[i % gateways.length]!;
      const from = { kind: 'ingress', cluster, namespace, labels, tls: true } as const;
      return { from, to: 'bench.example', path: `/s${i % 5}/cart` };
    }
    // Steps that have no divisor in common with the numbers of pods and services meet all of them.
    const { cluster, namespace, serviceAccount = 'default', labels } = pods[(i * 7919) % pods.length]!;
    const from = { kind: 'workload', cluster, namespace, serviceAccount, labels } as const;
    const service = facts.services[(i * 4013) % facts.services.length]!;
    return {
      from,
      to: service.host,
      port: service.ports[i % service.ports.length]!.number,
      ...KINDS[i % KINDS.length],
    };
  });
}

/** What the routes of the mesh look at. */
const KINDS: readonly Pick<SimulatedRequest, 'path' | 'headers' | 'method'>[] = [
  { path: '/' },
  { path: '/beta/cart', method: 'POST' },
  { path: '/', headers: { 'end-user': 'jason', 'x-trial': '1' } },
  { path: '/api/v2/cart?full=1', headers: { 'user-agent': 'Mozilla/5.0 (Linux; Android 15) Mobile' } },
  { path: '/api/v3', headers: { 'user-agent': 'curl/8' } },
];
