import { isAmbient } from '../../../istio/ambient.ts';
import type { Facts, WorkloadSurroundings } from '../../../istio/facts.ts';
import { type Labels, selects } from '../../../istio/labels.ts';
import { labelsKey } from '../../../simulate/reach/labels-key.ts';
import type { WorkloadClient } from '../../../simulate/request.ts';
import type { Probe } from '../types.ts';
import type { Mentioned } from './mentioned.ts';

/** Somebody who might ask for anything from within a cluster. */
export interface Caller {
  readonly client: WorkloadClient;
  readonly who: string;
  /** Why nobody vouches for it; undefined for pods with a sidecar, and for namespaces that are known. */
  readonly as: Probe['as'];
  /** `namespace/account`. */
  readonly identity: string;
}

/** Callers that get the same answers: the first that is wanted stands for all of them. */
export interface CallerClass {
  readonly find: (isWanted: (caller: Caller) => boolean) => Caller | undefined;
}

export function callerOf(client: WorkloadClient, who: string, as?: Probe['as']): Caller {
  return { client, who, as, identity: identityOf(client.namespace, client.serviceAccount) };
}

/** Of an account that nobody states, Kubernetes' default. */
export function identityOf(namespace: string, account: string | undefined): string {
  return `${namespace}/${account ?? 'default'}`;
}

/** The pods of one cluster that are no gateways, those alike once, and somebody in each of its namespaces. */
export class ClusterClients {
  readonly namespaces = new Set<string>();
  readonly #facts: Facts;
  readonly #cluster: string;
  readonly #callers: Caller[] = [];
  readonly #seen = new Set<string>();
  readonly #byIdentity = new Map<string, Caller[]>();
  readonly #byAccount = new Map<string, Caller[]>();
  readonly #byLabel = new Map<string, Map<string, Caller[]>>();
  /** By namespace, and in each by what tells callers apart that nothing mentions. */
  readonly #byNamespace = new Map<string, Map<string, Caller[]>>();
  readonly #byRest = new Map<string, Caller[]>();
  readonly #withoutProxy = new Map<string, Caller[]>();

  constructor(facts: Facts, cluster: string) {
    this.#facts = facts;
    this.#cluster = cluster;
  }

