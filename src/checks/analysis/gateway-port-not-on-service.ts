import type { ServiceSurroundings, WorkloadSurroundings } from '../../istio/facts.ts';
import { selects } from '../../istio/labels.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck, type ObjectFinding } from '../object-check.ts';
import { acting, groupBy } from '../walks/scope.ts';
import type { World } from '../world.ts';
import { type GatewayObject, podsOfGateway } from './walks/gateways.ts';
import { listed, unique } from './walks/wording.ts';

/** A Gateway opens a port that no Service of its pods leads to. */
export const gatewayPortNotOnService = defineObjectCheck({
  code: 'gateway-port-not-on-service',
  severity: 'warning',
  equivalents: ['IST0162'],
  *find(world) {
    const services = world.remember('Services by namespace', () =>
      groupBy(world.facts.services, ({ namespace }) => namespace),
    );
    for (const gateway of acting(world, 'Gateway')) {
      const reached = podsOfGateway(world, gateway).flatMap((pods) =>
        servicesOf(pods, services.get(pods.namespace) ?? []).map((service) => ({ pods, service })),
      );
      // Gateways can also be reached without a Service: then nothing is known of their ports.
      if (reached.length > 0) yield* closedPorts(world, gateway, reached);
    }
  },
});

interface Reached {
  readonly pods: WorkloadSurroundings;
  readonly service: ServiceSurroundings;
}

function servicesOf(pods: WorkloadSurroundings, services: readonly ServiceSurroundings[]): ServiceSurroundings[] {
  return services.filter(
    ({ selector, clusters }) => selector && clusters.includes(pods.cluster) && selects(selector, pods.labels),
  );
}

function* closedPorts(_world: World, gateway: GatewayObject, reached: readonly Reached[]): Iterable<ObjectFinding> {
  const open = new Set(reached.flatMap(portsOf));
  const services = unique(reached.map(({ service }) => `${service.namespace}/${service.name}`)).sort();
  for (const [index, { port }] of (gateway.spec.servers ?? []).entries()) {
    if (port.number === 0 || open.has(port.number)) continue;
    yield {
      on: gateway,
      path: ['spec', 'servers', index, 'port', 'number'],
      message: `${objectName(gateway)} opens port ${port.number}, and Service ${listed(services)} of its pods has no such port.`,
      why: 'Envoy listens, but nothing sends connections there: clients of the Service cannot reach the port.',
      hint: 'Add the port to the Service of the gateway, or use one that it has: its own number or the targetPort.',
    };
  }
}

/** Istio takes a Service's own numbers, and those that its pods listen on. */
function portsOf({ pods, service }: Reached): number[] {
  return service.ports.flatMap(({ number, targetPort }) => {
    const target = typeof targetPort === 'number' ? targetPort : pods.ports[targetPort];
    return target === undefined ? [number] : [number, target];
  });
}
