import { isAmbient } from '../../../istio/ambient.ts';
import type { Facts, WorkloadSurroundings } from '../../../istio/facts.ts';
import { type Labels, selects } from '../../../istio/labels.ts';
import type { WorkloadClient } from '../../../simulate/request.ts';
import type { Probe } from '../types.ts';
import type { Mentioned } from './mentioned.ts';

/** Somebody who might ask for anything from within a cluster. */
export interface Caller {
  readonly client: WorkloadClient;
  readonly who: string;
  /** Why nobody vouches for it; undefined for pods with a sidecar, and for namespaces that are known. */
  readonly as: Probe['as'];
}

/** Callers that get the same answers: the first that is wanted stands for all of them. */
export interface CallerClass {
  readonly find: (isWanted: (caller: Caller) => boolean) => Caller | undefined;
}

/** The pods of one cluster that are no gateways, those alike once, and somebody in each of its namespaces. */
export class ClusterClients {
  readonly namespaces = new Set<string>();
  readonly #facts: Facts;
  readonly #cluster: string;
  readonly #seen = new Set<string>();
  readonly #byAccount = new Map<string, Caller[]>();
  /** By what objects can mention: `namespace shop`, `account web`, `label app=web`. */
  readonly #byMention = new Map<string, Caller[]>();
  /** By what tells callers apart that nothing mentions. */
  readonly #byRest = new Map<string, Caller[]>();

  constructor(facts: Facts, cluster: string) {
    this.#facts = facts;
    this.#cluster = cluster;
  }

  add({ cluster, namespace, name, labels, serviceAccount, proxy, zone }: WorkloadSurroundings): void {
    this.namespaces.add(namespace);
    const key = JSON.stringify([namespace, serviceAccount, Object.entries(labels).sort(), proxy, zone]);
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
    const as = proxy === 'none' ? 'plaintext' : undefined;
    const caller: Caller = { client, who: `${name} (${namespace})`, as };
    put(this.#byAccount, accountKey(namespace, serviceAccount), caller);
    this.#index(caller);
  }

  /** After the last pods: somebody without labels, as account `default`, for each namespace, and one without a proxy. */
  complete(undeclared: string): void {
    for (const namespace of [...this.namespaces].sort()) {
      const client: WorkloadClient = { kind: 'workload', cluster: this.#cluster, namespace };
      this.#index({ client, who: `a caller in ${namespace}`, as: undefined });
    }
    const outside: WorkloadClient = { kind: 'workload', cluster: this.#cluster, namespace: undeclared, proxy: 'none' };
    this.#index({ client: outside, who: 'a client without sidecar', as: 'plaintext' });
  }

  /** The pods of an account. */
  ofAccount(namespace: string, account: string | undefined): readonly Caller[] {
    return this.#byAccount.get(accountKey(namespace, account)) ?? [];
  }

  /** Whether pods with a sidecar have these labels, of one namespace or of any. */
  has(namespace: string | undefined, labels: Labels): boolean {
    const [first] = Object.entries(labels);
    if (!first) return false;
    const some = this.#byMention.get(`label ${first[0]}=${first[1]}`) ?? [];
    return some.some(
      ({ client }) =>
        (namespace === undefined || client.namespace === namespace) && selects(labels, client.labels ?? {}),
    );
  }

  /** Everybody by what is mentioned, `strangers` too. Only those that are mentioned are looked at one by one. */
  classes(mentioned: Mentioned, strangers: readonly Caller[]): readonly CallerClass[] {
    const touched = new Set(mentionKeys(mentioned).flatMap((key) => this.#byMention.get(key) ?? []));
    const classes = classify([...touched, ...strangers], mentioned, this.#facts);
    for (const rest of this.#byRest.values()) {
      classes.push({ find: (isWanted) => rest.find((one) => !touched.has(one) && isWanted(one)) });
    }
    return classes;
  }

  #index(caller: Caller): void {
    const { namespace, serviceAccount = 'default', labels = {}, proxy } = caller.client;
    put(this.#byRest, classKey(caller, NOTHING, this.#facts), caller);
    if (proxy === 'none') return;
    put(this.#byMention, `namespace ${namespace}`, caller);
    put(this.#byMention, `account ${serviceAccount}`, caller);
    for (const [key, value] of Object.entries(labels)) put(this.#byMention, `label ${key}=${value}`, caller);
  }
}

/** Callers together that nothing mentioned tells apart, in the order of the first of each. */
export function classify(callers: readonly Caller[], mentioned: Mentioned, facts: Facts): CallerClass[] {
  const classes = new Map<string, Caller[]>();
  for (const caller of callers) put(classes, classKey(caller, mentioned, facts), caller);
  return [...classes.values()].map((members) => ({ find: (isWanted) => members.find(isWanted) }));
}

/** Of an account that nobody states, Kubernetes' default. */
export function accountKey(namespace: string, account: string | undefined): string {
  return `${namespace}/${account ?? 'default'}`;
}

const NOTHING: Mentioned = {
  namespaces: new Set(),
  accounts: new Set(),
  identities: new Set(),
  labels: new Map(),
  selectors: new Map(),
};

function mentionKeys({ namespaces, accounts, labels }: Mentioned): string[] {
  return [
    ...[...namespaces].map((one) => `namespace ${one}`),
    ...[...accounts].map((one) => `account ${one}`),
    ...[...labels].flatMap(([key, values]) => [...values].map((value) => `label ${key}=${value}`)),
  ];
}

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
