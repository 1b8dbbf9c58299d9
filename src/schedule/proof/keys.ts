import { fullHost, isWildcardHost } from '../../istio/hosts.ts';
import { groupOf, type Manifest } from '../../istio/manifest.ts';
import { delegatesOf, destinationsOf, namespaceOf } from './references.ts';

/**
 * Under which words an object is looked up by whoever asks what can touch a request: a host, a namespace, or everything.
 */

/** VirtualServices with a wildcard host, DestinationRules with one. */
export const WILD = '*';
/** Objects that may touch any request of their cluster: there are few of them. */
export const ALL = 'all';

/** Kinds whose objects act on the pods that they select in their namespace, or everywhere from the root namespace. */
const ON_SERVERS = new Set(['PeerAuthentication', 'AuthorizationPolicy', 'RequestAuthentication']);
/** Kinds that act on whatever proxy they select, clients among them. */
const ON_PROXIES = new Set(['Sidecar', 'EnvoyFilter', 'WasmPlugin', 'Telemetry', 'ProxyConfig']);
const ANYWHERE = new Set(['ServiceEntry', 'WorkloadEntry', 'WorkloadGroup']);

/** VirtualServices that delegate. */
export const DELEGATING = 'delegating';

/** Gateways, and VirtualServices bound to them: what is served to those outside. */
export const ENTRIES = 'entries';

export function hostKey(kind: 'VirtualService' | 'DestinationRule', host: string): string {
  return `${kind} ${host}`;
}

export function namespaceKey(namespace: string): string {
  return `in ${namespace}`;
}

/** A VirtualService that another one delegates to. */
export function delegateKey(namespace: string, name: string): string {
  return `delegate ${namespace}/${name}`;
}

/** VirtualServices that send somewhere, whoever asks. */
export function destinationKey(host: string): string {
  return `to ${host}`;
}

/** Where an object is found; nowhere if it is none that touches requests. */
export function keysOf(manifest: Manifest): readonly string[] {
  const before = known.get(manifest);
  if (before) return before;
  const keys = keysFor(manifest);
  known.set(manifest, keys);
  return keys;
}

const known = new WeakMap<Manifest, readonly string[]>();

function keysFor(manifest: Manifest): readonly string[] {
  const { kind, apiVersion } = manifest;
  const group = groupOf(apiVersion);
  if (!group.endsWith('.istio.io')) return group === 'gateway.networking.k8s.io' || isService(manifest) ? [ALL] : [];
  if (kind === 'VirtualService') return keysOfRoutes(manifest);
  if (kind === 'DestinationRule') return keysOfHosts(kind, [manifest.spec?.host], manifest);
  if (ON_SERVERS.has(kind)) return [namespaceKey(namespaceOf(manifest))];
  if (kind === 'Gateway') return [ALL, ENTRIES];
  return ON_PROXIES.has(kind) || ANYWHERE.has(kind) ? [ALL] : [];
}

/** Kinds of Istio's that change what proxies do in ways that nothing here judges. */
export function isUnmodelled({ kind, apiVersion }: Manifest): boolean {
  return (
    ON_PROXIES.has(kind) && kind !== 'Sidecar' && kind !== 'Telemetry' && groupOf(apiVersion).endsWith('.istio.io')
  );
}

export function isOnServers({ kind }: Pick<Manifest, 'kind'>): boolean {
  return ON_SERVERS.has(kind);
}

/** Whether it serves, or lets in, those who ask from outside. */
export function isEntry(manifest: Manifest): boolean {
  return manifest.kind === 'Gateway' || (manifest.kind === 'VirtualService' && isBoundToGateways(manifest));
}

function isBoundToGateways({ spec }: Manifest): boolean {
  const gateways = spec?.gateways;
  return Array.isArray(gateways) && gateways.some((gateway) => gateway !== 'mesh');
}

function isService({ apiVersion, kind }: Manifest): boolean {
  return apiVersion === 'v1' && kind === 'Service';
}

function keysOfRoutes(manifest: Manifest): readonly string[] {
  const hosts = manifest.spec?.hosts;
  const named = Array.isArray(hosts) && hosts.length > 0 ? keysOfHosts('VirtualService', hosts, manifest) : [];
  const delegate = delegateKey(namespaceOf(manifest), manifest.metadata.name);
  const entry = isBoundToGateways(manifest) ? [ENTRIES] : [];
  const delegating = delegatesOf(manifest).length > 0 ? [DELEGATING] : [];
  return [...named, delegate, ...delegating, ...entry, ...destinationsOf(manifest).map(destinationKey)];
}

function keysOfHosts(
  kind: 'VirtualService' | 'DestinationRule',
  hosts: readonly unknown[],
  manifest: Manifest,
): readonly string[] {
  const keys = hosts
    .filter((host) => typeof host === 'string')
    .map((host) => (isWildcardHost(host) ? WILD : fullHost(host, namespaceOf(manifest)).toLowerCase()))
    .map((host) => hostKey(kind, host));
  return [...new Set(keys)];
}
