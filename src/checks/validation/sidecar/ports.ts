import { isHostLabel } from '../../../istio/domain-names.ts';
import { isIpAddress } from '../../../istio/ip.ts';
import { type Message, numberOf, textOf } from '../../../istio/message.ts';
import { portProtocol } from '../../../istio/port-protocols.ts';
import type { Cursor } from '../cursor.ts';

/** Rules for `port` that ingress and egress share; its number is their own affair. */
export function validateListenerPort(port: Message, at: Cursor): void {
  if (numberOf(port.targetPort) > 0) {
    at.at('targetPort').error('targetPort has no meaning at a Sidecar', 'Leave it out; defaultEndpoint says where to.');
  }
  const name = textOf(port.name);
  if (name !== '' && !isHostLabel(name)) at.at('name').error(`'${name}' cannot be the name of a port`);
  const protocol = textOf(port.protocol);
  if (protocol !== '' && portProtocol(protocol) === undefined) {
    const hint = 'Istio knows HTTP, HTTPS, HTTP2, GRPC, GRPC-WEB, TLS, TCP, MONGO, REDIS and MYSQL.';
    at.at('protocol').error(`the protocol '${protocol}' is not known`, hint);
  }
}

/** The address that a listener on a port binds to. */
export function validateBindAddress(bind: string, at: Cursor): void {
  if (bind !== '' && !isIpAddress(bind)) at.error(`the listener cannot bind: '${bind}' is not an address`);
}
