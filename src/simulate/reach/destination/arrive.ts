import { protocolFamily } from '../../../istio/protocol.ts';
import type { EndpointOutcome, Failure } from '../../outcome.ts';
import type { ClientProxy } from '../../routed.ts';
import type { Views } from '../../views.ts';
import { OPEN } from '../access/judge.ts';
import type { AccessRequest } from '../access/request.ts';
import type { PlacedTarget } from '../locality/target.ts';
import { behindGateway } from '../network/behind.ts';
import { type NetworkGateway, wayTo } from '../network/gateways.ts';
import { passage } from '../network/passthrough.ts';
import type { Endpoint } from '../pool/endpoint.ts';
import { type Server, serverOf } from '../server/server.ts';
import { type ClientTls, onTheWire, type Wire } from '../tls/client.ts';
import { handshake } from '../tls/handshake.ts';
import type { AskedDestination } from './plan.ts';

/** One group of endpoints, with all that is known before the single request is looked at. */
export interface Arrival {
  readonly outcome: EndpointOutcome;
  readonly server: Server;
  /** What its access policies know of the connection; undefined where none are asked. */
  readonly connection: Connection | undefined;
  readonly unjudged: readonly string[];
  /** The name by which a gateway between networks passes it on. */
  readonly sni: string | undefined;
}

type Connection = Pick<AccessRequest, 'identity' | 'port' | 'sni'> & {
  /** What the server's proxy takes the port for; undefined: it looks at the bytes. */
  readonly protocol: 'http' | 'tcp' | undefined;
};

/** A proxy on its way to a destination. */
export interface Way {
  readonly views: Views;
  readonly asked: AskedDestination;
  readonly tls: ClientTls;
  /** Endpoints met before, by another gateway. */
  readonly met: Map<Endpoint, Meeting>;
}

/** What becomes of the requests for one target: a gateway's spread over what is behind it. */
export function arrivalsAt(way: Way, target: PlacedTarget): readonly Arrival[] {
  const { gateway, endpoint } = target;
  if (gateway) return through(way, target, gateway);
  const { asked } = way;
  if (wayTo(asked.view.facts, asked.proxy, endpoint) !== 'no gateway') return [arrived(way, target, endpoint)];
  const reason = `${endpoint.name} is in network ${endpoint.network}, which has no east-west gateway: the proxy tries the pod's own address, which network ${asked.proxy.network} does not reach.`;
  return [stopped(way, target, { flag: 'UF', status: statusOf(asked), by: 'client proxy', reason })];
}

/** Somewhere outside the mesh. */
export function arrivalOutside({ cluster, network }: ClientProxy, tls: EndpointOutcome['tls']): Arrival {
  const place = { cluster, network, workload: undefined, via: 'direct' as const, priority: 0, share: 1 };
  const nobody = { identity: undefined, server: undefined, access: undefined, failure: undefined };
  return {
    outcome: { ...place, tls, ...nobody },
    server: { view: undefined, mode: undefined, workload: undefined, open: true, looksAt: [], unjudged: [] },
    connection: undefined,
    unjudged: [],
    sni: undefined,
  };
}

function through(way: Way, target: PlacedTarget, gateway: NetworkGateway): readonly Arrival[] {
  const { views, asked, tls } = way;
  const name = `The east-west gateway of ${gateway.cluster}`;
  const blocked = (reason: string, object?: Failure['object']): readonly Arrival[] => [
    stopped(way, target, {
      flag: 'UF',
      status: statusOf(asked),
      by: 'network gateway',
      reason,
      ...(object && { object }),
    }),
  ];
  if (tls.wireTo(target.endpoint) !== 'mutual') {
    return blocked(
      `${name} passes mutual TLS on and nothing else, but the client sends none: ${tls.because}.`,
      tls.object,
    );
  }
  if (tls.sni !== undefined) {
    return blocked(
      `${tls.because} with the sni ${tls.sni}, by which ${name.toLowerCase()} finds no service.`,
      tls.object,
    );
  }
  const view = views.of(gateway.cluster);
  if (!view) return blocked(`Cluster ${gateway.cluster} is not known.`);
  const wanted = { host: asked.service?.host ?? asked.host, port: asked.port, subset: asked.subset };
  const passed = passage(view, gateway, wanted);
  if (!passed.open) return blocked(passed.reason, passed.object);
  const behind = behindGateway(view, gateway, passed, wanted);
  if (behind.length === 0) {
    return blocked(`${name} has no endpoint for ${sniOf(asked)} that accepts mutual TLS.`, passed.object);
  }
  const { endpoint, locality, labels, weight } = target;
  return behind.map((inner) => {
    const priority = target.priority + inner.priority;
    const share = target.share * inner.share;
    return arrived(way, { endpoint, locality, labels, weight, gateway, priority, share }, inner.endpoint);
  });
}

