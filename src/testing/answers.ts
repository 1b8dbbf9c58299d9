import type { ServiceFacts } from '../istio/inventory.ts';
import { selects } from '../istio/labels.ts';
import { renderOutcome } from '../report/outcome.ts';
import { PLAIN } from '../report/paint.ts';
import type { EndpointOutcome, Outcome } from '../simulate/outcome.ts';
import type { SimulatedRequest } from '../simulate/request.ts';

/** What became of a request in one cluster. */
export interface Answer {
  readonly cluster: string;
  readonly request: SimulatedRequest;
  readonly outcome: Outcome;
}

/** What became of a request in every cluster that it was made in: what `expect` looks at. */
export interface Answers {
  readonly answers: readonly Answer[];
  /** The service that was asked for, where it is a declared one: its versions name the shares. */
  readonly service: ServiceFacts | undefined;
  /** The traces of all of them, as `meshwright simulate` prints them. */
  toString(): string;
}

export function answersOf(answers: readonly Answer[], service: ServiceFacts | undefined): Answers {
  return { answers, service, toString: () => answers.map(explain).join('\n\n') };
}

export function explain({ request, outcome }: Answer): string {
  return renderOutcome(request, outcome, PLAIN);
}

/** Shares of the requests that arrive, in per cent, by version (or by workload, where it has none). */
export function sharesByVersion({ outcome }: Answer, service: ServiceFacts | undefined): Record<string, number> {
  return shares(outcome, ({ workload }, host) => {
    const version = service?.versions.find(({ labels }) => workload && selects(labels, workload.labels));
    return version?.name ?? workload?.name ?? host;
  });
}

/** The same by the cluster that serves them. */
export function sharesByCluster({ outcome }: Answer): Record<string, number> {
  return shares(outcome, ({ cluster }) => cluster);
}

function shares(outcome: Outcome, keyOf: (endpoint: EndpointOutcome, host: string) => string): Record<string, number> {
  const found = new Map<string, number>();
  const add = (key: string, share: number) => found.set(key, (found.get(key) ?? 0) + share * 100);
  for (const { host, weight, endpoints, external, failure } of outcome.destinations) {
    if (failure) continue;
    if (external) add(host, weight);
    for (const endpoint of endpoints) {
      if (endpoint.share > 0 && !endpoint.failure) add(keyOf(endpoint, host), weight * endpoint.share);
    }
  }
  return Object.fromEntries([...found].sort().map(([key, share]) => [key, Math.round(share * 100) / 100]));
}

/** Every endpoint that gets requests now. */
export function endpointsUsed({ outcome }: Answer): readonly EndpointOutcome[] {
  return outcome.destinations.flatMap(({ endpoints }) => endpoints.filter((endpoint) => endpoint.share > 0));
}
