import { itemOf, type Message, messageOf, numberOf, textOf } from '../../../istio/message.ts';
import { isHttpProtocol, isTlsProtocol, portProtocol } from '../../../istio/port-protocols.ts';
import { isPort } from '../../../istio/ports.ts';
import type { Cursor } from '../cursor.ts';
import { validateConnectionPool } from '../destination-rule/connection-pool.ts';
import { tlsModeOf, validateServerTls } from '../server-tls.ts';
import { validateDefaultEndpoint } from './default-endpoint.ts';
import { validateBindAddress, validateListenerPort } from './ports.ts';

/** Rules for `ingress`. */
export function validateIngress(listeners: readonly unknown[], at: Cursor): void {
  const numbers = new Set<number>();
  for (let i = 0; i < listeners.length; i++) {
    const listener = itemOf(listeners[i]);
    const here = at.at(i);
    const port = messageOf(listener.port);
    if (!port) {
      here.at('port').error('the ingress listener has no port');
      continue;
    }
    validateListenerPort(port, here.at('port'));
    validateBindAddress(textOf(listener.bind), here.at('bind'));
    const number = numberOf(port.number);
    if (!isPort(number)) here.at('port').at('number').error(`the port ${number} is not between 1 and 65535`);
    else if (numbers.has(number)) here.at('port').at('number').error(`two ingress listeners have the port ${number}`);
    numbers.add(number);
    validateDefaultEndpoint(textOf(listener.defaultEndpoint), here.at('defaultEndpoint'));
    const tls = messageOf(listener.tls);
    if (tls) validateTls(tls, port, here.at('tls'));
    validatePool(listener, port, here.at('connectionPool'));
  }
}

const UNSUPPORTED = ['subjectAltNames', 'credentialName', 'credentialNames', 'tlsCertificates'];

function validateTls(tls: Message, port: Message, at: Cursor): void {
  for (const field of UNSUPPORTED) {
    const value = tls[field];
    if (Array.isArray(value) ? value.length === 0 : textOf(value) === '') continue;
    at.at(field).error(`a Sidecar's ingress does not support ${field}`, 'Give the certificate as files.');
  }
  if (tls.httpsRedirect === true) at.at('httpsRedirect').error("a Sidecar's ingress does not support httpsRedirect");
  const mode = tlsModeOf(tls);
  if (mode === 'ISTIO_MUTUAL' || mode === 'AUTO_PASSTHROUGH') {
    const hint =
      "Mutual TLS of the mesh is PeerAuthentication's affair; here SIMPLE and MUTUAL are for clients outside.";
    at.at('mode').error(`a Sidecar's ingress does not support the mode ${mode}`, hint);
  }
  const protocol = textOf(port.protocol);
  if (!isTlsProtocol(portProtocol(protocol))) {
    const message = `an ingress listener of ${protocol === '' ? 'no protocol' : protocol} cannot have tls`;
    at.error(message, 'Make the protocol HTTPS or TLS, or leave out tls.');
  }
  validateServerTls(tls, at);
}

function validatePool(listener: Message, port: Message, at: Cursor): void {
  const pool = messageOf(listener.connectionPool);
  if (!pool) return;
  validateConnectionPool(pool, at);
  const protocol = textOf(port.protocol);
  if (!messageOf(pool.http) || isHttpProtocol(portProtocol(protocol))) return;
  const what = protocol === '' ? 'no protocol' : `the protocol ${protocol}`;
  at.at('http').warn(`the http part of the connection pool has no effect: the port has ${what}, not HTTP`);
}
