import type { ServiceFacts } from '../../../src/istio/inventory.ts';
import type { Any, Found, Report, Tree } from './tree.ts';

/** PeerAuthentications select declared pods and name their ports; of a rank there is one a cluster. */
export function resolvePeerAuthentications(tree: Tree, report: Report): void {
  const seen = new Map<string, string>();
  for (const rule of tree.of('PeerAuthentication')) {
    const { selector, portLevelMtls = {} } = rule.spec;
    const key = `${rule.cluster} ${rule.namespace} ${JSON.stringify(selector?.matchLabels ?? {})}`;
    if (seen.has(key)) report(rule, `Istio would take only the older of it and ${seen.get(key)}`);
    seen.set(key, rule.path);
    const ports = Object.keys(portLevelMtls);
    if (!selector && ports.length > 0) report(rule, 'names ports without selecting pods');
    if (!selector) continue;
    // Where plaintext has a place, callers' clusters have the rule too: it is theirs to know, of pods elsewhere.
    const plaintext = [rule.spec.mtls, ...Object.values<Any>(portLevelMtls)].some((one) => one?.mode === 'DISABLE');
    namesPortsOf(
      plaintext ? selectedAnywhere(tree, rule, report) : selectedBy(tree, rule, report),
      ports,
      rule,
      report,
    );
  }
}

/** AuthorizationPolicies select declared pods, name their ports and identities that exist. */
export function resolveAuthorizationPolicies(tree: Tree, report: Report): void {
  for (const policy of tree.of('AuthorizationPolicy')) {
    const { selector, rules = [] } = policy.spec;
    // Pods of gateways, and those that no service declares, an author may select as well.
    const ofServices = selector && !isUnknown(tree, policy.namespace) && !isGateway(tree, policy);
    const services = ofServices ? selectedBy(tree, policy, report) : [];
    for (const rule of rules) {
      for (const { operation } of rule.to ?? []) {
        const ports: string[] = [...(operation.ports ?? []), ...(operation.notPorts ?? [])];
        if (ofServices) namesPortsOf(services, ports, policy, report);
        notEmpty(operation, policy, report);
      }
      for (const { source } of rule.from ?? []) {
        notEmpty(source, policy, report);
        for (const principal of source.principals ?? []) resolvePrincipal(tree, policy, principal, report);
      }
    }
  }
}

/** Nothing of the inventory is there. */
function isUnknown({ inventory: { services, gateways, rootNamespace } }: Tree, namespace: string): boolean {
  return namespace !== rootNamespace && ![...services, ...gateways].some((one) => one.namespace === namespace);
}

function isGateway({ inventory: { gateways } }: Tree, { cluster, namespace, spec }: Found): boolean {
  const labels = Object.entries(spec.selector.matchLabels);
  return gateways.some(
    (one) =>
      one.namespace === namespace &&
      one.clusters.includes(cluster) &&
      labels.every(([name, value]) => one.selector[name] === value),
  );
}

function selectedAnywhere(tree: Tree, found: Found, report: Report): ServiceFacts[] {
  const { matchLabels } = found.spec.selector;
  const services = tree.inventory.clusters.flatMap(({ name }) => tree.selected(name, found.namespace, matchLabels));
  if (services.length === 0) report(found, 'selects no declared pods of any cluster');
  return services;
}

function selectedBy(tree: Tree, found: Found, report: Report): ServiceFacts[] {
  const services = tree.selected(found.cluster, found.namespace, found.spec.selector.matchLabels);
  if (services.length === 0) report(found, 'selects no declared pods of its cluster');
  return services;
}

/** Ports on the pods: a proxy's inbound side knows no service ports. */
function namesPortsOf(services: readonly ServiceFacts[], ports: readonly string[], found: Found, report: Report): void {
  const known = services.flatMap((service) => service.ports.map(({ targetPort }) => String(targetPort)));
  for (const port of ports.filter((port) => !known.includes(port)))
    report(found, `names port ${port}, which no selected pod has`);
}

/** An empty list is no condition at all: it would let everybody in. */
function notEmpty(conditions: Any, found: Found, report: Report): void {
  const empty = Object.values(conditions).some((list) => Array.isArray(list) && list.length === 0);
  if (empty || Object.keys(conditions).length === 0) report(found, 'has an empty condition, which holds for everybody');
}

function resolvePrincipal(tree: Tree, policy: Found, principal: string, report: Report): void {
  const { trustDomain, services, gateways } = tree.inventory;
  const [, namespace] = principal.match(/^[^/]*\/ns\/([^/]*)\/sa\/[^/*]*$/) ?? [];
  // Several identities at once, and those of pods that no service declares, an author may name all the same.
  if (namespace === undefined || isUnknown(tree, namespace)) return;
  const known = [...services, ...gateways].map(
    ({ namespace, serviceAccount }) => `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`,
  );
  if (!known.includes(principal)) report(policy, `lets ${principal} in, which is nobody's identity`);
}
