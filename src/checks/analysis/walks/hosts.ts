import type { ServiceSurroundings } from '../../../istio/facts.ts';
import { bySpecificity, hostCoversAsWritten, isWildcardHost } from '../../../istio/hosts.ts';
import type { Labels } from '../../../istio/labels.ts';
import { isVisibleTo } from '../../../istio/visibility.ts';
import { groupBy, type Judged, judgedOnce } from '../../walks/scope.ts';
import type { World, WorldObject } from '../../world.ts';

/** A host as one declares it: a Kubernetes Service of some clusters, or a ServiceEntry. */
export interface DeclaredHost {
  readonly host: string;
  readonly namespace: string;
  /** Numbers of its ports, each once. */
  readonly ports: readonly number[];
  readonly exportTo: readonly string[] | undefined;
  /** Labels of its pods; undefined where its endpoints are no pods, or nobody knows which. */
  readonly selector: Labels | undefined;
  readonly service?: ServiceSurroundings;
  readonly entry?: WorldObject<'ServiceEntry'>;
}

const NONE: readonly DeclaredHost[] = [];

/** Hosts that proxies of one config cluster know: Services of all clusters, ServiceEntries of their own. */
export class Hosts {
  readonly #world: World;
  readonly #cluster: string;
  readonly #services: ReadonlyMap<string, readonly DeclaredHost[]>;
  readonly #entries: ReadonlyMap<string, readonly DeclaredHost[]>;
  readonly #wildcards: readonly string[];

  constructor(world: World, configCluster: string) {
    this.#world = world;
    this.#cluster = configCluster;
    this.#services = world.remember('hosts of Services', () =>
      groupBy(world.facts.services.map(ofService), ({ host }) => host),
    );
    const entries = world.ofKind('ServiceEntry', configCluster).flatMap(ofEntry);
    this.#entries = groupBy(entries, ({ host }) => host);
    this.#wildcards = [...this.#entries.keys()].filter(isWildcardHost).sort(bySpecificity);
  }

  /** Who declares just this host, whoever may see it. Upper and lower case are different letters, as in istiod. */
  find(host: string): readonly DeclaredHost[] {
    const services = this.#services.get(host) ?? NONE;
    const entries = this.#entries.get(host) ?? NONE;
    return entries.length === 0 ? services : [...services, ...entries];
  }

  /** The wildcard of a ServiceEntry that a host falls under. Envoy then has a cluster for the wildcard, not for the host. */
  wildcardFor(host: string): string | undefined {
    return this.#wildcards.find((wildcard) => wildcard !== host && hostCoversAsWritten(wildcard, host));
  }

  sees({ exportTo, namespace }: DeclaredHost, client: string): boolean {
    return isVisibleTo(
      exportTo,
      namespace,
      client,
      this.#world.clusters.get(this.#cluster)?.meshConfig.defaultServiceExportTo,
    );
  }

  seesAny(declared: readonly DeclaredHost[], client: string): boolean {
    return declared.some((one) => this.sees(one, client));
  }

  /** Every host there is, for suggestions. */
  names(): readonly string[] {
    return [...this.#services.keys(), ...this.#entries.keys()];
  }

  /** Whether so much is known about Services that a host which is not among them is nobody's. */
  decides(host: string): boolean {
    const { complete, services, rootNamespace } = this.#world.facts;
    const namespace = namespaceOfHost(host);
    // Hosts outside the mesh are ServiceEntries: where none are kept here, they may be kept elsewhere.
    if (namespace === undefined) return complete || this.#entries.size > 0;
    const known = this.#world.remember('namespaces of Services', () => new Set(services.map((one) => one.namespace)));
    if (known.has(namespace)) return host !== KUBERNETES_API;
    return complete && namespace !== rootNamespace && namespace !== 'kube-system' && host !== KUBERNETES_API;
  }
}

/** Every cluster has this Service, and nobody writes it down. */
const KUBERNETES_API = 'kubernetes.default.svc.cluster.local';

/** Config clusters with the same ServiceEntries have the same one. */
export function hostsOf(world: World, configCluster: string): Hosts {
  return world.rememberOf('hosts known to', configCluster, () => {
    const ids = world.remember('numbers of ServiceEntries', () => new Map<unknown, number>());
    const entries = world.ofKind('ServiceEntry', configCluster).map(({ manifest }) => {
      if (!ids.has(manifest)) ids.set(manifest, ids.size);
      return ids.get(manifest);
    });
    const exportTo = world.clusters.get(configCluster)?.meshConfig.defaultServiceExportTo ?? [];
    return world.remember(`hosts of ${entries.join()} by ${exportTo.join()}`, () => new Hosts(world, configCluster));
  });
}

/** Objects of a kind, judged once where the same hosts are known. */
export function judgedByHosts<K extends string>(world: World, kind: K): readonly Judged<K>[] {
  return judgedOnce(world, kind, 'by hosts', (cluster) => hostsOf(world, cluster));
}

/** The namespace in the host of a Kubernetes Service; undefined for other hosts. */
export function namespaceOfHost(host: string): string | undefined {
  return /^[^.]+\.([^.]+)\.svc\.cluster\.local$/i.exec(host)?.[1];
}

function ofService(service: ServiceSurroundings): DeclaredHost {
  const { host, namespace, ports, exportTo, selector } = service;
  return { host, namespace, ports: numbersOf(ports), exportTo, selector, service };
}

function ofEntry(entry: WorldObject<'ServiceEntry'>): DeclaredHost[] {
  const { hosts, ports, exportTo, workloadSelector } = entry.spec;
  return (hosts ?? []).map((host) => ({
    host,
    namespace: entry.namespace,
    ports: numbersOf(ports ?? []),
    exportTo: exportTo ?? undefined,
    selector: workloadSelector?.labels ?? undefined,
    entry,
  }));
}

function numbersOf(ports: readonly { readonly number: number }[]): readonly number[] {
  return [...new Set(ports.map(({ number }) => number))];
}
