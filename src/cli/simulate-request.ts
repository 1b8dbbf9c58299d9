import { UsageError } from '../diagnostics/errors.ts';
import type { Facts, WorkloadSurroundings } from '../istio/facts.ts';
import { nearestName } from '../istio/nearest.ts';
import type { Client, JwtFacts, SimulatedRequest } from '../simulate/request.ts';

/** A request as it is typed. */
export interface RequestOptions {
  readonly from: string;
  readonly in?: string;
  readonly to: string;
  readonly port?: number;
  readonly protocol?: 'http' | 'grpc' | 'tcp' | 'tls';
  readonly method?: string;
  readonly path?: string;
  readonly header?: readonly string[];
  readonly sni?: string;
  readonly address?: string;
  readonly jwt?: string;
  readonly plaintext?: boolean;
}

/** The request from each cluster it is made in: the one that is named, else every cluster in which the asker runs. */
export function requestsFrom(facts: Facts, options: RequestOptions): readonly SimulatedRequest[] {
  const { in: where, to, port, protocol, method, path, header = [], sni, address, jwt } = options;
  const names = facts.clusters.map((cluster) => cluster.name);
  if (where !== undefined && !names.includes(where)) throw unknown('cluster', where, names);
  const asker = askerOf(facts, options);
  const clusters = where === undefined ? asker.clusters : [where];
  return clusters.map((cluster) => ({
    from: asker.client(cluster),
    to: hostOf(facts, to),
    ...(port !== undefined && { port }),
    ...(protocol !== undefined && { protocol }),
    ...(method !== undefined && { method }),
    ...(path !== undefined && { path }),
    ...(header.length > 0 && { headers: Object.fromEntries(header.map(headerFrom)) }),
    ...(sni !== undefined && { sni }),
    ...(address !== undefined && { address }),
    ...(jwt !== undefined && { jwt: jwtFrom(jwt) }),
  }));
}

interface Asker {
  readonly clusters: readonly string[];
  readonly client: (cluster: string) => Client;
}

/** `<namespace>/<name>` of a workload, a gateway's pods, a Service or a service account; or a namespace alone. */
function askerOf(facts: Facts, { from, plaintext = false }: RequestOptions): Asker {
  const [namespace = '', name] = from.split('/');
  const known = facts.workloads.filter((workload) => workload.namespace === namespace);
  const pods = name === undefined ? [] : podsNamed(facts, known, namespace, name);
  const [first] = pods;
  if (name !== undefined && !first) {
    const names = [...new Set(facts.workloads.flatMap((pod) => [`${pod.namespace}/${pod.name}`]))];
    throw unknown('workload, Service or service account', from, names);
  }
  const clusters = [...new Set(pods.map((pod) => pod.cluster))].sort();
  return {
    clusters: first ? clusters : facts.clusters.map((cluster) => cluster.name),
    client: (cluster) => {
      const pod = pods.find((one) => one.cluster === cluster) ?? first;
      return pod?.proxy === 'gateway' ? gatewayClient(cluster, pod) : podClient(cluster, namespace, pod, plaintext);
    },
  };
}

function podsNamed(
  facts: Facts,
  known: readonly WorkloadSurroundings[],
  namespace: string,
  name: string,
): readonly WorkloadSurroundings[] {
  const exact = known.filter((pod) => pod.name === name);
  if (exact.length > 0) return exact;
  const selectors = facts.services.filter((one) => one.namespace === namespace && one.name === name);
  const selected = known.filter((pod) =>
    selectors.some(({ selector }) => selector && Object.entries(selector).every(([key, v]) => pod.labels[key] === v)),
  );
  return selected.length > 0 ? selected : known.filter((pod) => pod.serviceAccount === name);
}

function gatewayClient(cluster: string, { namespace, labels, serviceAccount }: WorkloadSurroundings): Client {
  return { kind: 'ingress', cluster, namespace, labels, ...(serviceAccount !== undefined && { serviceAccount }) };
}

function podClient(
  cluster: string,
  namespace: string,
  pod: WorkloadSurroundings | undefined,
  plaintext: boolean,
): Client {
  const proxy = plaintext || pod?.proxy === 'none' ? 'none' : 'sidecar';
  const { labels, serviceAccount } = pod ?? {};
  return {
    kind: 'workload',
    cluster,
    namespace,
    proxy,
    ...(labels && { labels }),
    ...(serviceAccount !== undefined && { serviceAccount }),
  };
}

/** `<namespace>/<name>` stands for the Service's host; everything else is a host already. */
function hostOf(facts: Facts, to: string): string {
  if (!to.includes('/')) return to;
  const found = facts.services.find((service) => `${service.namespace}/${service.name}` === to);
  if (found) return found.host;
  throw unknown('Service', to, [...new Set(facts.services.map((service) => `${service.namespace}/${service.name}`))]);
}

function headerFrom(text: string): [string, string] {
  const [, name, value] = /^([^:\s]+|:[a-z]+):\s*(.*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new UsageError(`--header '${text}' is not a name and a value.`, "Write it as 'end-user: jason'.");
}

function jwtFrom(text: string): JwtFacts {
  const slash = text.lastIndexOf('/');
  if (slash > 0) return { issuer: text.slice(0, slash), subject: text.slice(slash + 1) };
  throw new UsageError(`--jwt '${text}' is not <issuer>/<subject>.`, "Write it as 'https://issuer.example/alice'.");
}

function unknown(what: string, name: string, names: readonly string[]): UsageError {
  const meant = nearestName(name, names);
  const some = names.slice(0, 10).join(', ') || 'none';
  return new UsageError(
    `There is no ${what} '${name}'.`,
    meant === undefined ? `There are ${some}${names.length > 10 ? ' and more' : ''}.` : `Did you mean '${meant}'?`,
  );
}
