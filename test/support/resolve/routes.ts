import { type Any, type Found, type Report, type Tree, visible } from './tree.ts';

/** Every VirtualService leads somewhere, for every client that sees it. */
export function resolveRoutes(tree: Tree, report: Report): void {
  const owners = new Map<string, Found>();
  for (const route of tree.of('VirtualService')) {
    const gateways = boundTo(route);
    for (const gateway of gateways) resolveGateway(tree, route, gateway, report);
    oneOwner(route, gateways, owners, report);
    const clients = clientsOf(tree, route, gateways);
    eachDestination(route, report, (destination, where) =>
      resolveDestination(tree, route, destination, where, clients, report),
    );
    everyCallerSees(tree, route, gateways, report);
  }
  everyDefaultIsPinned(tree, report);
}

/** `mesh`, or gateways as `<namespace>/<name>`. */
function boundTo({ spec, namespace }: Found): string[] {
  const gateways: string[] = spec.gateways ?? ['mesh'];
  return gateways.map((name) => (name === 'mesh' || name.includes('/') ? name : `${namespace}/${name}`));
}

function resolveGateway(tree: Tree, route: Found, gateway: string, report: Report): void {
  if (gateway === 'mesh') return;
  const found = tree.of('Gateway', route.cluster).find(({ namespace, name }) => `${namespace}/${name}` === gateway);
  if (!found) report(route, `gateway ${gateway} is not in the cluster`);
  const served: string[] = found?.spec.servers.flatMap((server: Any) => server.hosts) ?? [];
  for (const host of route.spec.hosts) {
    if (!served.some((pattern) => covers(pattern, host))) report(route, `gateway ${gateway} does not serve ${host}`);
  }
}

function covers(pattern: string, host: string): boolean {
  return pattern === '*' || pattern === host || (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)));
}

function oneOwner(route: Found, gateways: readonly string[], owners: Map<string, Found>, report: Report): void {
  for (const host of route.spec.hosts) {
    for (const gateway of gateways) {
      const key = `${route.cluster} ${gateway} ${host}`;
      const owner = owners.get(key);
      if (owner) report(route, `${host} on ${gateway} belongs to ${owner.path} already`);
      owners.set(key, route);
    }
  }
}

/** Namespaces whose proxies act on it. */
function clientsOf(tree: Tree, route: Found, gateways: readonly string[]): string[] {
  const ingress = gateways.filter((gateway) => gateway !== 'mesh').map((gateway) => gateway.split('/')[0] as string);
  const mesh = gateways.includes('mesh') ? tree.namespaces().filter((namespace) => visible(route, namespace)) : [];
  return [...new Set([...ingress, ...mesh])];
}

function eachDestination(route: Found, report: Report, visit: (destination: Any, where: string) => void): void {
  const { http = [], tcp = [], tls = [] } = route.spec;
  if (http.length + tcp.length + tls.length === 0) report(route, 'has no routes');
  for (const [protocol, entries] of Object.entries({ http, tcp, tls })) {
    entries.forEach((entry: Any, i: number) => {
      const where = `${protocol}[${i}]`;
      const leads = entry.redirect ?? entry.directResponse ?? entry.delegate;
      if (!leads && !(entry.route?.length > 0)) report(route, `${where} leads nowhere`);
      weights(route, where, entry.route ?? [], report);
      for (const { destination } of [...(entry.route ?? []), ...(entry.mirrors ?? [])]) visit(destination, where);
      if (entry.mirror) visit(entry.mirror, `${where}.mirror`);
    });
  }
}

function weights(route: Found, where: string, destinations: readonly Any[], report: Report): void {
  const given = destinations.map(({ weight }) => weight);
  if (destinations.length === 1 && given[0] !== undefined)
    report(route, `${where} gives its only destination a weight`);
  if (destinations.length < 2) return;
  const sum = given.reduce(
    (total, weight) => total + (Number.isInteger(weight) && weight >= 0 ? weight : Number.NaN),
    0,
  );
  if (sum !== 100 && sum !== 1000) report(route, `${where} has weights that add up to ${sum}`);
}

