import type { DestinationOutcome, EndpointOutcome, Failure, Outcome } from '../../simulate/outcome.ts';

/** What matters of an outcome to whether a transition is safe. */
export interface Summary {
  /** Every share arrives, whichever endpoint is chosen; or a proxy answers, as it is told to. */
  readonly works: boolean;
  /** Some share arrives at a workload, or leaves the mesh. */
  readonly reaches: boolean;
  /** How it is protected on the wire where it arrives, the least of a cluster's endpoints: 2 by mutual TLS, 0 not at all. */
  readonly arrives: ReadonlyMap<string, number>;
  /** Clusters that refuse it at the server. */
  readonly refused: ReadonlySet<string>;
  /** Shares by what serves them, whatever cluster that is in. */
  readonly split: string;
  /** The first reason why it does not work. */
  readonly failure: Failure | undefined;
  readonly reserves: readonly string[];
}

const OF_THE_MESH = 2;
const ENCRYPTED = 1;
const PLAIN = 0;

export function summaryOf(outcome: Outcome): Summary {
  const arrives = new Map<string, number>();
  const refused = new Set<string>();
  let failure = outcome.failure;
  const sent = outcome.destinations.filter(({ weight }) => weight > 0);
  for (const destination of sent) {
    failure ??= destination.failure ?? (isEmpty(destination) ? NOBODY : undefined);
    for (const endpoint of destination.endpoints) {
      failure ??= endpoint.failure;
      if (endpoint.failure) refused.add(endpoint.cluster);
      else
        arrives.set(endpoint.cluster, Math.min(protectionOf(endpoint), arrives.get(endpoint.cluster) ?? OF_THE_MESH));
    }
  }
  const reaches = outcome.failure === undefined && sent.some(isReached);
  const answered = outcome.verdict === 'answered';
  return {
    works: answered || (failure === undefined && sent.length > 0),
    reaches,
    arrives,
    refused,
    split: answered || outcome.failure ? '' : splitOf(sent),
    failure: answered ? undefined : failure,
    reserves: outcome.unjudged,
  };
}

const NOBODY: Failure = {
  flag: 'UH',
  status: undefined,
  by: 'client proxy',
  reason: 'It has no endpoint to go to.',
};

function isEmpty({ endpoints, external }: DestinationOutcome): boolean {
  return endpoints.length === 0 && !external;
}

function isReached({ failure, endpoints, external }: DestinationOutcome): boolean {
  return failure === undefined && (external || endpoints.some((endpoint) => endpoint.failure === undefined));
}

function protectionOf({ tls }: EndpointOutcome): number {
  if (tls === 'mutual') return OF_THE_MESH;
  return tls === 'plaintext' ? PLAIN : ENCRYPTED;
}

/** Destinations that the same pods serve are one share: a subset may go by another name. */
function splitOf(destinations: readonly DestinationOutcome[]): string {
  const shares = new Map<string, number>();
  for (const destination of destinations) {
    const served = servedBy(destination);
    shares.set(served, (shares.get(served) ?? 0) + destination.weight);
  }
  return [...shares]
    .map(([served, share]) => `${Math.round(share * 1000) / 10} % ${served}`)
    .sort()
    .join(', ');
}

/** Servers that refuse a request would serve it: what has pods goes by them, whatever they say. */
function servedBy({ host, subset, endpoints }: DestinationOutcome): string {
  const names = new Set(
    endpoints.flatMap(({ workload }) => (workload ? `${workload.namespace}/${workload.name}` : [])),
  );
  if (names.size === 0) return subset === undefined ? host : `${host} (${subset})`;
  return [...names].sort().join(' + ');
}
