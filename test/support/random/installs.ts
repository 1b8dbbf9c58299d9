import fc from 'fast-check';
import { Cluster, type HelmSettings, type MeshApp, type MeshConfig, Namespace, type NamespaceProps } from 'meshwright';
import { buildMesh, type MeshDescription, meshDescriptions } from '../random-mesh.ts';
import { providers, proxies, wholeMeshConfig } from '../whole-mesh-config.ts';
import { Draw, defined } from './draw.ts';

/** A mesh, and the same one with all that can be said of how Istio is installed. */
export interface InstalledMesh {
  readonly plain: () => MeshApp;
  readonly installed: () => MeshApp;
  /** Whether its clusters have several trust domains, so that policies name callers by more than one. */
  readonly severalDomains: boolean;
}

export const installedMeshes: fc.Arbitrary<InstalledMesh> = meshDescriptions.chain((description) =>
  fc.gen().map((g) => installed(description, new Draw(g, fc))),
);

type Namespaces = readonly { readonly id: string; readonly in?: string | undefined; readonly props: NamespaceProps }[];

function installed(description: MeshDescription, draw: Draw): InstalledMesh {
  const several = draw.chance(40);
  const { trustDomain = 'cluster.local' } = description.props;
  const domains = several ? [trustDomain, 'bought.example'] : [];
  const isOpen = (network: string) =>
    description.networks.find(({ id }) => id === network)?.props.eastWestGateway !== false;
  const clusters = description.clusters.map((cluster, i) => ({
    ...cluster,
    ...defined({
      trustDomain: several && i % 2 === 1 ? 'bought.example' : undefined,
      trustDomainAliases: several && draw.chance(30) ? domains : undefined,
      meshConfig: draw.maybe(30, () => ({ accessLogFile: '/dev/stderr', defaultConfig: proxies })),
      revisions: draw.maybe(40, () => ({ old: { default: true, tags: ['stable'] }, new: { image: '1.31.1' } })),
      exposeIstiod: isOpen(cluster.network) ? draw.maybe(20, () => ({ address: '192.0.2.1' })) : undefined,
      helm: draw.maybe(30, () => ({ tag: '1.31.1' })),
      dataPlane: draw.maybe(10, () => 'sidecar' as const),
    }),
  }));
  const networks = description.networks.map(({ id, props }) => {
    const known = draw.maybe(30, () => [{ address: `${id}.example`, port: 15443 }]);
    return { id, props: defined({ ...props, addresses: props.eastWestGateway === false ? undefined : known }) };
  });
  const props = {
    ...description.props,
    ...defined({
      trustDomainAliases: several ? domains : undefined,
      meshConfig: meshConfigs(draw),
      helm: helmSettings(draw, description),
      manageNamespaces: draw.maybe(60, () => true),
      dataPlane: draw.maybe(10, () => 'sidecar' as const),
      trafficApi: draw.maybe(10, () => 'istio' as const),
    }),
  };
  const namespaces = namespacesOf(draw, clusters);
  return {
    plain: () => buildMesh(description).app,
    installed: () => withNamespaces({ ...description, props, networks, clusters } as MeshDescription, namespaces),
    severalDomains: several,
  };
}

/** What every release takes, and what turns no request elsewhere. */
function meshConfigs(draw: Draw): MeshConfig {
  const { zoneAwareLbSetting, serviceEntryVisibility, defaultTrafficPolicy, ...older } = wholeMeshConfig;
  const { mode } = older.outboundTrafficPolicy;
  const exported = { defaultServiceExportTo: ['*'], defaultVirtualServiceExportTo: ['*'] };
  const safe = {
    ...older,
    ...exported,
    defaultDestinationRuleExportTo: ['*'],
    outboundTrafficPolicy: { mode },
    discoverySelectors: [{ matchExpressions: [{ key: 'never', operator: 'DoesNotExist' as const }] }],
    extensionProviders: [
      ...providers.filter(({ name }) => name !== 'otel'),
      { name: 'opa', envoyExtAuthzGrpc: { service: 'opa.ops.svc.cluster.local', port: 9191 } },
    ],
    defaultProviders: { tracing: ['zipkin'], metrics: ['prometheus'], accessLogging: ['json'] },
  };
  const keep = new Set(['extensionProviders', ...draw.some(Object.keys(safe), 60)]);
  return Object.fromEntries(Object.entries(safe).filter(([name]) => keep.has(name)));
}

function helmSettings(draw: Draw, { gateways }: MeshDescription): HelmSettings {
  const names = gateways.map(({ id, name }) => name ?? id);
  return defined({
    hub: draw.maybe(30, () => 'docker.io/istio'),
    cni: draw.pick<HelmSettings['cni']>([undefined, true, false, { chained: false }]),
    istiod: draw.maybe(50, () => ({ autoscaleMin: 2, env: { A: 'b' } })),
    sidecar: draw.maybe(50, () => ({ logLevel: 'error' as const })),
    gateway: draw.maybe(50, () => ({ replicaCount: 2 })),
    eastWestGateway: draw.maybe(30, () => ({ service: { type: 'NodePort' as const } })),
    ingressGateways: draw.maybe(50, () =>
      Object.fromEntries(names.map((name) => [name, { kind: 'DaemonSet' as const }])),
    ),
  });
}

function namespacesOf(
  draw: Draw,
  clusters: readonly { readonly id: string; readonly revisions?: unknown }[],
): Namespaces {
  const upgraded = clusters.find(({ revisions }) => revisions !== undefined);
  return [
    ...(draw.chance(50) ? [{ id: 'shop', props: { labels: { team: 'checkout' } } }] : []),
    ...(draw.chance(50) ? [{ id: 'tools', props: { injection: draw.chance(50) } }] : []),
    ...(upgraded
      ? [{ id: 'pay-next', in: upgraded.id, props: { name: 'pay', revision: draw.pick(['stable', 'new']) } }]
      : []),
    ...(draw.chance(20) ? [{ id: 'quiet', props: { dataPlane: 'sidecar' as const, injection: false } }] : []),
  ];
}

function withNamespaces(description: MeshDescription, namespaces: Namespaces): MeshApp {
  const { app, mesh } = buildMesh(description);
  const clusters = mesh.node.findAll().filter((one): one is Cluster => one instanceof Cluster);
  for (const { id, in: name, props } of namespaces) {
    const cluster = clusters.find(({ node }) => node.id === name);
    new Namespace(mesh, `namespace-${id}`, { name: id, ...props, ...(cluster && { in: [cluster] as const }) });
  }
  return app;
}
