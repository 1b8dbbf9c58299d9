import { fullHost } from '../../istio/hosts.ts';
import type { Manifest } from '../../istio/manifest.ts';

/** What objects name, whatever else stands in them: they may come from anywhere. */

export function namespaceOf(manifest: Manifest): string {
  const namespace: unknown = manifest.metadata?.namespace;
  return typeof namespace === 'string' && namespace !== '' ? namespace : 'default';
}

interface Named {
  /** Hosts that its routes send or mirror to, in full. */
  readonly destinations: readonly string[];
  /** VirtualServices that it delegates to, as `namespace/name`. */
  readonly delegates: readonly string[];
}

const known = new WeakMap<Manifest, Named>();

export function destinationsOf(virtualService: Manifest): readonly string[] {
  return namedBy(virtualService).destinations;
}

export function delegatesOf(virtualService: Manifest): readonly string[] {
  return namedBy(virtualService).delegates;
}

function namedBy(manifest: Manifest): Named {
  const before = known.get(manifest);
  if (before) return before;
  const namespace = namespaceOf(manifest);
  const destinations = new Set<string>();
  const delegates = new Set<string>();
  for (const list of ['http', 'tls', 'tcp']) {
    for (const rule of listOf(manifest.spec?.[list])) {
      const named = [rule.mirror, ...listOf(rule.route).map(({ destination }) => destination)];
      for (const { destination } of listOf(rule.mirrors)) named.push(destination);
      for (const { host } of named.map(fieldsOf)) {
        if (typeof host === 'string') destinations.add(fullHost(host, namespace).toLowerCase());
      }
      const { name, namespace: other } = fieldsOf(rule.delegate);
      if (typeof name === 'string') delegates.add(`${typeof other === 'string' && other ? other : namespace}/${name}`);
    }
  }
  const made = { destinations: [...destinations], delegates: [...delegates] };
  known.set(manifest, made);
  return made;
}

/** The labels of the pods that an object selects in its namespace; undefined: all of them. */
export function selectorOf({ kind, spec }: Manifest): Readonly<Record<string, string>> | undefined {
  const { selector, workloadSelector } = fieldsOf(spec);
  const found = kind === 'Gateway' ? selector : (fieldsOf(selector).matchLabels ?? fieldsOf(workloadSelector).labels);
  return found === undefined || found === null ? undefined : (fieldsOf(found) as Readonly<Record<string, string>>);
}

export function hostsOf({ spec }: Manifest): readonly string[] {
  const hosts = fieldsOf(spec).hosts;
  return Array.isArray(hosts) ? hosts.filter((host) => typeof host === 'string') : [];
}

/** What stands for sidecars among the gateways of a VirtualService. */
export const MESH = 'mesh';

/** Gateways of a VirtualService as it names them; `mesh`: sidecars. */
export function gatewaysOf({ spec }: Manifest): readonly string[] {
  const { gateways } = fieldsOf(spec);
  const named = Array.isArray(gateways) ? gateways.filter((name) => typeof name === 'string') : [];
  return named.length > 0 ? named : [MESH];
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}
