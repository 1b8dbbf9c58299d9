import type { Facts, ServiceSurroundings } from '../../../istio/facts.ts';
import type { Manifest } from '../../../istio/manifest.ts';
import { specOf } from '../../../simulate/objects.ts';
import type { Client } from '../../../simulate/request.ts';
import { entries, fields, number } from '../../../simulate/shape.ts';
import type { Probe } from '../types.ts';
import { Clients } from './clients.ts';
import { type Caller, type CallerClass, callerOf, classify, identityOf } from './cluster-clients.ts';
import { isName, type Mentioned, Mentions, mentionedBy } from './mentioned.ts';

export { ingressProbes } from './ingress.ts';
export type { Mentioned, MentionedSelector } from './mentioned.ts';

/** Who asks for the hosts of a mesh, from within it. */
export interface ProbeIndex {
  /** A namespace that the mesh does not have: of callers that nobody declared. */
  readonly undeclaredNamespace: string;
  /**
   * One probe for each port (UDP aside), cluster and class of clients of a host.
   *
   * With `mentioned` clients stand apart by what the objects mention and by nothing else, which is exact: for an object
   * that is among those `mentioned` was made from, two clients of one class differ in nothing that it looks at. It also
   * brings clients that only the objects know of: the accounts, namespaces and labels that they name. Without it pods are
   * told apart by namespace alone, those of a closed list of callers by everything.
   *
   * Of a host that no Service has, `serviceEntries` (in whatever versions) say the ports; without them the port is 80.
   * Where a cluster's DNS does not know a Service nobody asks for it, as nothing that Istio does would let them.
   * Deterministic: clusters in the order of the facts, then declared probes, then the others.
   */
  probesFor(host: string, mentioned?: Mentioned, serviceEntries?: readonly Manifest[]): readonly Probe[];
  /** What these objects, taken together, tell clients apart by. */
  mentioned(objects: Iterable<Manifest>): Mentioned;
}

export function probesOf(facts: Facts): ProbeIndex {
  return new Index(facts);
}

/** A host as the clients of one cluster find it. */
interface Target {
  readonly host: string;
  readonly cluster: string;
  readonly ports: readonly number[];
  /** Undefined: anybody. */
  readonly callers: ServiceSurroundings['callers'];
}

class Index implements ProbeIndex {
  readonly undeclaredNamespace: string;
  readonly #facts: Facts;
  readonly #clients: Clients;
  readonly #services = new Map<string, ServiceSurroundings[]>();
  readonly #byNamespace: Mentioned;
  /** Of the facts: what they alone tell clients apart by, for every host. */
  readonly #always = new Mentions();
  readonly #byManifest = new WeakMap<Manifest, { readonly mentioned: Mentioned | undefined }>();
  readonly #made = new Map<string, readonly Probe[]>();
  readonly #keys = new WeakMap<Mentioned, string>();

