import type { ServicePortFacts, ServiceSurroundings } from '../../../istio/facts.ts';
import type { Labels } from '../../../istio/labels.ts';
import { selects } from '../../../istio/labels.ts';
import { entriesOf, textOf } from '../../../istio/message.ts';
import type { World } from '../../world.ts';
import { type PodTemplate, podTemplates } from './pod-templates.ts';
import { groupBy } from './scope.ts';

export interface PortOfService {
  readonly service: ServiceSurroundings;
  readonly port: ServicePortFacts;
}

/** Pods with a sidecar that several Services select, and the ports of those Services. */
export function* podsOfSeveralServices(
  world: World,
): Iterable<{ template: PodTemplate; ports: readonly PortOfService[] }> {
  const services = groupBy(world.facts.services, ({ namespace }) => namespace);
  const withSidecar = new Set(
    world.facts.workloads.flatMap(({ proxy, cluster, namespace, name }) =>
      proxy === 'sidecar' ? [`${cluster}/${namespace}/${name}`] : [],
    ),
  );
  for (const template of podTemplates(world)) {
    const { cluster, namespace, name } = template.on;
    if (!withSidecar.has(`${cluster}/${namespace}/${name}`)) continue;
    const labels = labelsOf(template);
    const selecting = (services.get(namespace) ?? []).filter(
      ({ selector, clusters }) => selector && clusters.includes(cluster) && selects(selector, labels),
    );
    if (selecting.length < 2) continue;
    yield { template, ports: selecting.flatMap((service) => service.ports.map((port) => ({ service, port }))) };
  }
}

function labelsOf({ metadata }: PodTemplate): Labels {
  return Object.fromEntries(entriesOf(metadata.labels).map(([key, value]) => [key, textOf(value)]));
}
