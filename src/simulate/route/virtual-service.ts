import { fullHost, isWildcardHost } from '../../istio/hosts.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { ConfigView } from '../config-view.ts';
import { creationOf, namespaceOf, refOf, specOf } from '../objects.ts';
import type { ObjectRef } from '../outcome.ts';
import { texts } from '../shape.ts';

/** What binds a VirtualService to sidecars, among the names of gateways. */
export const MESH = 'mesh';

/** A VirtualService as istiod reads it: names in full. */
export interface VirtualService {
  readonly manifest: Manifest;
  readonly ref: ObjectRef;
  readonly namespace: string;
  /** In full and in lower case. */
  readonly hosts: readonly string[];
  /** `mesh`, or gateways as `namespace/name`. */
  readonly gateways: readonly string[];
  /** Namespaces that see it; `*`: all of them. */
  readonly exportTo: readonly string[];
  /** Empty where the manifest does not say when it was created. */
  readonly created: string;
}

/** The VirtualServices that have hosts, oldest first. Those without are only there to be delegated to. */
export function virtualServices(view: ConfigView): readonly VirtualService[] {
  return view.remember('virtual services', () =>
    view.objects('VirtualService').flatMap((manifest) => {
      const made = virtualServiceOf(manifest, view);
      return made.hosts.length > 0 ? [made] : [];
    }),
  );
}

const read = new WeakMap<Manifest, VirtualService>();

export function virtualServiceOf(manifest: Manifest, view: ConfigView): VirtualService {
  const byDefault = view.meshConfig.defaultVirtualServiceExportTo;
  const known = read.get(manifest);
  if (known && byDefault === undefined) return known;
  const spec = specOf(manifest);
  const namespace = namespaceOf(manifest);
  const gateways = texts(spec.gateways);
  const own = texts(spec.exportTo);
  const exportTo = own.length > 0 ? own : (byDefault ?? ['*']);
  const made: VirtualService = {
    manifest,
    ref: refOf(manifest),
    namespace,
    hosts: texts(spec.hosts).map((host) => fullHost(host, namespace).toLowerCase()),
    gateways: gateways.length > 0 ? gateways.map((name) => gatewayName(name, namespace)) : [MESH],
    exportTo: exportTo.map((token) => (token === '.' ? namespace : token)),
    created: creationOf(manifest),
  };
  if (byDefault === undefined) read.set(manifest, made);
  return made;
}

/** `namespace/name` of a gateway that a VirtualService names: in short, in full, or by the DNS name of old. */
export function gatewayName(name: string, namespace: string): string {
  if (name === MESH) return name;
  const [before = '', after] = name.split('/');
  if (after !== undefined) return `${before === '.' ? namespace : before}/${after}`;
  const [short = '', inNamespace] = name.split('.');
  return `${inNamespace ?? namespace}/${short}`;
}

/**
 * How near a VirtualService is to the proxies of a namespace: 0 for its own that nobody else sees, 1 for one exported to
 * it by name, 2 for a public one. The nearer one wins a host that both have. Undefined: they do not see it.
 */
export function nearness({ exportTo, namespace }: VirtualService, client: string): 0 | 1 | 2 | undefined {
  if (exportTo.includes('*')) return 2;
  if (exportTo.includes('~') || !exportTo.includes(client)) return undefined;
  return namespace === client ? 0 : 1;
}

/** VirtualServices bound to sidecars by host, and those with a wildcard. */
export interface MeshIndex {
  readonly exact: ReadonlyMap<string, readonly VirtualService[]>;
  readonly wildcard: readonly VirtualService[];
}

export function meshIndex(view: ConfigView): MeshIndex {
  return view.remember('mesh virtual services', () => {
    const exact = new Map<string, VirtualService[]>();
    const wildcard: VirtualService[] = [];
    for (const one of virtualServices(view)) {
      if (!one.gateways.includes(MESH)) continue;
      if (one.hosts.some(isWildcardHost)) wildcard.push(one);
      for (const host of new Set(one.hosts)) {
        if (isWildcardHost(host)) continue;
        const same = exact.get(host);
        if (same) same.push(one);
        else exact.set(host, [one]);
      }
    }
    return { exact, wildcard };
  });
}

/** VirtualServices bound to a gateway that proxies of a namespace see, in the order in which their routes are joined. */
export function gatewayVirtualServices(view: ConfigView, gateway: string, client: string): readonly VirtualService[] {
  return view.remember(`virtual services of ${gateway} for ${client}`, () =>
    nearestFirst(
      virtualServices(view).filter((one) => one.gateways.includes(gateway)),
      client,
    ),
  );
}

/** Those that the namespace sees, nearest first; of equal nearness in the order given, which is by age. */
export function nearestFirst(candidates: readonly VirtualService[], client: string): readonly VirtualService[] {
  const first = candidates[0];
  if (candidates.length === 1 && first) return nearness(first, client) === undefined ? [] : candidates;
  return candidates
    .map((one) => ({ one, near: nearness(one, client) }))
    .filter((entry): entry is { one: VirtualService; near: 0 | 1 | 2 } => entry.near !== undefined)
    .sort((a, b) => a.near - b.near)
    .map(({ one }) => one);
}
