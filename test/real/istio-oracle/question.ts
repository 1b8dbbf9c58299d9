import type { ClusterSurroundings, Facts } from '../../../src/istio/facts.ts';
import { selects } from '../../../src/istio/labels.ts';
import type { Manifest } from '../../../src/istio/manifest.ts';
import type { IngressClient, SimulatedRequest } from '../../../src/simulate/request.ts';
import type { CallQuestion, MeshQuestion, ProxyQuestion } from './answers.ts';
import { kubernetesObjects, podAddress } from './kubernetes.ts';

export interface World {
  readonly facts: Facts;
  readonly manifests: ReadonlyMap<string, readonly Manifest[]>;
}

const ISTIO = /\.istio\.io\//;

/** The mesh as one of its istiods sees it: Istio's objects of the config cluster, Kubernetes objects of all clusters. */
export function meshQuestion({ facts, manifests }: World, mesh: string, configCluster: string): MeshQuestion {
  const kubernetes = kubernetesObjects(facts);
  const istio = (manifests.get(configCluster) ?? []).filter(({ apiVersion }) => ISTIO.test(apiVersion)).map(named);
  const cluster = facts.clusters.find(({ name }) => name === configCluster);
  return {
    mesh,
    configCluster,
    clusters: Object.fromEntries(
      [...kubernetes].map(([name, objects]) => [
        name,
        { objects: name === configCluster ? [...objects, ...istio] : objects },
      ]),
    ),
    ...(cluster && { meshConfig: JSON.stringify(meshConfig(facts, cluster)) }),
  };
}

function meshConfig(
  { rootNamespace }: Facts,
  { trustDomain, trustDomainAliases, meshConfig: set }: ClusterSurroundings,
) {
  return {
    rootNamespace,
    trustDomain,
    trustDomainAliases,
    ...(set.outboundTrafficPolicy && { outboundTrafficPolicy: { mode: set.outboundTrafficPolicy } }),
    ...(set.enableAutoMtls !== undefined && { enableAutoMtls: set.enableAutoMtls }),
    ...(set.defaultServiceExportTo && { defaultServiceExportTo: set.defaultServiceExportTo }),
    ...(set.defaultVirtualServiceExportTo && { defaultVirtualServiceExportTo: set.defaultVirtualServiceExportTo }),
    ...(set.defaultDestinationRuleExportTo && { defaultDestinationRuleExportTo: set.defaultDestinationRuleExportTo }),
    ...(set.localityLbSetting && { localityLbSetting: set.localityLbSetting }),
    ...(set.defaultHttpRetryPolicy && { defaultHttpRetryPolicy: set.defaultHttpRetryPolicy }),
    ...(set.clusterLocal && {
      serviceSettings: set.clusterLocal.map(({ host, clusterLocal }) => ({
        settings: { clusterLocal },
        hosts: [host],
      })),
    }),
  };
}

/** Route names that say where they come from; Envoy does nothing with them. */
function named(manifest: Manifest): Manifest {
  const http = manifest.spec?.http;
  if (manifest.kind !== 'VirtualService' || !Array.isArray(http)) return manifest;
  const { name, namespace = 'default' } = manifest.metadata;
  const rules = http.map((rule: unknown, index) => {
    if (typeof rule !== 'object' || rule === null) return rule;
    const match = (rule as Record<string, unknown>).match;
    const alternatives =
      Array.isArray(match) && match.map((one: object | null, at) => one && { ...one, name: `m${at}` });
    return { ...rule, name: `~${namespace}/${name}/${index}`, ...(alternatives && { match: alternatives }) };
  });
  return { ...manifest, spec: { ...manifest.spec, http: rules } };
}

