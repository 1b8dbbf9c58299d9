import type { GatewayFacts, Inventory, ServiceFacts } from '../istio/inventory.ts';
import { nearestName } from '../istio/nearest.ts';
import type { IngressGateway } from '../model/topology/ingress-gateway.ts';
import type { ServiceHandle } from '../model/topology/service.ts';
import type { Client, SimulatedRequest } from '../simulate/request.ts';
import { mistake } from './mistake.ts';

/** A request as a test of a mesh says it: by handles of services and gateways, or by their names. */
export interface MeshRequest extends Omit<SimulatedRequest, 'from' | 'to' | 'port'> {
  /**
   * Who asks: a Service (its pods), an IngressGateway (somebody outside who asks it), or a pod that nobody declared. A
   * text names a service or a gateway as `<namespace>/<name>`.
   */
  readonly from: ServiceHandle | IngressGateway | UndeclaredClient | string;
  /**
   * Who is asked: a Service, its `<namespace>/<name>`, or any host. From a gateway: the host of the URL. Default from a
   * gateway: its first host.
   */
  readonly to?: ServiceHandle | string;
  /** Number or name of a port of the service. Default: its only port. */
  readonly port?: number | string;
  /** Clusters to ask from, by name. Default: every cluster in which the asker runs. */
  readonly in?: string | readonly string[];
}

/** A pod that the mesh does not declare: in some namespace, perhaps without a sidecar. */
export interface UndeclaredClient {
  readonly namespace: string;
  readonly serviceAccount?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** `none`: it sends plaintext. Default: `sidecar`. */
  readonly proxy?: 'sidecar' | 'none';
}

/** The request from each cluster it is made in. */
export function requestsOf(inventory: Inventory, request: MeshRequest): readonly SimulatedRequest[] {
  const { from, to, port, in: where, ...rest } = request;
  const asker = askerOf(inventory, from);
  const target = targetOf(inventory, to ?? asker.defaultHost);
  const number = portOf(target, port);
  const clusters = where === undefined ? asker.clusters : typeof where === 'string' ? [where] : where;
  for (const name of clusters)
    known(
      'cluster',
      name,
      inventory.clusters.map((cluster) => cluster.name),
    );
  return clusters.map((cluster) => ({
    ...rest,
    from: asker.client(cluster, number),
    to: target.host,
    ...(number !== undefined && { port: number }),
  }));
}

/** The declared service that a request asks for; undefined for other hosts. */
export function serviceAsked(inventory: Inventory, { to }: MeshRequest): ServiceFacts | undefined {
  if (to === undefined) return undefined;
  const key = typeof to === 'string' ? to : `${to.namespace}/${to.serviceName}`;
  return inventory.services.find((service) => service.key === key || service.host === key);
}

interface Asker {
  readonly clusters: readonly string[];
  readonly defaultHost: string | undefined;
  readonly client: (cluster: string, port: number | undefined) => Client;
}

function askerOf(inventory: Inventory, from: MeshRequest['from']): Asker {
  if (typeof from === 'string') return namedAsker(inventory, from);
  if ('gatewayName' in from) return namedAsker(inventory, `${from.namespace}/${from.gatewayName}`);
  if ('serviceName' in from) return namedAsker(inventory, `${from.namespace}/${from.serviceName}`);
  return {
    clusters: inventory.clusters.map((cluster) => cluster.name),
    defaultHost: undefined,
    client: (cluster) => ({ kind: 'workload', cluster, ...from }),
  };
}

function namedAsker(inventory: Inventory, key: string): Asker {
  const service = inventory.services.find((one) => one.key === key);
  if (service) return serviceAsker(service);
  const gateway = inventory.gateways.find((one) => one.key === key);
  if (gateway) return gatewayAsker(gateway);
  known(
    'service or gateway',
    key,
    [...inventory.services, ...inventory.gateways].map((one) => one.key),
  );
  throw new Error('not reached');
}

function serviceAsker({ namespace, serviceAccount, workload, sidecar, runsIn }: ServiceFacts): Asker {
  return {
    clusters: runsIn.map((placement) => placement.cluster),
    defaultHost: undefined,
    client: (cluster) => ({
      kind: 'workload',
      cluster,
      namespace,
      labels: workload,
      proxy: sidecar ? 'sidecar' : 'none',
      ...(serviceAccount !== undefined && { serviceAccount }),
    }),
  };
}

/** Whoever asks a port of TLS speaks TLS to it. */
function gatewayAsker({ namespace, selector, serviceAccount, clusters, hosts, servers }: GatewayFacts): Asker {
  return {
    clusters,
    defaultHost: hosts[0],
    client: (cluster, port) => ({
      kind: 'ingress',
      cluster,
      namespace,
      labels: selector,
      ...(servers.some(({ number, tls }) => number === port && tls !== undefined) && { tls: true }),
      ...(serviceAccount !== undefined && { serviceAccount }),
    }),
  };
}

interface Target {
  readonly host: string;
  readonly service: ServiceFacts | undefined;
}

function targetOf(inventory: Inventory, to: ServiceHandle | string | undefined): Target {
  if (to === undefined) {
    throw mistake("A request needs 'to'.", "Name the service, such as to: 'shop/cart'.");
  }
  const key = typeof to === 'string' ? to : `${to.namespace}/${to.serviceName}`;
  const service = inventory.services.find((one) => one.key === key || one.host === key);
  if (!service && key.includes('/'))
    known(
      'service',
      key,
      inventory.services.map((one) => one.key),
    );
  return { host: service?.host ?? key, service };
}

function portOf({ service, host }: Target, port: number | string | undefined): number | undefined {
  if (typeof port !== 'string') return port;
  const found = service?.ports.find((one) => one.name === port);
  if (found) return found.number;
  const names = service?.ports.map((one) => one.name) ?? [];
  throw mistake(`${host} has no port '${port}'.`, `Its ports are ${names.join(', ') || 'not known by name'}.`);
}

/** Throws for a name that nobody has, with the one that was probably meant. */
function known(what: string, name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  const meant = nearestName(name, names);
  throw mistake(
    `The mesh has no ${what} '${name}'.`,
    meant === undefined ? `There are ${names.join(', ') || 'none'}.` : `Did you mean '${meant}'?`,
  );
}
