import type { WorkloadSurroundings } from '../istio/facts.ts';
import { selects } from '../istio/labels.ts';
import type { DestinationOutcome, EndpointOutcome, Failure, Outcome } from './outcome.ts';
import { gatewayReserve } from './reach/server/server.ts';
import type { IngressClient, SimulatedRequest } from './request.ts';
import type { Routed } from './routed.ts';

/** Gateways of the mesh that sidecars call, such as egress gateways: what they do with what arrives. */
export interface Onward {
  readonly gateways: readonly WorkloadSurroundings[];
  /** What becomes of a request that a gateway gets. */
  readonly ask: (request: SimulatedRequest) => Outcome;
  /** Names in the handshakes with each destination's endpoints, in their order. */
  readonly snis: readonly (readonly { readonly sni: string | undefined }[])[];
}

/** The outcome with what gateways on the way do with their shares. */
export function followed(outcome: Outcome, routed: Routed, request: SimulatedRequest, onward: Onward): Outcome {
  const met = new Set<string>();
  const inner: Outcome[] = [];
  const destinations = outcome.destinations.map((destination, i) => {
    const endpoints = destination.endpoints.map((endpoint, j): EndpointOutcome => {
      const gateway = gatewayAt(endpoint, onward.gateways);
      if (!gateway || endpoint.failure || endpoint.share === 0) return endpoint;
      const next = onward.ask(
        askedOf(endpoint, gateway, { destination, routed, request, sni: onward.snis[i]?.[j]?.sni }),
      );
      met.add(gatewayReserve(gateway.name));
      inner.push(next);
      const failure = next.verdict === 'fails' ? firstFailure(next) : undefined;
      return { ...endpoint, onward: next, failure };
    });
    return inner.length === 0
      ? destination
      : { ...destination, endpoints, failure: destination.failure ?? common(endpoints) };
  });
  if (inner.length === 0) return outcome;
  const said = [...outcome.unjudged.filter((one) => !met.has(one)), ...inner.flatMap(({ unjudged }) => unjudged)];
  const unjudged = [...new Set(said)];
  return {
    ...outcome,
    ...verdictOf(destinations, inner, unjudged),
    destinations,
    unjudged,
    trace: tracesOf(outcome, inner),
  };
}

type ByNamespace = ReadonlyMap<string, ReadonlyMap<string, readonly WorkloadSurroundings[]>>;

const places = new WeakMap<readonly WorkloadSurroundings[], ByNamespace>();

/** By namespace and cluster: a fleet has hundreds of gateways, and a request dozens of endpoints. */
function byPlace(gateways: readonly WorkloadSurroundings[]): ByNamespace {
  const known = places.get(gateways);
  if (known) return known;
  const made = new Map<string, Map<string, WorkloadSurroundings[]>>();
  for (const one of gateways) {
    const clusters = made.get(one.namespace) ?? new Map<string, WorkloadSurroundings[]>();
    made.set(one.namespace, clusters.set(one.cluster, [...(clusters.get(one.cluster) ?? []), one]));
  }
  places.set(gateways, made);
  return made;
}

/** Whether some endpoint is in a namespace of gateways: hardly any request's is. */
export function mayMeetGateway({ destinations }: Outcome, gateways: readonly WorkloadSurroundings[]): boolean {
  const places = byPlace(gateways);
  let last: string | undefined;
  for (const { endpoints } of destinations) {
    for (const { workload } of endpoints) {
      if (!workload || workload.namespace === last) continue;
      last = workload.namespace;
      if (places.has(last)) return true;
    }
  }
  return false;
}

function gatewayAt({ workload, cluster }: EndpointOutcome, gateways: readonly WorkloadSurroundings[]) {
  if (!workload) return undefined;
  return byPlace(gateways)
    .get(workload.namespace)
    ?.get(cluster)
    ?.find(({ labels }) => selects(labels, workload.labels));
}

interface Hop {
  readonly destination: DestinationOutcome;
  readonly routed: Routed;
  readonly request: SimulatedRequest;
  readonly sni: string | undefined;
}

/** What the gateway gets: the request as it was sent on, or a connection that it may only pass on. */
function askedOf(
  { cluster, tls, identity }: EndpointOutcome,
  { namespace, labels, serviceAccount }: WorkloadSurroundings,
  { destination, routed, request, sni }: Hop,
): SimulatedRequest {
  const from: IngressClient = {
    kind: 'ingress',
    ...{ cluster, namespace, labels, tls: tls !== 'plaintext' },
    ...(serviceAccount !== undefined && { serviceAccount }),
    ...(identity !== undefined && { identity: identity.replace(/^spiffe:\/\//, '') }),
  };
  const { port } = destination;
  const jwt = routed.jwt && { jwt: routed.jwt };
  if (routed.protocol !== 'http') {
    const protocol = routed.applicationTls ? 'tls' : 'tcp';
    return { from, to: request.to, port, protocol, ...named(sni ?? request.sni), ...jwt };
  }
  const { method, path, host, headers } = routed.seen;
  return { from, to: host, port, protocol: 'http', method, path, headers, ...named(sni), ...jwt };
}

function named(sni: string | undefined) {
  return sni === undefined ? {} : { sni };
}

function firstFailure({ failure, destinations }: Outcome): Failure | undefined {
  const ends = destinations.flatMap((one) => [one.failure, ...one.endpoints.map((endpoint) => endpoint.failure)]);
  return failure ?? ends.find((one) => one !== undefined);
}

function common(endpoints: readonly EndpointOutcome[]): Failure | undefined {
  const used = endpoints.filter(({ share }) => share > 0);
  return used.length > 0 && used.every(({ failure }) => failure) ? used[0]?.failure : undefined;
}

/** Of a request that arrives somewhere: what the gateways say of it. */
function verdictOf(
  destinations: readonly DestinationOutcome[],
  inner: readonly Outcome[],
  unjudged: readonly string[],
): Pick<Outcome, 'verdict' | 'answer'> {
  const used = destinations.flatMap(({ endpoints }) => endpoints.filter(({ share }) => share > 0));
  const answers = used.map(({ onward }) => onward?.answer);
  if (used.length > 0 && answers.every((answer) => answer)) return { verdict: 'answered', answer: answers[0] };
  const lost = used.filter(({ failure }) => failure).length;
  const whole = { answer: undefined };
  if (lost > 0 && lost === used.length && destinations.every(({ failure }) => failure))
    return { verdict: 'fails', ...whole };
  if (unjudged.length > 0) return { verdict: 'unjudged', ...whole };
  const isPart =
    lost > 0 || destinations.some(({ failure }) => failure) || inner.some(({ verdict }) => verdict === 'partly');
  return { verdict: isPart ? 'partly' : 'reaches', ...whole };
}

function tracesOf(outcome: Outcome, inner: readonly Outcome[]): Outcome['trace'] {
  return [...outcome.trace, ...inner.flatMap(({ trace }) => trace)];
}
