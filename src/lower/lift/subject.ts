import type { GatewayFacts, ServiceFacts } from '../../istio/inventory.ts';
import type { CallerSnapshot, Subject } from '../../model/snapshot-types.ts';
import { trustDomainsIn, trustDomainsOf } from '../access/trust-domains.ts';
import type { MeshIndex } from '../mesh-index.ts';

/**
 * Whose pods an object of a namespace selects: those of a declared service or gateway where one has just these labels.
 * Where several have, the one that the object is named after, else the first by name.
 */
export function liftSubject(
  index: MeshIndex,
  namespace: string,
  labels: Readonly<Record<string, string>>,
  name: string,
): Subject {
  const text = canonical(labels);
  if (text === '[]') {
    if (namespace === index.mesh.inventory.rootNamespace) return { kind: 'mesh' };
    return { kind: 'namespace', namespace };
  }
  const { services, gateways } = index.mesh.inventory;
  const own = services.filter((one) => one.namespace === namespace && canonical(one.workload) === text);
  const service = own.find((one) => name === one.name || name.startsWith(`${one.name}.`)) ?? own[0];
  if (service) return { kind: 'service', service: service.key };
  const open = gateways.filter((one) => one.namespace === namespace && canonical(one.selector) === text);
  const gateway = open.find((one) => name.startsWith(`${one.name}.gateway`)) ?? open[0];
  if (gateway) return { kind: 'gateway', gateway: gateway.key };
  return { kind: 'pods', namespace, labels: Object.fromEntries(entries(labels)) };
}

/** Who a principal is: the first declared service, else gateway, under its account; undefined for a pattern. */
export function liftCaller(index: MeshIndex, principal: string): CallerSnapshot | undefined {
  const parts = /^([^/*]+)\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(principal);
  const [, domain, namespace, serviceAccount] = parts ?? [];
  if (domain === undefined || namespace === undefined || serviceAccount === undefined) return undefined;
  const { services, gateways } = index.mesh.inventory;
  const acts = (one: ServiceFacts | GatewayFacts) =>
    one.namespace === namespace && one.serviceAccount === serviceAccount && trustDomainsOf(index, one).includes(domain);
  const service = services.find(acts);
  if (service) return { kind: 'service', key: service.key };
  const gateway = gateways.find(acts);
  if (gateway) return { kind: 'gateway', key: gateway.key };
  const isOwn = trustDomainsIn(index).includes(domain);
  return { kind: 'identity', trustDomain: isOwn ? undefined : domain, namespace, serviceAccount };
}

function canonical(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(entries(labels));
}

function entries(labels: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}