function resolveDestination(
  tree: Tree,
  route: Found,
  { host, subset, port }: Any,
  where: string,
  clients: readonly string[],
  report: Report,
): void {
  const ports = portsOf(tree, route, host);
  if (!ports) report(route, `${where} leads to ${host}, which is not declared`);
  if (port === undefined && ports && ports.length > 1)
    report(route, `${where} leads to ${host} without saying which of its ports`);
  if (port !== undefined && !ports?.includes(port.number))
    report(route, `${where} leads to port ${port.number}, which ${host} does not have`);
  if (subset === undefined) return;
  for (const client of clients) {
    const problem = subsetProblem(tree, tree.ruleFor(route.cluster, client, host), host, subset);
    if (problem) report(route, `${where} leads clients of ${client} to ${host}: ${problem}`);
  }
  if (tree.multiNetwork) resolveAcross(tree, route, host, subset, where, report);
}

function portsOf(tree: Tree, route: Found, host: string): number[] | undefined {
  const entries = tree.of('ServiceEntry', route.cluster).filter(({ spec }) => spec.hosts.includes(host));
  const entry = entries.find((candidate) => visible(candidate, route.namespace));
  return (
    tree.services.get(host)?.ports.map(({ number }) => number) ?? entry?.spec.ports.map(({ number }: Any) => number)
  );
}

/** Whether the rule has the subset, and some pods bear its labels. */
function subsetProblem(tree: Tree, rule: Found | undefined, host: string, name: string): string | undefined {
  if (!rule) return `no DestinationRule that they see has the subset ${name}`;
  const subset = rule.spec.subsets?.find((candidate: Any) => candidate.name === name);
  if (!subset) return `${rule.path} has no subset ${name}`;
  const service = tree.services.get(host);
  if (!service) return undefined;
  const { 'topology.istio.io/cluster': cluster, ...labels } = subset.labels;
  const versions = service.versions.filter((version) =>
    Object.entries(labels).every(([key, value]) => version.labels[key] === value),
  );
  const runs = service.runsIn.some(
    (place) =>
      (cluster === undefined || place.cluster === cluster) &&
      versions.some((version) => place.versions.includes(version.name)),
  );
  return runs ? undefined : `no pods bear the labels of the subset ${name}`;
}

/** The east-west gateway of a cluster has a filter chain only for subsets that itself can see. */
function resolveAcross(tree: Tree, route: Found, host: string, subset: string, where: string, report: Report): void {
  for (const { cluster } of tree.services.get(host)?.runsIn ?? []) {
    const problem = subsetProblem(tree, tree.ruleFor(cluster, tree.inventory.rootNamespace, host), host, subset);
    if (problem) report(route, `${where} leads across networks into ${cluster}: ${problem}`);
  }
}

/** A caller that does not see the VirtualService goes by no route at all. */
function everyCallerSees(tree: Tree, route: Found, gateways: readonly string[], report: Report): void {
  const service = tree.services.get(route.spec.hosts[0]);
  if (!service || !gateways.includes('mesh')) return;
  const callers =
    service.callers === 'any'
      ? tree.namespaces()
      : service.callers.filter(({ kind }) => kind === 'service').map(({ key }) => key.split('/')[0] as string);
  for (const namespace of new Set(callers)) {
    if (!visible(route, namespace)) report(route, `callers in ${namespace} do not see it`);
  }
}

/** A service of several versions gets traffic by accident wherever a caller has no VirtualService for it. */
function everyDefaultIsPinned(tree: Tree, report: Report): void {
  for (const service of tree.inventory.services.filter(({ versions }) => versions.length > 1)) {
    const plain = service.ports.every(({ protocol }) => protocol === 'TLS' || protocol === 'HTTPS');
    for (const { name } of tree.inventory.clusters) {
      const routes = tree.of('VirtualService', name).some(({ spec }) => spec.hosts.includes(service.host));
      const called =
        service.callers === 'any' ||
        service.callers.some(({ kind, key }) => kind === 'service' && callerRunsIn(tree, key, name));
      if (called && !plain && !routes)
        report({ path: name }, `has callers of ${service.host} and no VirtualService for it`);
    }
  }
}

function callerRunsIn(tree: Tree, key: string, cluster: string): boolean {
  return tree.inventory.services.some(
    (service) => service.key === key && service.runsIn.some((place) => place.cluster === cluster),
  );
}
