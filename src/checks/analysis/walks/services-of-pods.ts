import type { ServicePortFacts, ServiceSurroundings } from '../../../istio/facts.ts';
import type { Labels } from '../../../istio/labels.ts';
import { selects } from '../../../istio/labels.ts';
import { entriesOf, textOf } from '../../../istio/message.ts';
import { groupBy } from '../../walks/scope.ts';
import type { World } from '../../world.ts';
import { type PodTemplate, podTemplates } from './pod-templates.ts';

export interface PortOfService {
  readonly service: ServiceSurroundings;
  readonly port: ServicePortFacts;
}

/** Pods with a sidecar that several Services select, and the ports of those Services. */
export function* podsOfSeveralServices(
  world: World,
): Iterable<{ template: PodTemplate; ports: readonly PortOfService[] }> {
  for (const template of podTemplates(world)) {
    const { cluster, namespace, name } = template.on;
    if (!namesWithSidecar(world).has(`${cluster}/${namespace}/${name}`)) continue;
    const labels = labelsOf(template);
    const selecting = (servicesByNamespace(world).get(namespace) ?? []).filter(
      ({ selector, clusters }) => selector && clusters.includes(cluster) && selects(selector, labels),
    );
    if (selecting.length < 2) continue;
    yield { template, ports: selecting.flatMap((service) => service.ports.map((port) => ({ service, port }))) };
  }
}

function servicesByNamespace(world: World): ReadonlyMap<string, readonly ServiceSurroundings[]> {
  return world.remember('Services by namespace', () => groupBy(world.facts.services, ({ namespace }) => namespace));
}

function namesWithSidecar(world: World): ReadonlySet<string> {
  return world.remember('names of pods with a sidecar', () => {
    const pods = world.facts.workloads.filter(({ proxy }) => proxy === 'sidecar');
    return new Set(pods.map(({ cluster, namespace, name }) => `${cluster}/${namespace}/${name}`));
  });
}

function labelsOf({ metadata }: PodTemplate): Labels {
  return Object.fromEntries(entriesOf(metadata.labels).map(([key, value]) => [key, textOf(value)]));
}
