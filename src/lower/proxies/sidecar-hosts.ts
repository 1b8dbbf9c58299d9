import type { ServiceFacts } from '../../istio/inventory.ts';
import { selects } from '../../istio/labels.ts';
import type { Subject } from '../../model/snapshot-types.ts';
import type { MeshIndex } from '../mesh-index.ts';

/**
 * What some pods are declared to call, as a Sidecar names it: services whose callers name one of theirs, and those that
 * anybody may call. What is behind an egress gateway needs the gateway as well.
 */
export function hostsCalledBy(index: MeshIndex, subject: Subject): readonly string[] {
  const { services } = index.mesh.inventory;
  const callers = new Set(services.filter((service) => isOf(subject, service)).map(({ key }) => key));
  const isCalled = (service: ServiceFacts) =>
    service.callers === 'any' || service.callers.some(({ kind, key }) => kind === 'service' && callers.has(key));
  const called = services.filter((service) => isCalled(service) && !service.egress);
  const gateways = called.flatMap(({ external }) => index.services.get(external?.through ?? '') ?? []);
  const hosts = [...called, ...gateways].flatMap(({ namespace, host, external }) =>
    (external?.hosts ?? [host]).map((one) => `${namespace}/${one}`),
  );
  return [...new Set(hosts)].sort();
}

function isOf(subject: Subject, { key, namespace, workload, external }: ServiceFacts): boolean {
  if (external) return false;
  if (subject.kind === 'namespace') return subject.namespace === namespace;
  if (subject.kind === 'pods') return subject.namespace === namespace && selects(subject.labels, workload);
  return subject.kind === 'service' && subject.service === key;
}
