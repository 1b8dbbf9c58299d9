import type { Facts } from '../../../istio/facts.ts';
import { CLUSTER_LABEL } from '../../../istio/labels.ts';
import { compare } from '../../../simulate/objects.ts';
import type { WorkloadClient } from '../../../simulate/request.ts';
import { type Caller, type CallerClass, ClusterClients, callerOf } from './cluster-clients.ts';
import type { KnownIdentities, Mentioned } from './mentioned.ts';

/** Who there is in each cluster, known from pods or made up to stand for those nobody knows. */
export class Clients {
  /** A name that no namespace of the mesh has. */
  readonly undeclared: string;
  readonly known: KnownIdentities;
  readonly #clusters = new Map<string, ClusterClients>();
  readonly #classes = new Map<string, readonly CallerClass[]>();

  constructor(facts: Facts) {
    for (const { name } of facts.clusters) this.#clusters.set(name, new ClusterClients(facts, name));
    for (const pods of facts.workloads) if (pods.proxy !== 'gateway') this.#clusters.get(pods.cluster)?.add(pods);
    for (const { clusters, namespace } of facts.services) {
      for (const cluster of clusters) this.#clusters.get(cluster)?.namespaces.add(namespace);
    }
    const namespaces = new Set((facts.namespaces ?? []).map(({ name }) => name));
    for (const one of this.#clusters.values()) for (const namespace of one.namespaces) namespaces.add(namespace);
    this.undeclared = unused('undeclared', namespaces);
    for (const one of this.#clusters.values()) one.complete(this.undeclared);
    this.known = knownIdentities(facts, namespaces);
  }

  /** Pods of an account in a cluster. */
  ofAccount(cluster: string, namespace: string, account: string | undefined): readonly Caller[] {
    return this.#clusters.get(cluster)?.ofAccount(namespace, account) ?? [];
  }

  /** Everybody in a cluster, those that nothing of `mentioned` tells apart together. Made once for each `key`. */
  classes(cluster: string, mentioned: Mentioned, key: string): readonly CallerClass[] {
    const full = `${cluster} ${key}`;
    const made = this.#classes.get(full);
    if (made) return made;
    const clients = this.#clusters.get(cluster);
    const classes = clients ? clients.classes(mentioned, this.#strangers(cluster, clients, mentioned)) : [];
    this.#classes.set(full, classes);
    return classes;
  }

  /** Those that nobody knows: in other namespaces, by other accounts or with other labels. */
  #strangers(cluster: string, known: ClusterClients, mentioned: Mentioned): readonly Caller[] {
    const { undeclared } = this;
    const of = (client: Omit<WorkloadClient, 'kind' | 'cluster'>, like: string): Caller => {
      const { namespace } = client;
      const home = namespace === undeclared ? 'a namespace that nobody declared' : namespace;
      return callerOf({ kind: 'workload', cluster, ...client }, `a caller${like} in ${home}`, 'undeclared');
    };
    const others = [...mentioned.namespaces].filter((one) => !known.namespaces.has(one)).sort();
    const strangers = [undeclared, ...others].map((namespace) => of({ namespace }, ''));
    for (const identity of [...mentioned.identities].sort()) {
      const slash = identity.indexOf('/');
      const [home, serviceAccount] = [identity.slice(0, slash), identity.slice(slash + 1)];
      const namespace = home === '' ? undeclared : home;
      if (known.ofAccount(namespace, serviceAccount).length > 0) continue;
      strangers.push(of({ namespace, serviceAccount }, ` as ${serviceAccount}`));
    }
    for (const [, { namespace, labels }] of [...mentioned.selectors].sort(([a], [b]) => compare(a, b))) {
      if ((labels[CLUSTER_LABEL] ?? cluster) !== cluster || known.has(namespace, labels)) continue;
      const printed = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
      strangers.push(of({ namespace: namespace ?? undeclared, labels }, ` with ${printed.sort().join(',')}`));
    }
    return strangers;
  }
}

function knownIdentities(facts: Facts, namespaces: ReadonlySet<string>): KnownIdentities {
  const identities = new Map<string, readonly [string, string]>();
  for (const { namespace, serviceAccount = 'default' } of facts.workloads) {
    identities.set(`${namespace}/${serviceAccount}`, [namespace, serviceAccount]);
  }
  const domains = facts.clusters.flatMap(({ trustDomain, trustDomainAliases }) => [trustDomain, ...trustDomainAliases]);
  return {
    namespaces: [...namespaces].sort(),
    identities: [...identities.values()],
    trustDomains: [...new Set(domains)],
  };
}

function unused(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`;
  return name;
}