  add({ cluster, namespace, name, labels, serviceAccount, proxy, zone }: WorkloadSurroundings): void {
    this.namespaces.add(namespace);
    const key = `${namespace} ${serviceAccount ?? ''} ${proxy} ${zone ?? ''} ${labelsKey(labels)}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const client: WorkloadClient = {
      kind: 'workload',
      cluster,
      namespace,
      ...(serviceAccount !== undefined && { serviceAccount }),
      labels,
      ...(proxy === 'none' && { proxy }),
      ...(zone !== undefined && { zone }),
    };
    const caller = callerOf(client, `${name} (${namespace})`, proxy === 'none' ? 'plaintext' : undefined);
    put(this.#byIdentity, caller.identity, caller);
    this.#index(caller);
  }

  /** After the last pods: somebody without labels, as account `default`, for each namespace, and one without a proxy. */
  complete(undeclared: string): void {
    const cluster = this.#cluster;
    for (const namespace of [...this.namespaces].sort()) {
      this.#index(callerOf({ kind: 'workload', cluster, namespace }, `a caller in ${namespace}`));
    }
    const outside: WorkloadClient = { kind: 'workload', cluster, namespace: undeclared, proxy: 'none' };
    this.#index(callerOf(outside, 'a client without sidecar', 'plaintext'));
  }

  /** The pods of an account. */
  ofAccount(namespace: string, account: string | undefined): readonly Caller[] {
    return this.#byIdentity.get(identityOf(namespace, account)) ?? [];
  }

  /** Whether pods with a sidecar have these labels, of one namespace or of any. */
  has(namespace: string | undefined, labels: Labels): boolean {
    const [first] = Object.entries(labels);
    return (first ? this.#labelled(first[0], first[1]) : []).some(
      ({ client }) =>
        (namespace === undefined || client.namespace === namespace) && selects(labels, client.labels ?? {}),
    );
  }

  /**
   * Everybody by what is mentioned, `strangers` too. Only those whose account or labels are mentioned are looked at one by
   * one; of the others of a namespace that is mentioned, and of all others, the first that is wanted is as good as any.
   */
  classes(mentioned: Mentioned, strangers: readonly Caller[]): readonly CallerClass[] {
    const touched = new Set<Caller>();
    for (const account of [...mentioned.accounts].sort()) {
      for (const caller of this.#byAccount.get(account) ?? []) touched.add(caller);
    }
    for (const [key, values] of [...mentioned.labels].sort(([a], [b]) => (a < b ? -1 : 1))) {
      for (const value of [...values].sort()) for (const caller of this.#labelled(key, value)) touched.add(caller);
    }
    const isOther = (caller: Caller) => !touched.has(caller);
    const classes = classify([...touched], mentioned, this.#facts);
    for (const namespace of [...mentioned.namespaces].sort()) {
      for (const own of this.#byNamespace.get(namespace)?.values() ?? []) classes.push(firstOf(own, isOther));
    }
    const isElsewhere = (one: Caller) => isOther(one) && !mentioned.namespaces.has(one.client.namespace);
    for (const rest of this.#byRest.values()) classes.push(firstOf(rest, isElsewhere));
    classes.push(...classify(strangers, mentioned, this.#facts));
    for (const rest of this.#withoutProxy.values()) classes.push(firstOf(rest, () => true));
    return classes;
  }

  #index(caller: Caller): void {
    const { namespace, serviceAccount = 'default', proxy } = caller.client;
    const rest = classKey(caller, NOTHING, this.#facts);
    if (proxy === 'none') {
      put(this.#withoutProxy, rest, caller);
      return;
    }
    put(this.#byRest, rest, caller);
    this.#callers.push(caller);
    put(this.#byAccount, serviceAccount, caller);
    const own = this.#byNamespace.get(namespace) ?? new Map<string, Caller[]>();
    put(own, rest, caller);
    this.#byNamespace.set(namespace, own);
  }

  /** By label: made for each key that is asked for. */
  #labelled(key: string, value: string): readonly Caller[] {
    let byValue = this.#byLabel.get(key);
    if (!byValue) {
      byValue = new Map<string, Caller[]>();
      for (const caller of this.#callers) {
        const own = caller.client.labels?.[key];
        if (own !== undefined) put(byValue, own, caller);
      }
      this.#byLabel.set(key, byValue);
    }
    return byValue.get(value) ?? [];
  }
}

function firstOf(callers: readonly Caller[], isOfClass: (caller: Caller) => boolean): CallerClass {
  // Asked of every host: those before the first of the class are passed over once.
  let start: number | undefined;
  return {
    find: (isWanted) => {
      if (start === undefined) {
        const first = callers.findIndex(isOfClass);
        start = first === -1 ? callers.length : first;
      }
      for (let at = start; at < callers.length; at++) {
        const one = callers[at];
        if (one && isOfClass(one) && isWanted(one)) return one;
      }
      return undefined;
    },
  };
}

/** Callers together that nothing mentioned tells apart, in the order of the first of each. */
export function classify(callers: readonly Caller[], mentioned: Mentioned, facts: Facts): CallerClass[] {
  const classes = new Map<string, Caller[]>();
  for (const caller of callers) put(classes, classKey(caller, mentioned, facts), caller);
  return [...classes.values()].map((members) => firstOf(members, () => true));
}

const NOTHING: Mentioned = {
  namespaces: new Set(),
  accounts: new Set(),
  identities: new Set(),
  labels: new Map(),
  selectors: new Map(),
};

/** A client without proxy follows no route and has no identity: only its node's ztunnel can make a difference. */
function classKey({ client, as }: Caller, mentioned: Mentioned, facts: Facts): string {
  const { cluster, namespace, serviceAccount = 'default', labels = {}, proxy, zone = '' } = client;
  if (proxy === 'none') return `none ${as ?? ''} ${isAmbient(facts, { cluster, namespace, labels })}`;
  const home = mentioned.namespaces.has(namespace) ? namespace : '*';
  const account = mentioned.accounts.has(serviceAccount) ? serviceAccount : '*';
  let wanted = '';
  for (const [key, values] of mentioned.labels) {
    const own = labels[key];
    wanted += own !== undefined && values.has(own) ? ` ${key}=${own}` : ' *';
  }
  return `${as ?? ''} ${home}/${account} ${zone}${wanted}`;
}

function put<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
