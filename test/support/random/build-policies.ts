import { ApiObject } from 'cdk8s';
import {
  AccessPolicy,
  type AccessPolicyProps,
  applied,
  bake,
  Canary,
  type CanaryProps,
  type Cluster,
  type IngressGateway,
  istio,
  MutualTls,
  type MutualTlsProps,
  move,
  permille,
  RolloutWaves,
  type RolloutWavesProps,
  Route,
  type RouteProps,
  TrafficPolicy,
  type TrafficPolicyProps,
  type Weight,
} from 'meshwright';
import type { AnyService, Builder, Declaration } from './builder.ts';
import type {
  AccessPolicyDescription,
  CanaryDescription,
  MeshDescription,
  RolloutWaveDescription,
  RouteDescription,
} from './description.ts';
import { defined } from './draw.ts';
import { guards } from './guards.ts';

/** Everything that stands on the topology. */
export function policies(builder: Builder, d: MeshDescription): Declaration[] {
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
      needs: [
        route.service,
        ...(route.on ?? []).filter((id) => id !== 'mesh'),
        ...(route.from === undefined ? [] : [route.from]),
      ],
      declare: () => declareRoute(builder, route),
    })),
    ...d.accessPolicies.map((policy) => ({
      id: `access ${policy.service} ${policy.id}`,
      needs: [policy.service, ...(policy.in ?? []), ...policy.allow.flatMap(({ from }) => from)],
      declare: () => declareAccess(builder, policy),
    })),
    ...d.canaries.map((canary) => ({
      id: canary.id,
      needs: [
        canary.service,
        ...(canary.with ?? []).map(({ service }) => service),
        ...canary.waves.flatMap(({ clusters }) => clusters),
      ],
      declare: () => declareCanary(builder, canary),
    })),
    ...guards(builder, d.guards),
    ...(d.waves === undefined ? [] : [rolloutWaves(builder, d.waves)]),
    ...d.objects.map((object) => ({
      id: `object ${object.cluster} ${object.id}`,
      needs: [object.cluster],
      declare: () => declareObject(builder, object),
    })),
  ];
}

function rolloutWaves(builder: Builder, waves: readonly RolloutWaveDescription[]): Declaration {
  const made = () => waves.map(({ clusters, bake }) => ({ clusters: builder.all<Cluster>(clusters), bake }));
  return {
    id: 'rollout waves',
    needs: waves.flatMap(({ clusters }) => clusters),
    declare: () => new RolloutWaves(builder.mesh, 'waves', { waves: made() } as unknown as RolloutWavesProps),
  };
}

function declareRoute(builder: Builder, { id, service, ...description }: RouteDescription): void {
  const { to, versionHeaders = {}, on, mirrors, match, from, ...props } = description;
  const shares = Object.entries(to ?? {}).map(([version, share]) => {
    const headers = versionHeaders[version];
    return [version, headers ? { weight: weight(share), headers } : weight(share)];
  });
  const caller = from === undefined ? undefined : builder.get<AnyService>(from);
  const narrowed = caller && [match].flat().map((one) => ({ ...one, from: caller }));
  const made = {
    ...props,
    match: narrowed ?? match,
    to: to && Object.fromEntries(shares),
    on: on?.map((name) => (name === 'mesh' ? name : builder.get<IngressGateway>(name))),
    mirrors: mirrors?.map(({ to, percent }) => ({ to, percent: weight(percent) })),
  };
  new Route(builder.get<AnyService>(service), id, defined(made) as unknown as RouteProps<string, string>);
}

function declareAccess(
  builder: Builder,
  { id, service, in: clusters, allow, ...props }: AccessPolicyDescription,
): void {
  const rules = allow.map(({ from, ...rule }) =>
    defined({
      ...rule,
      from: typeof from === 'string' ? builder.get<AnyService>(from) : builder.all<AnyService>(from),
    }),
  );
  new AccessPolicy(
    builder.get<AnyService>(service),
    id,
    defined({ ...props, allow: rules, in: builder.all<Cluster>(clusters) }) as AccessPolicyProps<string>,
  );
}

function declareCanary(
  builder: Builder,
  { id, service, with: others, waves, gates, mirror, ...rest }: CanaryDescription,
): void {
  const { maxShareLeavingCluster: most, ...props } = rest;
  const made = {
    ...props,
    with: others?.map(({ service: id, from, to }) => move(builder.get<AnyService>(id), { from, to })),
    maxShareLeavingCluster: most === undefined ? undefined : weight(most),
    mirror: mirror && { ...mirror, percent: weight(mirror.percent) },
    waves: waves.map(({ clusters, weights, own = {}, bake }) => ({
      clusters: clusters.map((id) => {
        const cluster = builder.get<Cluster>(id);
        return own[id] ? { cluster, weights: own[id].map(weight) } : cluster;
      }),
      weights: weights.map(weight),
      bake,
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
