import { checkStructure } from '../../../src/istio/structure.ts';
import type { Any, Report, Tree } from './tree.ts';

/** DestinationRules: one a host and cluster, about hosts and ports that exist. */
export function resolveDestinationRules(tree: Tree, report: Report): void {
  const seen = new Map<string, string>();
  for (const rule of tree.of('DestinationRule')) {
    const { host, subsets = [], trafficPolicy } = rule.spec;
    const key = `${rule.cluster} ${host}`;
    const twin = seen.get(key);
    if (twin) report(rule, `${twin} is about ${host} too`);
    seen.set(key, rule.path);
    const entry = tree.of('ServiceEntry', rule.cluster).find(({ spec }) => spec.hosts.includes(host));
    const ports: number[] | undefined =
      tree.services.get(host)?.ports.map(({ number }) => number) ?? entry?.spec.ports.map(({ number }: Any) => number);
    if (!ports) report(rule, `is about ${host}, which is not declared`);
    const names: string[] = subsets.map(({ name }: Any) => name);
    for (const name of new Set(names.filter((name, i) => names.indexOf(name) < i)))
      report(rule, `has the subset ${name} twice`);
    for (const policy of [trafficPolicy, ...subsets.map((subset: Any) => subset.trafficPolicy)]) {
      for (const { port } of policy?.portLevelSettings ?? []) {
        if (!ports?.includes(port.number)) report(rule, `sets port ${port.number}, which ${host} does not have`);
      }
    }
  }
}

/** Networks meet only through gateways that pass on what they cannot read. */
export function resolveEastWest(tree: Tree, report: Report): void {
  const { clusters, networks, rootNamespace } = tree.inventory;
  for (const { name, network } of clusters) {
    const selector = networks.find((candidate) => candidate.name === network)?.eastWestGateway;
    const gateways = tree
      .of('Gateway', name)
      .filter(({ spec }) => spec.servers.some((server: Any) => server.tls?.mode === 'AUTO_PASSTHROUGH'));
    const wanted = tree.multiNetwork && selector !== undefined;
    const fits = gateways.filter(
      ({ namespace, spec }) =>
        namespace === rootNamespace && JSON.stringify(sorted(spec.selector)) === JSON.stringify(sorted(selector)),
    );
    if (fits.length !== (wanted ? 1 : 0) || gateways.length !== fits.length) {
      report(
        { path: name },
        `has ${gateways.length} gateways for other networks, ${fits.length} of them over the east-west gateway's pods`,
      );
    }
  }
}

function sorted(labels: object | undefined): unknown {
  return Object.entries(labels ?? {}).sort();
}

/** Istio's objects are what their CRDs describe, and no two objects of a cluster are one. */
export function resolveObjects(tree: Tree, report: Report): void {
  const seen = new Map<string, string>();
  for (const object of tree.objects) {
    const { manifest, cluster, kind, namespace, name, path } = object;
    for (const problem of checkStructure(manifest)) report(object, `${problem.path}: ${problem.message}`);
    const group = manifest.apiVersion.split('/').slice(0, -1).join('/');
    const key = [cluster, group, kind, namespace, name].join(' ');
    if (seen.has(key)) report(object, `is the same object as ${seen.get(key)}`);
    seen.set(key, path);
    if (!tree.inventory.clusters.some((facts) => facts.name === cluster))
      report(object, 'belongs to no cluster of the mesh');
  }
}
