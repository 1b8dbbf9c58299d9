import { fullHost } from '../../istio/hosts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { servicesOf } from './walks/pods.ts';

/** A timeout on a route to gRPC ports: it ends streams, too. */
export const timeoutCutsStreams = defineObjectCheck({
  code: 'timeout-cuts-streams',
  severity: 'info',
  *find(world) {
    for (const object of world.ofKind('VirtualService')) {
      // Of a mesh of ours the author has said it of the service, and knows what it speaks.
      if (object.lowered) continue;
      for (const [index, { timeout, route = [] }] of (object.spec.http ?? []).entries()) {
        if (timeout === undefined) continue;
        const streaming = route.find(({ destination }) => {
          const services = servicesOf(world, fullHost(destination.host, object.namespace));
          const ports = services.flatMap((service) => service.ports);
          const named = ports.filter(({ number }) => number === destination.port?.number);
          const meant = named.length > 0 ? named : ports;
          return meant.length > 0 && meant.every(({ protocol }) => protocol === 'GRPC' || protocol === 'GRPC-WEB');
        });
        if (!streaming) continue;
        yield {
          on: object,
          path: ['spec', 'http', index, 'timeout'],
          message: `${objectName(object)} gives requests to ${streaming.destination.host} ${timeout}, and it speaks gRPC.`,
          why: 'For gRPC the timeout is the life of the whole stream: a long-lived one is cut after it, however busy.',
          hint: 'Leave the timeout out for methods that stream, with a match on their path, and let callers set deadlines.',
        };
      }
    }
  },
});
