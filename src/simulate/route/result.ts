import type { Failure } from '../outcome.ts';
import type { JwtFacts } from '../request.ts';
import type { ClientProxy, KnownService, Routed, RoutedDestination, SeenRequest } from '../routed.ts';
import type { Asked } from './asked.ts';
import { hostOf } from './asked.ts';
import type { Trace } from './trace.ts';

/** What any way through a proxy starts from. */
export interface Way {
  readonly proxy: ClientProxy;
  readonly asked: Asked;
  /** The token that goes on with it. */
  readonly jwt: JwtFacts | undefined;
  readonly unjudged: readonly string[];
  readonly trace: Trace;
  /** Who sends it to a gateway over mutual TLS of the mesh; undefined: somebody outside. */
  readonly identity?: string | undefined;
}

export function routed(way: Way, more: Partial<Routed>): Routed {
  return {
    proxy: way.proxy,
    protocol: way.asked.http ? 'http' : 'tcp',
    applicationTls: way.asked.protocol === 'tls',
    route: undefined,
    destinations: [],
    failure: undefined,
    answer: undefined,
    fault: undefined,
    timeout: undefined,
    retries: undefined,
    rewritten: undefined,
    seen: seenAsSent(way.asked),
    jwt: way.jwt,
    unjudged: way.unjudged,
    trace: way.trace.steps,
    ...more,
  };
}

export function failed(way: Way, failure: Failure, more: Partial<Routed> = {}): Routed {
  way.trace.step(way.proxy.kind === 'gateway' ? 'gateway' : 'client', failure.reason, undefined, failure.object);
  return routed(way, { ...more, failure });
}

export function seenAsSent({ method, path, authority, headers }: Asked): SeenRequest {
  return { method, path, host: authority, headers };
}

/** One destination that gets everything, without a rule of the author's. */
export function everythingTo(service: KnownService, port: number): RoutedDestination {
  const { host } = service;
  return { host, service, port, subset: undefined, weight: 1, mirror: false, passthrough: false, seen: undefined };
}

/** Sent to the address that the client resolved, as it is. */
export function passedThrough({ asked }: Way, service: KnownService | undefined, host?: string): RoutedDestination {
  return {
    host: service?.host ?? host ?? hostOf(asked.authority),
    service,
    port: asked.port,
    subset: undefined,
    weight: 1,
    mirror: false,
    passthrough: true,
    seen: undefined,
  };
}
