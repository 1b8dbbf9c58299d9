import type { ServicePortFacts } from '../../istio/facts.ts';
import { specOf } from '../objects.ts';
import type { KnownService } from '../routed.ts';
import { items } from '../shape.ts';
import { behindAlias, coveringService, fullName, headlessOf } from './names.ts';
import type { Egress, EgressListener } from './sidecar-scope.ts';

const ANY_PORT = 'HTTP_PROXY';

/** The service of an exact host that an egress listener lets its sidecars know, by preference one with a port. */
export function importedService(egress: Egress, host: string, port?: number): KnownService | undefined {
  const all = importedServices(egress, host);
  return all.length < 2 ? all[0] : (all.findLast((one) => portOf(one, port)) ?? all[0]);
}

/** Those of one namespace: ServiceEntries there may share a host. The sidecar's own namespace goes first. */
function importedServices(egress: Egress, host: string): readonly KnownService[] {
  const { view, scope, listener } = egress;
  return view.rememberGround(`${listener.key} knows ${host}`, () => {
    const found = view
      .servicesOf(host)
      .filter((one) => view.sees(one, scope.namespace) && listener.imports.service(host, one.namespace))
      .filter((one) => hasListenersPort(one, listener));
    const first = found.find((one) => one.namespace === scope.namespace) ?? found[0];
    if (found.length < 2 || first?.source === 'kubernetes') return first ? [first] : [];
    return found.filter((one) => one.namespace === first?.namespace);
  });
}

export function isImported(egress: Egress, service: KnownService): boolean {
  return importedServices(egress, service.host).includes(service);
}

function hasListenersPort(service: KnownService, { port }: EgressListener): boolean {
  return port === undefined || port.protocol === ANY_PORT || service.ports.some((one) => one.number === port.number);
}

/** The service that a Host header means to a sidecar, by any of the names that reach it. */
export function serviceByAuthority(egress: Egress, authority: string, port: number): KnownService | undefined {
  const { view, scope } = egress;
  const full = fullName(authority, scope.namespace);
  const named = importedService(egress, authority, port) ?? importedService(egress, full, port);
  if (named) {
    const behind = behindAlias(view, named);
    const known = behind === named ? named : importedService(egress, behind.host, port);
    return carriesHttp(portOf(known, port)) ? known : undefined;
  }
  const above = headlessOf(view, full);
  if (!above || !importedService(egress, above.host)) return undefined;
  return carriesHttp(portOf(above, port)) ? above : undefined;
}

/** The service of a ServiceEntry with a wildcard that a Host header falls under. */
export function wildcardByAuthority(egress: Egress, authority: string, port: number): KnownService | undefined {
  const { view } = egress;
  const covering = coveringService(view, authority);
  const known = covering && importedService(egress, covering.host, port);
  return known && carriesHttp(portOf(known, port)) ? known : undefined;
}

export function portOf(service: KnownService | undefined, port: number | undefined): ServicePortFacts | undefined {
  return service?.ports.find((one) => one.number === port);
}

/** Whether a service has an address by which a listener can tell its connections from others on the same port. */
export function hasAddress({ manifest }: KnownService): boolean {
  return manifest === undefined || items(specOf(manifest).addresses).length > 0;
}

/** Services for TCP and TLS on a port that share its listener, because they have no address of their own. */
export function withoutAddress(egress: Egress, port: number): readonly KnownService[] {
  const { view, listener } = egress;
  return view.rememberGround(`${listener.key} without address on ${port}`, () =>
    [...view.entries().values()].flat().filter((service) => {
      const found = portOf(service, port);
      if (!found || hasAddress(service) || !isImported(egress, service)) return false;
      return (
        listener.port !== undefined || (!isHttp(found) && found.protocol !== undefined && found.protocol !== 'UDP')
      );
    }),
  );
}

/** Whether a proxy reads HTTP on a port, because it is said to be or because it looks. */
export function carriesHttp(port: ServicePortFacts | undefined): boolean {
  return port !== undefined && (port.protocol === undefined || isHttp(port));
}

export function isHttp({ protocol }: ServicePortFacts): boolean {
  return protocol === 'HTTP' || protocol === 'HTTP2' || protocol === 'GRPC' || protocol === 'GRPC-WEB';
}

/** Whether some service has HTTP on a port: then the sidecar listens there for every host. */
export function listensForHttp(egress: Egress, port: number): boolean {
  const { view, listener } = egress;
  if (listener.port && !isForHttpPort(listener)) return false;
  return view.rememberGround(`${listener.key} has HTTP on ${port}`, () =>
    view
      .services()
      .some(
        (service) =>
          service.ports.some((one) => one.number === port && (listener.port !== undefined || isHttp(one))) &&
          isImported(egress, service),
      ),
  );
}

/** Whether a listener for a port of its own reads HTTP there. */
export function isForHttpPort({ port }: EgressListener): boolean {
  if (!port) return false;
  return (
    port.protocol === 'HTTP' || port.protocol === 'HTTP2' || port.protocol === ANY_PORT || /^GRPC/.test(port.protocol)
  );
}

/**
 * The service that a sidecar has a cluster for. Those that a VirtualService in use names need not be imported: Istio
 * adds them, of the client's own namespace first.
 */
export function destinationService(egress: Egress, host: string, port: number): KnownService | undefined {
  const { view, scope, listener } = egress;
  for (const one of scope.listeners) {
    const known = importedService({ view, scope, listener: one }, host, port);
    if (known && (one.port === undefined || one.port.number === port)) return known;
  }
  const candidates = view.servicesOf(host);
  const own = candidates.filter((one) => one.namespace === scope.namespace);
  const added =
    own.find((one) => portOf(one, port)) ?? own[0] ?? candidates.find((one) => view.sees(one, scope.namespace));
  const trimmed = listener.port !== undefined && listener.port.protocol !== ANY_PORT;
  return trimmed && listener.port?.number !== port ? undefined : added;
}
