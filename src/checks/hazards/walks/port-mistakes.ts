import type { Labels } from '../../../istio/labels.ts';
import { selects } from '../../../istio/labels.ts';
import { podsCarrying } from '../../walks/pods.ts';
import type { World, WorldObject } from '../../world.ts';
import { servicesIn } from './pods.ts';

export interface PortMistake {
  readonly port: number;
  readonly service: string;
  readonly target: number | string;
}

/** Ports that some Service of the selected pods has and no pod of them listens on under that number. */
export function servicePortsMistaken(
  world: World,
  { namespace, cluster }: WorldObject,
  labels: Labels,
  ports: readonly number[],
): readonly PortMistake[] {
  const scope = namespace === world.facts.rootNamespace ? undefined : namespace;
  const pods = podsCarrying(world, scope, labels);
  if (pods.length === 0) return [];
  const services = servicesIn(world, scope).filter(
    (service) =>
      service.clusters.includes(cluster) &&
      service.selector !== undefined &&
      pods.some((pod) => pod.namespace === service.namespace && selects(service.selector!, pod.labels)),
  );
  const listening = new Set(pods.flatMap((pod) => Object.values(pod.ports)));
  return ports.flatMap((port) => {
    const all = services.flatMap((service) => service.ports.map((one) => ({ service, one })));
    if (listening.has(port) || all.some(({ one }) => one.targetPort === port)) return [];
    const mistaken = all.find(({ one }) => one.number === port);
    if (!mistaken) return [];
    const { service, one } = mistaken;
    const named = pods.map((pod) => pod.ports[String(one.targetPort)]).find((number) => number !== undefined);
    // The name of a container port that nobody declares may be this very number.
    if (typeof one.targetPort === 'string' && named === undefined) return [];
    return [{ port, service: `${service.namespace}/${service.name}`, target: named ?? one.targetPort }];
  });
}
