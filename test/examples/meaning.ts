import type { ServiceFacts } from '../../src/istio/inventory.ts';
import type { Manifest } from '../../src/istio/manifest.ts';

/** What an Istio object says, without the freedom in how it is written. Two objects mean the same when these are equal. */
export interface Meaning {
  readonly kind: string;
  readonly namespace: string;
  /** Of objects that others refer to by name; names of others say nothing. */
  readonly name: string | undefined;
  readonly spec: Readonly<Record<string, unknown>>;
}

export function meaningOf({ kind, metadata, spec }: Manifest, services: readonly ServiceFacts[]): Meaning {
  const namespace = metadata.namespace ?? 'default';
  const { exportTo: _, ...said } = normalise(spec, namespace, services) as Record<string, unknown>;
  return {
    kind,
    namespace,
    name: kind === 'Gateway' ? metadata.name : undefined,
    spec: portByPort(kind, said, services),
  };
}

/** Settings of a DestinationRule as each port gets them: those of a port replace those of the host. */
function portByPort(kind: string, spec: Record<string, unknown>, services: readonly ServiceFacts[]): Meaning['spec'] {
  if (kind === 'ServiceEntry') return { ...spec, location: spec.location ?? 'MESH_EXTERNAL' };
  const { portLevelSettings, ...wide } = (spec.trafficPolicy ?? {}) as { portLevelSettings?: readonly PortSettings[] };
  const ports = services.find((service) => service.host === spec.host)?.ports ?? [];
  if (kind !== 'DestinationRule' || !portLevelSettings) return spec;
  const settings = ports.map(({ number }) => [
    number,
    portLevelSettings.find(({ port }) => port.number === number) ?? { port: { number }, ...wide },
  ]);
  return { ...spec, trafficPolicy: Object.fromEntries(settings) };
}

interface PortSettings {
  readonly port: { readonly number: number };
}

export function inWords({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`;
}

/**
 * Short host names in full; no weight on a single destination; no port where its service has no other; no route behind
 * one that takes every request.
 */
function normalise(value: unknown, namespace: string, services: readonly ServiceFacts[]): unknown {
  if (Array.isArray(value)) return value.map((item) => normalise(item, namespace, services));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, field]) => [key, normalise(field, namespace, services)] as const);
  const object: Record<string, unknown> = Object.fromEntries(entries);
  if (typeof object.host === 'string') object.host = fullName(object.host, namespace);
  if (isHosts(object.hosts)) object.hosts = object.hosts.map((host) => fullName(host, namespace));
  if (Array.isArray(object.http)) object.http = reachable(object.http);
  if (Array.isArray(object.route)) object.route = withoutLoneWeight(object.route);
  if (isDestination(object.destination)) object.destination = withoutOnlyPort(object.destination, services);
  return object;
}

function fullName(host: string, namespace: string): string {
  return host === '*' || host.includes('.') ? host : `${host}.${namespace}.svc.cluster.local`;
}

function withoutLoneWeight(route: readonly Record<string, unknown>[]): unknown[] {
  if (route.length > 1) return [...route];
  return route.map(({ weight: _, ...rest }) => rest);
}

function reachable(routes: readonly Record<string, unknown>[]): unknown[] {
  const last = routes.findIndex(({ match }) => match === undefined);
  return last === -1 ? [...routes] : routes.slice(0, last + 1);
}

interface Destination {
  readonly host: string;
  readonly port?: { readonly number: number };
}

function withoutOnlyPort(destination: Destination, services: readonly ServiceFacts[]): Destination {
  const { port, ...rest } = destination;
  const ports = services.find((service) => service.host === destination.host)?.ports ?? [];
  return ports.length === 1 && ports[0]?.number === port?.number ? rest : destination;
}

function isDestination(value: unknown): value is Destination {
  return typeof value === 'object' && value !== null && 'host' in value;
}

function isHosts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((host) => typeof host === 'string');
}
