import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import {
  AccessPolicy,
  type AccessPolicyProps,
  applied,
  bake,
  Canary,
  type CanaryProps,
  Cluster,
  IngressGateway,
  type IngressGatewayProps,
  istio,
  Mesh,
  MeshApp,
  MutualTls,
  type MutualTlsProps,
  Network,
  permille,
  Route,
  type RouteProps,
  Service,
  type ServiceProps,
  TrafficPolicy,
  type TrafficPolicyProps,
  type Weight,
} from 'meshwright';
import type {
  AccessPolicyDescription,
  CanaryDescription,
  MeshDescription,
  RouteDescription,
  ServiceDescription,
} from './description.ts';
import { defined } from './draw.ts';

export interface BuildOptions {
  /** Which of `ready` declarations comes next, counted from 0. Default: always the first. */
  readonly next?: (ready: number) => number;
  /** Name of a grouping construct to put a network, cluster, gateway, service or object under. Default: none. */
  readonly group?: (id: string) => string | undefined;
}

export interface Built {
  readonly app: MeshApp;
  readonly mesh: Mesh;
}

type AnyService = Service<string, string>;

/** Makes the constructs of a description through the public interface, in any order in which handles exist when needed. */
export function buildMesh(description: MeshDescription, options: BuildOptions = {}): Built {
  const app = new MeshApp();
  const mesh = new Mesh(app, description.id, description.props);
  const builder = new Builder(mesh, options);
  inSomeOrder([...topology(builder, description), ...policies(builder, description)], options.next ?? (() => 0));
  return { app, mesh };
}

interface Declaration {
  readonly id: string;
  readonly needs: readonly string[];
  declare(): void;
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

/** The constructs made so far, by id. */
class Builder {
  readonly mesh: Mesh;
  readonly #group: (id: string) => string | undefined;
  readonly #made = new Map<string, Construct>();

  constructor(mesh: Mesh, { group = () => undefined }: BuildOptions) {
    this.mesh = mesh;
    this.#group = group;
  }

  /** The mesh, or the grouping construct for this id below `parent`. */
  scope(id: string, parent: Construct = this.mesh): Construct {
    const name = this.#group(id);
    if (name === undefined) return parent;
    return (parent.node.tryFindChild(name) as Construct | undefined) ?? new Construct(parent, name);
  }

  add(id: string, construct: Construct): void {
    this.#made.set(id, construct);
  }

  get<T extends Construct>(id: string): T {
    return this.#made.get(id) as T;
  }

  all<T extends Construct>(ids: readonly string[] | undefined): [T, ...T[]] | undefined {
    return ids?.map((id) => this.get<T>(id)) as [T, ...T[]] | undefined;
  }

