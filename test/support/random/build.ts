import type { Construct } from 'constructs';
import {
  Cluster,
  IngressGateway,
  type IngressGatewayProps,
  Mesh,
  MeshApp,
  Network,
  Service,
  type ServiceProps,
} from 'meshwright';
import { policies } from './build-policies.ts';
import { Builder, type BuildOptions, type Declaration } from './builder.ts';
import type { MeshDescription, ServiceDescription } from './description.ts';
import { defined } from './draw.ts';

export interface Built {
  readonly app: MeshApp;
  readonly mesh: Mesh;
}

/** Makes the constructs of a description through the public interface, in any order in which handles exist when needed. */
export function buildMesh(description: MeshDescription, options: BuildOptions = {}): Built {
  const app = new MeshApp();
  const mesh = new Mesh(app, description.id, description.props);
  const builder = new Builder(mesh, options);
  inSomeOrder([...topology(builder, description), ...policies(builder, description)], options.next ?? (() => 0));
  return { app, mesh };
}

/** Whatever needs nothing undeclared is ready; `next` picks among them. */
function inSomeOrder(declarations: readonly Declaration[], next: (ready: number) => number): void {
  const done = new Set<string>();
  let left = [...declarations];
  while (left.length > 0) {
    const ready = left.filter(({ needs }) => needs.every((id) => done.has(id)));
    const chosen = ready[next(ready.length)];
    if (!chosen) throw new Error(`nothing can be declared: ${left.map(({ id }) => id).join(', ')}`);
    chosen.declare();
    done.add(chosen.id);
    left = left.filter((declaration) => declaration !== chosen);
  }
}

function topology(builder: Builder, { networks, clusters, gateways, services }: MeshDescription): Declaration[] {
  const made = (id: string, needs: readonly string[], make: () => Construct): Declaration => ({
    id,
    needs,
    declare: () => builder.add(id, make()),
  });
  return [
    ...networks.map(({ id, props }) => made(id, [], () => new Network(builder.scope(id), id, props))),
    ...clusters.map(({ id, network, controlPlane, ...props }) =>
      made(id, [network, ...(controlPlane === undefined ? [] : [controlPlane])], () => {
        const places = {
          network: builder.get<Network>(network),
          controlPlane: controlPlane === undefined ? undefined : builder.get<Cluster>(controlPlane),
        };
        return new Cluster(builder.scope(id), id, defined({ ...props, ...places }));
      }),
    ),
    ...gateways.map(({ id, in: clusters, ...props }) =>
      made(
        id,
        clusters,
        () =>
          new IngressGateway(
            builder.scope(id),
            id,
            defined({ ...props, in: builder.all<Cluster>(clusters) }) as IngressGatewayProps,
          ),
      ),
    ),
    ...services.map((service) =>
      made(
        service.id,
        needsOf(service),
        () => new Service<string, string>(builder.scope(service.id), service.id, serviceProps(builder, service)),
      ),
    ),
  ];
}

function needsOf({ runsIn, requestsPerSecond, callers }: ServiceDescription): string[] {
  return [
    ...(typeof requestsPerSecond === 'object' ? requestsPerSecond.map(({ from }) => from) : []),
    ...runsIn.map((entry) => (typeof entry === 'string' ? entry : entry.cluster)),
    ...(Array.isArray(callers) ? callers : []),
  ];
}

function serviceProps(
  builder: Builder,
  { id: _, runsIn, requestsPerSecond, callers, ...props }: ServiceDescription,
): ServiceProps<string, string> {
  return defined({
    ...props,
    runsIn: runsIn.map((entry) =>
      typeof entry === 'string'
        ? builder.get<Cluster>(entry)
        : defined({ ...entry, cluster: builder.get<Cluster>(entry.cluster) }),
    ),
    requestsPerSecond:
      typeof requestsPerSecond === 'object'
        ? requestsPerSecond.map(({ from, rate }) => ({ from: builder.get<Cluster>(from), rate }))
        : requestsPerSecond,
    callers: Array.isArray(callers) ? callers.map((caller) => builder.get<IngressGateway>(caller)) : callers,
  }) as ServiceProps<string, string>;
}