/** What does not depend on the way to the endpoint. */
export interface Meeting {
  readonly server: Server;
  readonly connection: Arrival['connection'];
  readonly outcome: Pick<EndpointOutcome, 'tls' | 'identity' | 'server' | 'access' | 'failure'>;
  readonly unjudged: readonly string[];
  readonly sni: string | undefined;
}

function arrived(way: Way, target: PlacedTarget, endpoint: Endpoint): Arrival {
  const known = way.met.get(endpoint);
  // A gateway gets mutual TLS, whatever the client knows of the endpoint that the gateway then chooses.
  const wire = target.gateway ? 'mutual' : way.tls.wireTo(endpoint);
  const { outcome, server, connection, unjudged, sni } = known ?? meet(way, endpoint, wire);
  return { outcome: outcomeAt(target, endpoint, outcome), server, connection, unjudged, sni };
}

function meet({ views, asked, tls, met }: Way, endpoint: Endpoint, wire: Wire): Meeting {
  const server = serverOf(views, endpoint);
  const { view, proxy, applicationTls, protocol } = asked;
  const ends = {
    view,
    serverView: server.view,
    proxy,
    endpoint,
    wire,
    tls,
    applicationTls,
    server: server.mode,
    protocol,
  };
  const { failure, identity, unjudged } = handshake(ends);
  const said = [...server.unjudged, ...unjudged];
  if (endpoint.proxy === 'unknown' && wire === 'mutual') {
    said.push(`What listens at ${endpoint.name} is not known, nor whether it takes mutual TLS of the mesh.`);
  }
  const sni = wire === 'mutual' ? (tls.sni ?? sniOf(asked)) : undefined;
  const talks = failure === undefined && server.workload !== undefined;
  const made: Meeting = {
    outcome: {
      tls: onTheWire(wire, asked.applicationTls),
      identity: identity === undefined ? undefined : `spiffe://${identity}`,
      server: server.mode,
      access: talks && server.open ? OPEN : undefined,
      failure,
    },
    server,
    connection:
      talks && !server.open ? { identity, port: endpoint.port, sni, protocol: takenFor(endpoint) } : undefined,
    unjudged: said,
    sni,
  };
  met.set(endpoint, made);
  return made;
}

function takenFor({ protocol }: Endpoint): 'http' | 'tcp' | undefined {
  if (protocol === undefined || protocol === 'UDP') return undefined;
  return protocolFamily(protocol) === 'http' ? 'http' : 'tcp';
}

/** On the way, before the server's proxy sees anything. */
function stopped({ views, asked, tls }: Way, target: PlacedTarget, failure: Failure): Arrival {
  const { endpoint } = target;
  const server = serverOf(views, endpoint);
  const outcome = outcomeAt(target, endpoint, {
    tls: onTheWire(tls.wireTo(endpoint), asked.applicationTls),
    identity: undefined,
    server: server.mode,
    access: undefined,
    failure,
  });
  return { outcome, server, connection: undefined, unjudged: [], sni: undefined };
}

/** Spelled out: there are dozens for each client and host, and copying field by field takes longer than all the rest. */
function outcomeAt(target: PlacedTarget, endpoint: Endpoint, met: Meeting['outcome']): EndpointOutcome {
  return {
    cluster: endpoint.cluster,
    network: endpoint.network,
    workload: endpoint.workload,
    via: target.gateway ? { networkGateway: target.gateway.cluster } : 'direct',
    priority: target.priority,
    share: target.share,
    tls: met.tls,
    identity: met.identity,
    server: met.server,
    access: met.access,
    failure: met.failure,
  };
}

function sniOf({ port, subset = '', host, service }: AskedDestination): string {
  return `outbound_.${port}_.${subset}_.${service?.host ?? host}`;
}

function statusOf({ protocol }: AskedDestination): number | undefined {
  return protocol === 'http' ? 503 : undefined;
}
