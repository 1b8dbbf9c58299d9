import type { ServiceFacts, VersionFacts } from '../istio/inventory.ts';
import { selects } from '../istio/labels.ts';
import { renderOutcome } from '../report/outcome.ts';
import { PLAIN } from '../report/paint.ts';
import type { DestinationOutcome, EndpointOutcome, Outcome } from '../simulate/outcome.ts';
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
  /** The service that was asked for, where it is a declared one. */
  readonly service: ServiceFacts | undefined;
  /** Every service of the mesh: they name the shares. */
  readonly services: readonly ServiceFacts[];
  /** The traces of all of them, as `meshwright simulate` prints them. */
  toString(): string;
}

export function answersOf(
  answers: readonly Answer[],
  service: ServiceFacts | undefined,
  services: readonly ServiceFacts[],
): Answers {
  return { answers, service, services, toString: () => answers.map(explain).join('\n\n') };
}

export function explain({ request, outcome }: Answer): string {
  return renderOutcome(request, outcome, PLAIN);
}

/**
 * Shares of the requests that arrive, in per cent: by version of the service that was asked for; of other services (behind
 * a gateway, or where a route leads elsewhere) by `<service>`, or by `<service>/<version>` where `wanted` has that.
 */
export function sharesByVersion(
  answer: Answer,
  { service, services }: Answers,
  wanted: Readonly<Record<string, number>>,
): Record<string, number> {
  return shares(answer.outcome, ({ workload }, { host, subset }) => {
    const behind = services.find((one) => one.host === host);
    // Endpoints outside of Kubernetes are told by the subset alone.
    const has = ({ name, labels }: VersionFacts) => (workload ? selects(labels, workload.labels) : name === subset);
    const version = behind?.versions.find(has)?.name;
    if (!behind) return workload?.name ?? host;
    if (behind === service) return version ?? behind.name;
    const narrow = `${behind.name}/${version}`;
    return narrow in wanted ? narrow : behind.name;
  });
}

/** The same by the cluster that serves them. */
export function sharesByCluster({ outcome }: Answer): Record<string, number> {
  return shares(outcome, ({ cluster }) => cluster);
}

type KeyOf = (endpoint: EndpointOutcome, destination: DestinationOutcome) => string;

function shares(outcome: Outcome, keyOf: KeyOf): Record<string, number> {
  const found = new Map<string, number>();
  const add = (key: string, share: number) => found.set(key, (found.get(key) ?? 0) + share * 100);
  addShares(outcome, 1, keyOf, add);
  return Object.fromEntries([...found].sort().map(([key, share]) => [key, Math.round(share * 100) / 100]));
}

/** What a gateway on the way sends on counts where it arrives. */
function addShares(outcome: Outcome, whole: number, keyOf: KeyOf, add: (key: string, share: number) => void): void {
  for (const destination of outcome.destinations) {
    const { host, weight, endpoints, external, failure } = destination;
    if (failure) continue;
    const used = endpoints.filter((endpoint) => endpoint.share > 0 && !endpoint.failure);
    if (external && used.length === 0) add(host, whole * weight);
    for (const endpoint of used) {
      const share = whole * weight * endpoint.share;
      if (endpoint.onward) addShares(endpoint.onward, share, keyOf, add);
      else add(keyOf(endpoint, destination), share);
    }
  }
}

/** Every endpoint that gets requests now. */
export function endpointsUsed({ outcome }: Answer): readonly EndpointOutcome[] {
  return outcome.destinations.flatMap(({ endpoints }) => endpoints.filter((endpoint) => endpoint.share > 0));
}
