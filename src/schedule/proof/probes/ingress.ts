import type { Facts, ServiceSurroundings, WorkloadSurroundings } from '../../../istio/facts.ts';
import { fullHost, hostCoversAsWritten, isWildcardHost } from '../../../istio/hosts.ts';
import { selects } from '../../../istio/labels.ts';
import { groupOf, type Manifest } from '../../../istio/manifest.ts';
import { nameOf, namespaceOf, specOf } from '../../../simulate/objects.ts';
import type { IngressClient } from '../../../simulate/request.ts';
import { gatewayName } from '../../../simulate/route/virtual-service.ts';
import { entries, type Fields, fields, number, text, textMap, texts } from '../../../simulate/shape.ts';
import type { Probe } from '../types.ts';

/**
 * Who asks the gateways of a mesh from outside: for every group of gateway pods (those aside that let other networks in)
 * and every server of a Gateway that selects them, one probe for each name that something is served under. A wildcard
 * stands for the hosts of the VirtualServices bound to its Gateway, and for one name that it alone covers.
 *
 * A name that a VirtualService serves, or that is redirected to HTTPS, is owed an answer (`declared`); to others nothing
 * is owed (`none`), and nothing to those outside who would need a certificate of the mesh. Of a host outside of the mesh
 * that is served to the mesh's own proxies its declared callers ask, as their sidecars do.
 *
 * @param objects Gateways and VirtualServices of each config cluster, in all their versions; other kinds are not read.
 */
export function ingressProbes(facts: Facts, objects: ReadonlyMap<string, readonly Manifest[]>): readonly Probe[] {
  const configs = new Map<string, Config>();
  const services = servicesByNamespace(facts);
  const configOf = (cluster: string): Config => {
    const known = configs.get(cluster) ?? configFrom(objects.get(cluster) ?? []);
    configs.set(cluster, known);
    return known;
  };
  return facts.clusters.flatMap(({ name, configCluster }) => {
    const config = configOf(configCluster);
    return gatewayPods(facts, name).flatMap((pods) => {
      const own = (services.get(pods.namespace) ?? []).filter(
        ({ selector, clusters }) =>
          selector !== undefined && selects(selector, pods.labels) && clusters.includes(pods.cluster),
      );
      return probesThrough(facts, pods, own, config);
    });
  });
}

interface Bound {
  readonly namespace: string;
  readonly hosts: readonly string[];
}

/** What one istiod reads. */
interface Config {
  readonly gateways: readonly Manifest[];
  /** VirtualServices by the Gateway that they name, as `namespace/name`. */
  readonly bound: ReadonlyMap<string, readonly Bound[]>;
}

function configFrom(manifests: readonly Manifest[]): Config {
  const bound = new Map<string, Bound[]>();
  const gateways: Manifest[] = [];
  for (const manifest of manifests) {
    if (manifest.kind === 'Gateway' && groupOf(manifest.apiVersion) === 'networking.istio.io') gateways.push(manifest);
    if (manifest.kind !== 'VirtualService') continue;
    const namespace = namespaceOf(manifest);
    const spec = specOf(manifest);
    const hosts = texts(spec.hosts).map((host) => fullHost(host, namespace).toLowerCase());
    for (const name of new Set(texts(spec.gateways).map((one) => gatewayName(one, namespace)))) {
      const same = bound.get(name);
      if (same) same.push({ namespace, hosts });
      else bound.set(name, [{ namespace, hosts }]);
    }
  }
  return { gateways, bound };
}

/** Of each group one, by what Gateways and policies look at. */
function gatewayPods({ workloads, networks }: Facts, cluster: string): readonly WorkloadSurroundings[] {
  const eastWest = networks.flatMap(({ gateways }) => gateways).filter((one) => one.cluster === cluster);
  const groups = new Map<string, WorkloadSurroundings>();
  for (const pods of workloads) {
    if (pods.proxy !== 'gateway' || pods.cluster !== cluster) continue;
    const { namespace, labels, serviceAccount, zone } = pods;
    if (eastWest.some((one) => one.namespace === namespace && selects(one.labels, labels))) continue;
    const key = JSON.stringify([namespace, Object.entries(labels).sort(), serviceAccount, zone]);
    if (!groups.has(key)) groups.set(key, pods);
  }
  return [...groups.values()];
}

function servicesByNamespace({ services }: Facts): ReadonlyMap<string, readonly ServiceSurroundings[]> {
  const index = new Map<string, ServiceSurroundings[]>();
  for (const service of services) {
    const same = index.get(service.namespace);
    if (same) same.push(service);
    else index.set(service.namespace, [service]);
  }
  return index;
}

function probesThrough(
  facts: Facts,
  pods: WorkloadSurroundings,
  services: readonly ServiceSurroundings[],
  { gateways, bound }: Config,
): readonly Probe[] {
  const { cluster, namespace, labels, serviceAccount, zone, name } = pods;
  const account = serviceAccount === undefined ? {} : { serviceAccount };
  const place = zone === undefined ? {} : { zone };
  const [plain, secured] = [false, true].map(
    (tls): IngressClient => ({ kind: 'ingress', cluster, namespace, labels, ...account, tls, ...place }),
  ) as [IngressClient, IngressClient];
  const probes = new Map<string, Probe>();
  for (const gateway of gateways) {
    const spec = specOf(gateway);
    if (!selects(textMap(spec.selector) ?? {}, labels)) continue;
    const own = bound.get(`${namespaceOf(gateway)}/${nameOf(gateway)}`) ?? [];
    for (const server of entries(spec.servers).flatMap((one) => serverOf(one, services, pods) ?? [])) {
      for (const { host, isServed } of namesOf(server.hosts, namespaceOf(gateway), own)) {
        if (isBehind(facts, pods, host)) {
          for (const probe of isServed ? insiders(facts, pods, secured, { host, ...server }) : [])
            probes.set(`${probe.who} ${server.port} ${host}`, probe);
          continue;
        }
        const owed = (isServed || server.redirects) && server.isOpen;
        const key = `${server.tls} ${server.port} ${host}`;
        if (probes.has(key) && !owed) continue;
        const who = `a client of gateway ${name} (${namespace})`;
        const client = server.tls ? secured : plain;
        probes.set(key, { client, to: host, port: server.port, promise: owed ? 'declared' : 'none', who });
      }
    }
  }
  return [...probes.values()];
}