  constructor(facts: Facts) {
    this.#facts = facts;
    this.#clients = new Clients(facts);
    this.undeclaredNamespace = this.#clients.undeclared;
    for (const service of facts.services) {
      const same = this.#services.get(service.host);
      if (same) same.push(service);
      else this.#services.set(service.host, [service]);
      for (const token of service.exportTo ?? []) this.#export(token, service.namespace);
    }
    for (const { meshConfig } of facts.clusters) {
      const { defaultServiceExportTo, defaultVirtualServiceExportTo, defaultDestinationRuleExportTo } = meshConfig;
      const defaults = [defaultServiceExportTo, defaultVirtualServiceExportTo, defaultDestinationRuleExportTo].flat();
      if (defaults.includes('.')) for (const one of this.#clients.known.namespaces) this.#always.namespaces.add(one);
      for (const token of defaults) if (token !== undefined) this.#export(token, undefined);
    }
    const every = new Mentions();
    for (const namespace of this.#clients.known.namespaces) every.namespaces.add(namespace);
    this.#byNamespace = every;
  }

  probesFor(host: string, mentioned?: Mentioned, serviceEntries: readonly Manifest[] = []): readonly Probe[] {
    const services = this.#services.get(host);
    const ports = services ? undefined : portsOfEntries(host, serviceEntries);
    const key = `${host} ${ports?.join(',') ?? ''} ${mentioned ? this.#keyOf(mentioned) : '-'}`;
    const made = this.#made.get(key) ?? this.#make(host, ports, mentioned);
    this.#made.set(key, made);
    return made;
  }

  mentioned(objects: Iterable<Manifest>): Mentioned {
    const mentions = new Mentions();
    mentions.add(this.#always);
    for (const manifest of objects) {
      const known = this.#byManifest.get(manifest) ?? { mentioned: mentionedBy(manifest, this.#clients.known) };
      this.#byManifest.set(manifest, known);
      if (known.mentioned) mentions.add(known.mentioned);
    }
    return mentions;
  }

  #export(token: string, namespace: string | undefined): void {
    if (isName(token)) this.#always.namespaces.add(token);
    if (token === '.' && namespace !== undefined) this.#always.namespaces.add(namespace);
  }

  #make(host: string, ports: readonly number[] | undefined, mentioned: Mentioned | undefined): readonly Probe[] {
    const services = this.#services.get(host);
    if (!services) return this.#ofEntry(host, ports ?? [], mentioned ?? this.#byNamespace);
    const byCluster = new Map<string, ServiceSurroundings[]>();
    for (const service of services) {
      for (const cluster of service.clusters) {
        const same = byCluster.get(cluster);
        if (same) same.push(service);
        else byCluster.set(cluster, [service]);
      }
    }
    const all: Probe[] = [];
    for (const { name } of this.#facts.clusters) {
      const here = byCluster.get(name);
      if (!here) continue;
      const open = here.some(({ callers }) => callers === undefined);
      const callers = open ? undefined : here.flatMap((one) => one.callers ?? []);
      all.push(...this.#ofService({ host, cluster: name, ports: portsOf(here), callers }, mentioned));
    }
    return all;
  }

  #ofService(target: Target, mentioned: Mentioned | undefined): Probe[] {
    const { callers, cluster } = target;
    const classes = this.#classes(cluster, mentioned ?? this.#byNamespace);
    if (!callers) return classes.flatMap((one) => symbolic(target, one));
    const { declared, accounts } = this.#declared(cluster, callers);
    const groups = mentioned ? representatives(classify(declared, mentioned, this.#facts)) : declared;
    const isOther = ({ identity }: Caller) => !accounts.has(identity);
    const others = classes.flatMap(({ find }) => find(isOther) ?? []);
    return [
      ...groups.flatMap((one) => probes(target, one, 'declared')),
      ...others.flatMap((one) => probes(target, one, 'none')),
    ];
  }

  /** The pods of a closed list's accounts; of an account without known pods somebody who has it. */
  #declared(cluster: string, callers: NonNullable<Target['callers']>) {
    const accounts = new Set<string>();
    const declared: Caller[] = [];
    for (const { kind, namespace, serviceAccount, clusters } of callers) {
      const key = identityOf(namespace, serviceAccount);
      if (kind === 'gateway' || accounts.has(key) || !clusters.includes(cluster)) continue;
      accounts.add(key);
      const pods = this.#clients.ofAccount(cluster, namespace, serviceAccount);
      if (pods.length > 0) declared.push(...pods);
      else declared.push(unseen(cluster, namespace, serviceAccount));
    }
    return { declared, accounts };
  }

  /** Nobody without a proxy: what is no Service of Kubernetes is found through the mesh alone. */
  #ofEntry(host: string, ports: readonly number[], mentioned: Mentioned): Probe[] {
    const callers = this.#facts.hostCallers?.[host];
    return this.#facts.clusters.flatMap(({ name }) => {
      const target: Target = { host, cluster: name, ports, callers };
      if (callers) return this.#ofService(target, mentioned).filter(({ client }) => hasProxy(client));
      const classes = this.#classes(name, mentioned);
      return classes.flatMap(({ find }) => {
        const one = find(({ client }) => hasProxy(client));
        return one ? probes(target, one, 'symbolic', one.as) : [];
      });
    });
  }

  #classes(cluster: string, mentioned: Mentioned): readonly CallerClass[] {
    return this.#clients.classes(cluster, mentioned, this.#keyOf(mentioned));
  }

  #keyOf(mentioned: Mentioned): string {
    const known = this.#keys.get(mentioned);
    if (known !== undefined) return known;
    const labels = [...mentioned.labels].map(([key, values]) => `${key}=${[...values].sort().join('|')}`);
    const sets = [mentioned.namespaces, mentioned.accounts, mentioned.identities, mentioned.selectors.keys(), labels];
    const key = sets.map((set) => [...set].sort().join(' ')).join(';');
    this.#keys.set(mentioned, key);
    return key;
  }
}

function hasProxy(client: Client): boolean {
  return client.kind === 'ingress' || client.proxy !== 'none';
}

function symbolic(target: Target, { find }: CallerClass): readonly Probe[] {
  const one = find(() => true);
  return one ? probes(target, one, 'symbolic', one.as) : [];
}

function probes(
  { host, ports }: Target,
  { client, who }: Caller,
  promise: Probe['promise'],
  as?: Probe['as'],
): Probe[] {
  return ports.map((port) => {
    if (as === undefined) return { client, to: host, port, promise, who };
    return { client, to: host, port, promise, as, who };
  });
}

function representatives(classes: readonly CallerClass[]): readonly Caller[] {
  return classes.flatMap(({ find }) => find(() => true) ?? []);
}

function unseen(cluster: string, namespace: string, serviceAccount: string | undefined): Caller {
  const account = serviceAccount === undefined ? {} : { serviceAccount };
  const who = `${serviceAccount ?? 'a caller'} (${namespace})`;
  return callerOf({ kind: 'workload', cluster, namespace, ...account }, who);
}

function portsOf(services: readonly ServiceSurroundings[]): readonly number[] {
  const ports = services.flatMap((one) => one.ports).filter(({ protocol }) => protocol !== 'UDP');
  return [...new Set(ports.map((port) => port.number))];
}

const HTTP_PORT = 80;

function portsOfEntries(host: string, manifests: readonly Manifest[]): readonly number[] {
  const ports = manifests.flatMap((manifest) => {
    const { hosts, ports: own } = specOf(manifest);
    const isNamed = Array.isArray(hosts) && hosts.some((one) => String(one).toLowerCase() === host);
    if (!isNamed) return [];
    return entries(own).filter(({ protocol }) => String(protocol).toUpperCase() !== 'UDP');
  });
  const numbers = ports.flatMap((port) => number(fields(port).number) ?? []);
  return numbers.length === 0 ? [HTTP_PORT] : [...new Set(numbers)].sort((a, b) => a - b);
}
