import type { ServiceSurroundings } from '../../istio/facts.ts';
import { fullHost } from '../../istio/hosts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { isMeshBound } from './walks/gateways.ts';
import { servicesOf } from './walks/pods.ts';

const HTTP: ReadonlySet<string | undefined> = new Set(['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB', undefined]);

/** HTTP routes for a Service none of whose ports is HTTP to Istio. */
export const httpRoutesWithoutEffect = defineObjectCheck({
  code: 'http-routes-without-effect',
  severity: 'warning',
  *find(world) {
    for (const object of world.ofKind('VirtualService')) {
      if (!isMeshBound(object) || (object.spec.http ?? []).length === 0) continue;
      if (object.spec.hosts?.every((host) => isHttpEverywhere(servicesOf(world, fullHost(host, object.namespace))))) {
        continue;
      }
      for (const [index, written] of (object.spec.hosts ?? []).entries()) {
        const host = fullHost(written, object.namespace);
        const services = servicesOf(world, host);
        const own = services.filter((service) => service.clusters.includes(object.cluster));
        const ports = (own.length > 0 ? own : services).flatMap((service) => service.ports);
        // A port without a known protocol is looked at as it comes: it may be HTTP.
        if (ports.length === 0 || ports.some(({ protocol }) => HTTP.has(protocol))) continue;
        const named = ports.map(({ name, number, protocol }) => `${name || number} is ${protocol}`).join(', ');
        yield {
          on: object,
          path: ['spec', 'hosts', index],
          message: `${objectName(object)} has http routes for ${host}, none of whose ports is HTTP (${named}).`,
          why: 'For a port that is not HTTP the proxies look at tcp and tls routes only: these routes, their timeouts and retries do nothing.',
          hint: "Name the Service's port http-… (or set its appProtocol), or write tcp routes.",
        };
      }
    }
  },
});

function isHttpEverywhere(services: readonly ServiceSurroundings[]): boolean {
  return services.every(({ ports }) => ports.some(({ protocol }) => HTTP.has(protocol)));
}
