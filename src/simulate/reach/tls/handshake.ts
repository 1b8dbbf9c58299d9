import { isAmbient } from '../../../istio/ambient.ts';
import { protocolFamily } from '../../../istio/protocol.ts';
import type { ConfigView } from '../../config-view.ts';
import { printRef } from '../../objects.ts';
import type { Failure } from '../../outcome.ts';
import type { ClientProxy } from '../../routed.ts';
import type { Endpoint } from '../pool/endpoint.ts';
import type { ClientTls, Wire } from './client.ts';
import type { EffectivePeerMode } from './peer-authentication.ts';
import { identityOf, trustDomainOf, trustedBy } from './trust.ts';

/** How the two ends get on. */
export interface Handshake {
  readonly failure: Failure | undefined;
  /** Who the server takes the client for; undefined: nobody. */
  readonly identity: string | undefined;
  readonly unjudged: readonly string[];
}

export interface Ends {
  readonly view: ConfigView;
  readonly serverView: ConfigView | undefined;
  readonly proxy: ClientProxy;
  readonly endpoint: Endpoint;
  readonly wire: Wire;
  readonly tls: ClientTls;
  readonly applicationTls: boolean;
  /** Undefined: the server has no sidecar. */
  readonly server: EffectivePeerMode | undefined;
  readonly protocol: 'http' | 'tcp';
}

export function handshake(ends: Ends): Handshake {
  const { wire, applicationTls, server } = ends;
  if (wire === 'mutual') return mutual(ends);
  if (wire === 'custom') return custom(ends);
  if (wire === 'simple' || applicationTls) return otherTls(ends);
  if (server?.mode === 'STRICT') return refused(ends, `the client sends plaintext (${ends.tls.because})`);
  return CONNECTED;
}

const CONNECTED: Handshake = { failure: undefined, identity: undefined, unjudged: [] };

function mutual(ends: Ends): Handshake {
  const { view, serverView, proxy, endpoint, tls, server, protocol } = ends;
  const status = statusOf(protocol);
  if (endpoint.proxy === 'none') {
    if (isAmbient(view.facts, endpoint)) return CONNECTED; // its ztunnel takes it; that this is not modelled is told there
    return fails(
      ends,
      `The client opens mutual TLS (${tls.because}), but the pods of ${endpoint.name} have no sidecar.`,
    );
  }
  if (server?.mode === 'DISABLE') {
    const by = server.by ? printRef(server.by) : 'PeerAuthentication';
    const reason = `The client opens mutual TLS (${tls.because}), but ${by} disables it on port ${endpoint.port}.`;
    return {
      ...CONNECTED,
      failure: { ...fails(ends, reason).failure, ...(server.by && { object: server.by }) } as Failure,
    };
  }
  const theirs = trustDomainOf(view.facts, endpoint.cluster);
  const accepted = trustedBy(view.facts, view.cluster);
  if (!tls.subjectAltNames && endpoint.serviceAccount !== undefined && !accepted.includes(theirs)) {
    return fails(ends, distrust('client', view.cluster, theirs));
  }
  const named = tls.subjectAltNames && `spiffe://${identityOf(theirs, endpoint.namespace, endpoint.serviceAccount)}`;
  if (named !== undefined && endpoint.serviceAccount !== undefined && !tls.subjectAltNames?.includes(named)) {
    return fails(ends, `The server presents ${named}, which the subjectAltNames of the DestinationRule do not list.`);
  }
  if (serverView && !trustedBy(view.facts, serverView.cluster).includes(proxy.trustDomain)) {
    const reason = distrust('server', serverView.cluster, proxy.trustDomain);
    return { ...CONNECTED, failure: { flag: 'UF', status, by: 'server proxy', reason } };
  }
  const identity = identityOf(proxy.trustDomain, proxy.namespace, proxy.serviceAccount);
  return { failure: undefined, identity, unjudged: CONNECTED.unjudged };
}

function fails({ tls, protocol }: Ends, reason: string): Handshake {
  const object = tls.object && { object: tls.object };
  return { ...CONNECTED, failure: { flag: 'UF', status: statusOf(protocol), by: 'client proxy', reason, ...object } };
}

function distrust(side: string, cluster: string, trustDomain: string): string {
  return `The ${side}'s proxy (configured in ${cluster}) does not accept trust domain ${trustDomain}: it is not among its trustDomainAliases.`;
}

/** A certificate that a DestinationRule names: who signed it is not known here. */
function custom(ends: Ends): Handshake {
  const sentence = `${ends.tls.because} with a certificate of its own; whether the server accepts it is not modelled.`;
  return { ...CONNECTED, unjudged: [sentence] };
}

/** TLS that the server's proxy does not end: it gets through where the port is not taken for HTTP. */
function otherTls(ends: Ends): Handshake {
  const { wire, endpoint, server } = ends;
  const sender = wire === 'simple' ? `the client opens TLS (${ends.tls.because})` : 'the application opens TLS itself';
  if (server?.mode === 'STRICT') return refused(ends, `${sender} and not mutual TLS of the mesh`);
  const family = endpoint.protocol && endpoint.protocol !== 'UDP' ? protocolFamily(endpoint.protocol) : undefined;
  if (family === 'tls') return CONNECTED;
  if (server && family === 'http') {
    const reason = `${upper(sender)}, but the server's proxy expects HTTP or mutual TLS on port ${endpoint.port}, as the name of the Service's port says.`;
    return { ...CONNECTED, failure: { flag: 'UC', status: statusOf(ends.protocol), by: 'server proxy', reason } };
  }
  if (ends.applicationTls && wire !== 'simple') return CONNECTED;
  return { ...CONNECTED, unjudged: [`${upper(sender)}; whether ${endpoint.name} itself speaks TLS is not known.`] };
}

function refused({ server, endpoint, proxy, protocol }: Ends, sender: string): Handshake {
  const by = server?.by ? printRef(server.by) : 'PeerAuthentication';
  const failure: Failure = {
    // Without a proxy nobody but the server's writes a flag: no filter chain takes plaintext.
    flag: proxy.kind === 'none' ? 'NR' : 'UC',
    status: proxy.kind === 'none' ? undefined : statusOf(protocol),
    by: 'server proxy',
    reason: `${by} demands mutual TLS on port ${endpoint.port} of ${endpoint.name}, but ${sender}.`,
    ...(server?.by && { object: server.by }),
  };
  return { ...CONNECTED, failure };
}

function statusOf(protocol: 'http' | 'tcp'): number | undefined {
  return protocol === 'http' ? 503 : undefined;
}

function upper(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}