  subject(id: string | undefined): Mesh | AnyService {
    return id === undefined ? this.mesh : this.get<AnyService>(id);
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
    ...clusters.map(({ id, network, ...props }) =>
      made(
        id,
        [network],
        () => new Cluster(builder.scope(id), id, defined({ ...props, network: builder.get<Network>(network) })),
      ),
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

function needsOf({ runsIn, callers }: ServiceDescription): string[] {
  return [
    ...runsIn.map((entry) => (typeof entry === 'string' ? entry : entry.cluster)),
    ...(Array.isArray(callers) ? callers : []),
  ];
}

function serviceProps(
  builder: Builder,
  { id: _, runsIn, callers, ...props }: ServiceDescription,
): ServiceProps<string, string> {
  return defined({
    ...props,
    runsIn: runsIn.map((entry) =>
      typeof entry === 'string'
        ? builder.get<Cluster>(entry)
        : { cluster: builder.get<Cluster>(entry.cluster), versions: entry.versions },
    ),
    callers: Array.isArray(callers) ? callers.map((caller) => builder.get<IngressGateway>(caller)) : callers,
  }) as ServiceProps<string, string>;
}

function policies(builder: Builder, d: MeshDescription): Declaration[] {
  const on = (subject: string | undefined) => (subject === undefined ? [] : [subject]);
  return [
    ...d.trafficPolicies.map(({ id, on: subject, in: clusters, props }) => ({
      id: `traffic ${id}`,
      needs: [...on(subject), ...(clusters ?? [])],
      declare: () =>
        new TrafficPolicy(
          builder.subject(subject) as AnyService,
          id,
          defined({ ...props, in: builder.all<Cluster>(clusters) }) as TrafficPolicyProps<string, string>,
        ),
    })),
    ...d.mutualTls.map(({ id, on: subject, in: clusters, ...props }) => ({
      id: `mtls ${id}`,
      needs: [...on(subject), ...(clusters ?? [])],
      declare: () =>
        new MutualTls(
          builder.subject(subject) as AnyService,
          id,
          defined({ ...props, in: builder.all<Cluster>(clusters) }) as MutualTlsProps<string>,
        ),
    })),
    ...d.routes.map((route) => ({
      id: route.id,
      needs: [route.service, ...(route.on ?? [])],
      declare: () => declareRoute(builder, route),
    })),
    ...d.accessPolicies.map((policy) => ({
      id: `access ${policy.service} ${policy.id}`,
      needs: [policy.service, ...(policy.in ?? []), ...policy.allow.flatMap(({ from }) => from)],
      declare: () => declareAccess(builder, policy),
    })),
    ...d.canaries.map((canary) => ({
      id: canary.id,
      needs: [canary.service, ...canary.waves.flatMap(({ clusters }) => clusters)],
      declare: () => declareCanary(builder, canary),
    })),
    ...d.objects.map((object) => ({
      id: `object ${object.cluster} ${object.id}`,
      needs: [object.cluster],
      declare: () => declareObject(builder, object),
    })),
  ];
}

function declareRoute(builder: Builder, { id, service, to, on, ...props }: RouteDescription): void {
  const shares = to && Object.fromEntries(Object.entries(to).map(([version, share]) => [version, weight(share)]));
  new Route(
    builder.get<AnyService>(service),
    id,
    defined({ ...props, to: shares, on: builder.all<IngressGateway>(on) }) as RouteProps<string, string>,
  );
}

function declareAccess(builder: Builder, { id, service, in: clusters, allow }: AccessPolicyDescription): void {
  const rules = allow.map(({ from, ...rule }) =>
    defined({
      ...rule,
      from: typeof from === 'string' ? builder.get<AnyService>(from) : builder.all<AnyService>(from),
    }),
  );
  new AccessPolicy(
    builder.get<AnyService>(service),
    id,
    defined({ allow: rules, in: builder.all<Cluster>(clusters) }) as AccessPolicyProps<string>,
  );
}

function declareCanary(builder: Builder, { id, service, waves, gates, ...props }: CanaryDescription): void {
  const made = {
    ...props,
    waves: waves.map((wave) => ({
      ...wave,
      clusters: builder.all<Cluster>(wave.clusters),
      weights: wave.weights.map(weight),
    })),
    gates: gates?.map((gate) => (gate === 'bake' ? bake('5m') : applied())),
  };
  new Canary(builder.get<AnyService>(service), id, defined(made) as unknown as CanaryProps<string, string>);
}

function declareObject(
  builder: Builder,
  { id, cluster, apiVersion, kind, name, namespace, body }: MeshDescription['objects'][number],
): void {
  const scope = builder.scope(id, builder.get<Cluster>(cluster));
  const metadata = defined({ name, namespace });
  if (apiVersion !== undefined) new ApiObject(scope, id, { apiVersion, kind, metadata, ...body });
  else new istio[kind as 'Sidecar'](scope, id, { metadata, spec: body.spec as object });
}

/** Whole per cents as numbers, the rest by `permille`. */
function weight(tenths: number): Weight {
  return tenths % 10 === 0 ? ((tenths / 10) as Weight) : permille(tenths);
}
