/** The mesh of the simulated year: as many clusters as asked, a chain of services, and knobs for what its authors do. */
import {
  applied,
  approval,
  Canary,
  Cluster,
  command,
  type GateSpec,
  IngressGateway,
  Mesh,
  MeshApp,
  MutualTls,
  Network,
  Service,
  TrafficPolicy,
  window,
} from 'meshwright';
import type { Percent } from '../../../src/model/rollouts/weight.ts';

export const MESH = 'fleet';
export const NAMESPACE = 'shop';
export const SERVICES = ['catalog', 'reviews', 'ratings', 'cart', 'orders', 'stock'] as const;
export type ServiceName = (typeof SERVICES)[number];

export type Hours = `${number}h`;

/** One wave: clusters by their number, weights in per cent. */
export interface WavePlan {
  readonly clusters: readonly number[];
  readonly weights: readonly Percent[];
  readonly bakeHours: number;
}

/** How a canary is judged beyond its bake. */
export type Judged = 'bake alone' | 'smoke test' | 'approval' | 'statuses';

export interface CanaryPlan {
  readonly id: string;
  readonly to: string;
  readonly waves: readonly WavePlan[];
  readonly judged: Judged;
  readonly pinned: boolean;
}

export interface ServicePlan {
  readonly versions: readonly string[];
  readonly stable: string;
  readonly timeout: number;
  readonly ejection: number;
  readonly canary: CanaryPlan | undefined;
}

export interface Freeze {
  readonly from: string;
  readonly to: string;
}

export interface Fleet {
  readonly clusters: number;
  readonly services: Readonly<Record<ServiceName, ServicePlan>>;
  readonly freezes: readonly Freeze[];
}

export const clusterName = (number: number) => `c${String(number).padStart(3, '0')}`;
/** Login whose statuses say that a cluster has applied a commit. */
export const SYNCER = 'argocd';
export const contextOf = (cluster: string) => `sync/${cluster}`;

export function fleetApp({ clusters: count, services, freezes }: Fleet): MeshApp {
  const app = new MeshApp();
  const gates =
    freezes.length === 0 ? [] : [window({ freezes: freezes.map((one) => ({ ...one, reason: 'holidays' })) })];
  const mesh = new Mesh(app, MESH, { trustDomain: 'fleet.example', propagation: '10m', gates });
  const network = new Network(mesh, 'net');
  const clusters = Array.from(
    { length: count },
    (_, index) => new Cluster(mesh, clusterName(index + 1), { region: 'eu-1', network, istio: '1.31' }),
  ) as [Cluster, ...Cluster[]];
  new MutualTls(mesh, 'strict', { mode: 'STRICT' });
  let caller: IngressGateway | Service<string, 'http'> = new IngressGateway(mesh, 'web', {
    hosts: ['fleet.example'],
    in: [clusters[0]],
    serviceAccount: 'web',
  });
  for (const name of SERVICES) {
    const plan = services[name];
    const callers = caller;
    const service: Service<string, 'http'> = new Service(mesh, name, {
      namespace: NAMESPACE,
      serviceAccount: name,
      ports: { http: 8080 },
      versions: plan.versions as [string, ...string[]],
      stable: plan.stable,
      runsIn: clusters,
      callers: [callers],
    });
    new TrafficPolicy(service, 'timeout', { timeout: `${plan.timeout}s` });
    new TrafficPolicy(service, 'outliers', { outlierDetection: { baseEjectionTime: `${plan.ejection}s` } });
    if (plan.canary) addCanary(service, plan, plan.canary, clusters);
    caller = service;
  }
  return app;
}

function addCanary(
  service: Service<string, 'http'>,
  { stable }: ServicePlan,
  { id, to, waves, judged, pinned }: CanaryPlan,
  clusters: readonly Cluster[],
): void {
  new Canary<string, string>(service, id, {
    from: stable,
    to: to as never,
    pinToCluster: pinned,
    gates: gatesFor(judged),
    waves: waves.map((wave) => ({
      clusters: wave.clusters.map((number) => clusters[number - 1]!) as [Cluster, ...Cluster[]],
      weights: wave.weights as unknown as [Percent, ...Percent[]],
      bake: `${wave.bakeHours}h` as const,
    })) as never,
  });
}

function gatesFor(judged: Judged): GateSpec[] {
  switch (judged) {
    case 'bake alone':
      return [];
    case 'smoke test':
      return [command({ name: 'smoke' })];
    case 'approval':
      return [approval({ by: ['lead'] })];
    case 'statuses':
      return [applied({ by: 'commitStatus', context: contextOf('{cluster}'), creators: [SYNCER], deadline: '6h' })];
  }
}