/** The proxy that a request meets first, and the request as it meets it. */
export function callQuestion(
  facts: Facts,
  request: SimulatedRequest,
): { proxy: ProxyQuestion; call: CallQuestion } | undefined {
  const { from } = request;
  const cluster = facts.clusters.find(({ name }) => name === from.cluster);
  if (!cluster || (from.kind === 'workload' && from.proxy === 'none')) return undefined;
  const { namespace, labels = {}, zone, serviceAccount } = from;
  const pods = facts.workloads.find(
    (one) =>
      one.cluster === from.cluster &&
      one.namespace === namespace &&
      one.replicas !== 0 &&
      sameLabels(labels, one.labels),
  );
  const proxy: ProxyQuestion = {
    type: from.kind === 'ingress' ? 'router' : 'sidecar',
    namespace,
    labels,
    cluster: cluster.name,
    network: cluster.network,
    serviceAccount: serviceAccount ?? 'default',
    ip: pods ? podAddress(facts, pods) : '192.0.2.1',
    locality: zone === undefined ? cluster.region : `${cluster.region}/${zone}`,
    istioVersion: `${cluster.istio}.0`,
  };
  return { proxy, call: from.kind === 'ingress' ? ingressCall(facts, request, from) : outboundCall(facts, request) };
}

function sameLabels(asked: Readonly<Record<string, string>>, has: Readonly<Record<string, string>>): boolean {
  return Object.keys(asked).length > 0 && selects(asked, has) && selects(has, asked);
}

function common(request: SimulatedRequest): Pick<CallQuestion, 'method' | 'path' | 'headers' | 'host'> {
  const {
    ':authority': pseudo,
    host,
    ...headers
  } = Object.fromEntries(Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  if (request.protocol === 'grpc') headers['content-type'] = 'application/grpc';
  return {
    host: pseudo ?? host ?? request.to,
    method: request.method ?? (request.protocol === 'grpc' ? 'POST' : 'GET'),
    path: request.path ?? '/',
    headers,
  };
}

function ingressCall(facts: Facts, request: SimulatedRequest, from: IngressClient): CallQuestion {
  const secure = from.tls ?? request.port === 443;
  const asked = request.port ?? (secure ? 443 : 80);
  const port = facts.services
    .filter(({ clusters, namespace }) => clusters.includes(from.cluster) && namespace === from.namespace)
    .filter(({ selector }) => selector !== undefined && selects(selector, from.labels))
    .flatMap(({ ports }) =>
      ports.filter(({ number }) => number === asked).map(({ targetPort }) => Number(targetPort)),
    )[0];
  const stream = request.protocol === 'tcp' || request.protocol === 'tls';
  return {
    ...common(request),
    mode: 'gateway',
    port: port ?? asked,
    // A client with a certificate of its own is let in wherever one without is.
    ...(secure || request.protocol === 'tls' ? { tls: 'mtls', alpn: 'h2', sni: request.sni ?? request.to } : {}),
    protocol: stream ? 'tcp' : request.protocol === 'grpc' ? 'http2' : 'http',
  };
}

function outboundCall(facts: Facts, request: SimulatedRequest): CallQuestion {
  const { to, from } = request;
  const short = to.split('.');
  const service = facts.services.find(
    ({ host, name, namespace, clusters }) =>
      clusters.includes(from.cluster) &&
      (host === to || (name === short[0] && namespace === (short[1] ?? from.namespace) && short.length < 4)),
  );
  const port = request.port ?? service?.ports[0]?.number ?? 80;
  const declared = service?.ports.find(({ number }) => number === port)?.protocol;
  const protocol =
    request.protocol ?? (declared === 'TCP' ? 'tcp' : declared === 'TLS' || declared === 'HTTPS' ? 'tls' : 'http');
  const address = service && addressOf(facts, service, from.cluster);
  return {
    ...common(request),
    port,
    ...(address !== undefined && { address }),
    protocol:
      protocol === 'tcp' || protocol === 'tls' ? 'tcp' : protocol === 'grpc' || declared === 'GRPC' ? 'http2' : 'http',
    ...(protocol === 'tls' && { tls: 'tls', sni: request.sni ?? to }),
  };
}

function addressOf(facts: Facts, service: Facts['services'][number], cluster: string): string | undefined {
  const objects = kubernetesObjects(facts).get(cluster) as {
    kind: string;
    metadata: { name: string; namespace: string };
    spec: { clusterIP?: string };
  }[];
  const found = objects.find(
    ({ kind, metadata }) =>
      kind === 'Service' && metadata.name === service.name && metadata.namespace === service.namespace,
  );
  const address = found?.spec.clusterIP;
  if (address !== 'None') return address;
  const pod = facts.workloads.find(
    (one) =>
      one.cluster === cluster &&
      one.namespace === service.namespace &&
      service.selector &&
      selects(service.selector, one.labels),
  );
  return pod && podAddress(facts, pod);
}
