import type { ClusterSurroundings, Facts, WorkloadSurroundings } from '../istio/facts.ts';
import { selects } from '../istio/labels.ts';
import type { Manifest } from '../istio/manifest.ts';
import { followed, mayMeetGateway } from './onward.ts';
import type { DestinationOutcome, Outcome, TraceStep } from './outcome.ts';
import { type Reached, reach } from './reach/index.ts';
import type { Client, SimulatedRequest } from './request.ts';
import { reservesForRevisions } from './revisions.ts';
import { route } from './route/route.ts';
import type { Aspect, ClientProxy, Routed } from './routed.ts';
import { verdictOf } from './verdict.ts';
import { Views } from './views.ts';

export interface SimulationParts {
  readonly facts: Facts;
  /** The objects applied in each cluster. */
  readonly manifests: ReadonlyMap<string, readonly Manifest[]>;
}

/** Says what would happen to requests in a mesh, by what its proxies would do with the objects applied. */
export class Simulation {
  readonly #views: Views;
  readonly #gateways: readonly WorkloadSurroundings[];

  constructor({ facts, manifests }: SimulationParts, views = new Views(facts, manifests)) {
    this.#views = views;
    this.#gateways = gatewaysOf(facts);
  }

  /** The same mesh, had one config cluster other VirtualServices. What depends on none is worked out once for both. */
  withVirtualServices(cluster: string, virtualServices: readonly Manifest[]): Simulation {
    const views = this.#views.withVirtualServices(cluster, virtualServices);
    return new Simulation({ facts: views.facts, manifests: new Map() }, views);
  }

  /** `trace`: with the steps of its way and what was passed over. */
  run(request: SimulatedRequest, { trace = false }: { readonly trace?: boolean } = {}): Outcome {
    const routed = this.route(request, trace);
    if (!routed) return unknownCluster(request.from);
    const { outcome, snis } = this.follow(routed, trace);
    // What a gateway sends on is asked as from outside, and goes to no further gateway.
    if (request.from.kind === 'ingress' || !mayMeetGateway(outcome, this.#gateways)) return outcome;
    const ask = (next: SimulatedRequest) => this.run(next, { trace });
    return followed(outcome, routed, request, { gateways: this.#gateways, ask, snis });
  }

  /** The first half of `run`: where it is sent. Undefined: nobody knows the cluster. */
  route(request: SimulatedRequest, trace = false): Routed | undefined {
    const { from } = request;
    const cluster = this.#views.cluster(from.cluster);
    const view = this.#views.of(from.cluster);
    return cluster && view && route(view, this.#proxyOf(cluster, from), request, trace);
  }

  /** A gateway's account, where the request does not say it, is that of its pods. */
  #proxyOf(cluster: ClusterSurroundings, from: Client): ClientProxy {
    if (from.kind === 'workload') return proxyOf(cluster, from, from.serviceAccount ?? 'default');
    const { namespace, labels } = from;
    const pods = this.#gateways.find(
      (one) => one.cluster === cluster.name && one.namespace === namespace && selects(labels, one.labels),
    );
    return proxyOf(cluster, from, from.serviceAccount ?? pods?.serviceAccount);
  }

  /** The second half: what becomes of it there. Who sent it may be a world that differs in kinds of `NOT_ROUTING`. */
  follow(routed: Routed, trace = false): Followed {
    const destinations: DestinationOutcome[] = [];
    const mirrors: DestinationOutcome[] = [];
    const unjudged = new Set(routed.unjudged);
    const steps: TraceStep[] = [...routed.trace];
    const looksAt = new Set<Aspect>();
    const names: Reached['snis'][] = [];
    for (const destination of routed.destinations) {
      const reached = reach(this.#views, routed, destination, routed.jwt, trace);
      (destination.mirror ? mirrors : destinations).push(reached.outcome);
      for (const sentence of reached.unjudged) unjudged.add(sentence);
      steps.push(...reached.trace);
      for (const aspect of reached.looksAt) looksAt.add(aspect);
      if (!destination.mirror) names.push(reached.snis);
    }
    const view = this.#views.of(routed.proxy.cluster);
    if (view) for (const sentence of reservesForRevisions(view, routed, destinations)) unjudged.add(sentence);
    const { route: taken, failure, answer, fault, timeout, retries, rewritten } = routed;
    const outcome: Outcome = {
      verdict: verdictOf(routed, destinations, unjudged.size > 0),
      route: taken,
      failure,
      destinations,
      mirrors,
      answer,
      fault,
      timeout,
      retries,
      rewritten,
      unjudged: [...unjudged],
      trace: steps,
    };
    return { outcome, looksAt: looksAt.size === 0 ? NOTHING : [...looksAt], snis: names };
  }
}

/** What becomes of a request that was sent somewhere. */
export interface Followed {
  readonly outcome: Outcome;
  /** What of it policies look at: requests that are sent the same way and are equal there end the same way. */
  readonly looksAt: readonly Aspect[];
  /** Names in the handshakes with each destination's endpoints, in their order. */
  readonly snis: readonly Reached['snis'][];
}

const NOTHING: readonly Aspect[] = [];

const gateways = new WeakMap<Facts, readonly WorkloadSurroundings[]>();

function gatewaysOf(facts: Facts): readonly WorkloadSurroundings[] {
  const found = gateways.get(facts) ?? facts.workloads.filter(({ proxy }) => proxy === 'gateway');
  gateways.set(facts, found);
  return found;
}

function proxyOf(cluster: ClusterSurroundings, from: Client, serviceAccount: string | undefined): ClientProxy {
  const { name, configCluster, network, region, trustDomain } = cluster;
  const { namespace, labels = {}, zone } = from;
  const kind = from.kind === 'ingress' ? 'gateway' : (from.proxy ?? 'sidecar');
  return {
    kind,
    cluster: name,
    configCluster,
    namespace,
    labels,
    serviceAccount,
    network,
    region,
    zone,
    trustDomain,
  };
}

function unknownCluster({ cluster }: Client): Outcome {
  return {
    verdict: 'unjudged',
    route: undefined,
    failure: undefined,
    destinations: [],
    mirrors: [],
    answer: undefined,
    fault: undefined,
    timeout: undefined,
    retries: undefined,
    rewritten: undefined,
    unjudged: [`the mesh has no cluster ${cluster}, or nobody knows which istiod serves it`],
    trace: [],
  };
}
