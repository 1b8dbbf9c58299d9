import type { ServicePortFacts, ServiceSurroundings } from '../../../istio/facts.ts';
import { itemOf, listOf } from '../../../istio/message.ts';
import type { World, WorldObject } from '../../world.ts';

/** A Service of one cluster, as an object and as what was read from it. */
export interface ServiceCopy {
  readonly on: WorldObject;
  readonly facts: ServiceSurroundings;
}

/** Services that are among the objects. */
export function serviceCopies(world: World): readonly ServiceCopy[] {
  return world.remember('copies of Services', () => {
    const known = new Map<string, ServiceSurroundings>();
    for (const service of world.facts.services) {
      for (const cluster of service.clusters) known.set(`${cluster}/${service.namespace}/${service.name}`, service);
    }
    return world.ofKind('Service').flatMap((on) => {
      const facts = known.get(`${on.cluster}/${on.namespace}/${on.name}`);
      return facts ? [{ on, facts }] : [];
    });
  });
}

/** Its ports, each with its place in the list of the object. */
export function* portsOfCopy({ on, facts }: ServiceCopy): Iterable<{ port: ServicePortFacts; index: number }> {
  for (const [index, written] of listOf(on.spec.ports).entries()) {
    const { name, port: number } = itemOf(written);
    const port = facts.ports.find((one) => one.number === number && one.name === (name ?? ''));
    if (port) yield { port, index };
  }
}