/** Whether sidecars send what is for a host to these pods. */
function isBehind({ hostGateways = {} }: Facts, pods: WorkloadSurroundings, host: string): boolean {
  const sentTo = hostGateways[host];
  return sentTo?.namespace === pods.namespace && sentTo.name === pods.name;
}

/**
 * Declared callers of a host outside whose proxies send it to a gateway of the mesh, such as an egress gateway. What worked
 * there has to work on; that it comes to work is owed to the callers themselves. Nobody else is meant to ask there.
 */
function insiders(
  { hostCallers = {}, clusters }: Facts,
  pods: WorkloadSurroundings,
  client: IngressClient,
  { host, port, isOpen }: Pick<Server, 'port' | 'isOpen'> & { readonly host: string },
): readonly Probe[] {
  const probe = { client, to: host, port, promise: 'symbolic' } as const;
  if (isOpen) return [{ ...probe, who: `a sidecar at gateway ${pods.name}` }];
  const domain = clusters.find(({ name }) => name === pods.cluster)?.trustDomain ?? '';
  return (hostCallers[host] ?? []).flatMap(({ kind, namespace, serviceAccount }) => {
    const isGateway = namespace === pods.namespace && serviceAccount === pods.serviceAccount;
    if (kind === 'gateway' || isGateway || serviceAccount === undefined) return [];
    const identity = `${domain}/ns/${namespace}/sa/${serviceAccount}`;
    return [
      { ...probe, client: { ...client, identity }, who: `${serviceAccount} (${namespace}) at gateway ${pods.name}` },
    ];
  });
}

interface Server {
  /** At which clients knock: the Service's. */
  readonly port: number;
  readonly tls: boolean;
  readonly redirects: boolean;
  /** Whether clients without a certificate of the mesh get in. */
  readonly isOpen: boolean;
  readonly hosts: readonly string[];
}

const PLAIN = ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB'];

/** Undefined for one that only other networks of the mesh use. */
function serverOf(
  server: Fields,
  services: readonly ServiceSurroundings[],
  pods: WorkloadSurroundings,
): Server | undefined {
  const at = number(fields(server.port).number);
  const tls = fields(server.tls);
  if (at === undefined || tls.mode === 'AUTO_PASSTHROUGH') return undefined;
  const protocol = (text(fields(server.port).protocol) ?? '').toUpperCase();
  const secured = server.tls !== undefined && server.tls !== null && !PLAIN.includes(protocol);
  return {
    port: frontPort(at, services, pods) ?? at,
    tls: secured,
    redirects: tls.httpsRedirect === true,
    isOpen: !secured || tls.mode !== 'ISTIO_MUTUAL',
    hosts: texts(server.hosts),
  };
}

/** A Gateway names a port of the pods' Service, or one that the pods listen on. */
function frontPort(
  at: number,
  services: readonly ServiceSurroundings[],
  { ports }: WorkloadSurroundings,
): number | undefined {
  const all = services.flatMap((one) => one.ports);
  if (all.some((one) => one.number === at)) return at;
  return all.find(({ targetPort }) => (typeof targetPort === 'number' ? targetPort : ports[targetPort]) === at)?.number;
}

interface Name {
  readonly host: string;
  readonly isServed: boolean;
}

/** The names that a server's hosts stand for, each once. */
function namesOf(hosts: readonly string[], gatewayNamespace: string, bound: readonly Bound[]): readonly Name[] {
  const names = new Map<string, boolean>();
  for (const full of hosts) {
    const slash = full.indexOf('/');
    const before = full.slice(0, Math.max(0, slash));
    const limit = before === '.' ? gatewayNamespace : before === '*' || before === '' ? undefined : before;
    const host = full.slice(slash + 1).toLowerCase();
    const own = bound.filter(({ namespace }) => limit === undefined || namespace === limit).flatMap((one) => one.hosts);
    const [exact, wild] = [new Set(own), own.filter(isWildcardHost)];
    const isServed = (name: string) => exact.has(name) || wild.some((one) => hostCoversAsWritten(one, name));
    const narrower = [...exact].filter((one) => hostCoversAsWritten(host, one));
    for (const pattern of [host, ...narrower]) {
      const name = isWildcardHost(pattern) ? freshName(pattern, narrower) : pattern;
      names.set(name, names.get(name) || isServed(name));
    }
  }
  return [...names].map(([host, isServed]) => ({ host, isServed }));
}

/** A name that a wildcard covers and no narrower host does. */
function freshName(pattern: string, hosts: readonly string[]): string {
  const narrower = hosts.filter((one) => one !== pattern && hostCoversAsWritten(pattern, one));
  const isFree = (name: string) => !narrower.some((one) => hostCoversAsWritten(one, name));
  for (let number = 1; number <= narrower.length + 1; number++) {
    const mark = number === 1 ? '' : `-${number}`;
    const name = pattern === '*' ? `anything.invalid${mark}` : `anything${mark}${pattern.slice(1)}`;
    if (isFree(name)) return name;
  }
  return `anything${pattern.slice(1)}`;
}
