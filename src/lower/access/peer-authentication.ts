import type { ServiceFacts } from '../../istio/inventory.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { MutualTlsSnapshot } from '../../model/snapshot-types.ts';
import type { ClusterObject } from '../cluster-object.ts';
import { groupBy } from '../group-by.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { winnerIn } from '../precedence.ts';
import { subjectKey } from './server-place.ts';

/**
 * What servers accept, at each level one object a cluster: Istio takes the oldest of several and ignores the others.
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export function peerAuthentications(index: MeshIndex): ClusterObject[] {
  const rules = groupBy(index.mesh.mutualTls, ({ subject }) => subject.kind);
  const { rootNamespace, services } = index.mesh.inventory;
  const everywhere = [...index.clusters.keys()].sort();
  const mesh = wide(rules.get('mesh') ?? [], everywhere, rootNamespace);
  const namespaces = [...new Set(services.map((service) => service.namespace))].sort().flatMap((namespace) => {
    const mine = (rules.get('namespace') ?? []).filter(
      ({ subject }) => subject.kind === 'namespace' && subject.namespace === namespace,
    );
    const here = services
      .filter((service) => service.namespace === namespace)
      .flatMap((service) => readers(index, service, mine));
    return wide(mine, [...new Set(here)].sort(), namespace);
  });
  const byService = groupBy([...(rules.get('service') ?? []), ...(rules.get('port') ?? [])], ({ subject }) =>
    'service' in subject ? subject.service : '',
  );
  const workloads = [...byService].flatMap(([key, mine]) => {
    const service = index.services.get(key);
    return service ? readers(index, service, mine).flatMap((cluster) => workload(service, mine, cluster)) : [];
  });
  return [...mesh, ...namespaces, ...workloads, ...pods(rules.get('pods') ?? [], everywhere)];
}

/** Pods that no declared service stands for may run in any cluster. */
function pods(rules: readonly MutualTlsSnapshot[], everywhere: readonly string[]): ClusterObject[] {
  const byPods = groupBy(rules, ({ subject }) => subjectKey(subject));
  return [...byPods.values()].flatMap((mine) =>
    everywhere.flatMap((cluster) => {
      const rule = winnerIn(mine, cluster);
      if (rule?.subject.kind !== 'pods') return [];
      const spec = { selector: { matchLabels: rule.subject.labels }, mtls: { mode: rule.mode } };
      return [object(cluster, rule.subject.namespace, `${rule.id}.pods`, spec, rule, undefined)];
    }),
  );
}

/**
 * Clusters whose istiod has to know: those of the servers; where mutual TLS is switched off also those of the callers, for
 * each istiod tells its own proxies by its own objects which endpoints want plaintext.
 */
function readers(index: MeshIndex, service: ServiceFacts, rules: readonly MutualTlsSnapshot[]): readonly string[] {
  const servers = index.serverClusters(service);
  if (!rules.some((rule) => rule.mode === 'DISABLE')) return servers;
  return [...new Set([...servers, ...index.clientClusters(service)])].sort();
}

function wide(rules: readonly MutualTlsSnapshot[], clusters: readonly string[], namespace: string): ClusterObject[] {
  return clusters.flatMap((cluster) => {
    const rule = winnerIn(rules, cluster);
    return rule ? [object(cluster, namespace, 'default', { mtls: { mode: rule.mode } }, rule, undefined)] : [];
  });
}

/** Port-level modes are keyed by the pods' ports: the inbound listener knows no service ports. */
function workload(service: ServiceFacts, rules: readonly MutualTlsSnapshot[], cluster: string): ClusterObject[] {
  const whole = winnerIn(
    rules.filter(({ subject }) => subject.kind === 'service'),
    cluster,
  );
  const ports = service.ports.flatMap((port) => {
    const rule = winnerIn(
      rules.filter(({ subject }) => subject.kind === 'port' && subject.port === port.name),
      cluster,
    );
    return rule ? [{ key: String(port.targetPort), rule }] : [];
  });
  const from = whole ?? ports[0]?.rule;
  if (!from) return [];
  const spec = {
    selector: { matchLabels: service.workload },
    ...(whole && { mtls: { mode: whole.mode } }),
    ...(ports.length > 0 && {
      portLevelMtls: Object.fromEntries(ports.map(({ key, rule }) => [key, { mode: rule.mode }])),
    }),
  };
  return [object(cluster, service.namespace, service.name, spec, from, service.key)];
}

function object(
  cluster: string,
  namespace: string,
  name: string,
  spec: Manifest['spec'] & object,
  rule: MutualTlsSnapshot,
  service: string | undefined,
): ClusterObject {
  const manifest: Manifest = {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name, namespace },
    spec,
  };
  return { cluster, manifest, tier: 'policies', service, at: rule.at, variants: [] };
}
