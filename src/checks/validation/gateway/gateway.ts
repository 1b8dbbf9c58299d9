import { isHostLabel } from '../../../istio/domain-names.ts';
import { isIpAddress } from '../../../istio/ip.ts';
import type { Manifest } from '../../../istio/manifest.ts';
import { itemOf, listOf, type Message, mapOf, messageOf, numberOf, textOf } from '../../../istio/message.ts';
import { isHttpProtocol, isTlsProtocol, portProtocol } from '../../../istio/port-protocols.ts';
import { isPort } from '../../../istio/ports.ts';
import { isUnixAddress, unixAddressProblem } from '../../../istio/unix-address.ts';
import { Cursor } from '../cursor.ts';
import { validateListenerHost } from '../listener-hosts.ts';
import type { Problems } from '../problem.ts';
import { tlsModeOf, validateServerTls } from '../server-tls.ts';

/** @see https://istio.io/latest/docs/reference/config/networking/gateway/ */
export function validateGateway(manifest: Manifest, problems: Problems): void {
  // Istio marks what it makes of Gateway API's Gateways so, and is lenient with it.
  const annotations = mapOf(manifest.metadata?.annotations);
  const lenient = annotations['internal.istio.io/gateway-semantics'] === 'gateway';
  const name = textOf(manifest.metadata?.name);
  if (!lenient && !isHostLabel(name)) {
    const hint = 'Use up to 63 letters, digits and inner hyphens, and no dots.';
    new Cursor(problems, 'metadata').at('name').error(`'${name}' cannot be the name of a Gateway`, hint);
  }
  const servers = listOf(itemOf(manifest.spec).servers);
  const at = new Cursor(problems, 'spec').at('servers');
  if (servers.length === 0) at.error('the Gateway has no servers');
  const names = new Set<string>();
  for (let i = 0; i < servers.length; i++) {
    const server = itemOf(servers[i]);
    validateServer(server, at.at(i), lenient);
    const port = messageOf(server.port);
    if (!port) continue;
    const portName = textOf(port.name);
    if (portName !== '' && names.has(portName)) {
      at.at(i).at('port').at('name').error(`two servers name their port ${portName}`, 'Names of ports must differ.');
    }
    names.add(portName);
  }
}

function validateServer(server: Message, at: Cursor, lenient: boolean): void {
  const hosts = listOf(server.hosts);
  if (hosts.length === 0) at.at('hosts').error('the server has no hosts', "Name hosts, or '*' for all.");
  for (let i = 0; i < hosts.length; i++) {
    validateListenerHost(textOf(hosts[i]), at.at('hosts').at(i), { of: 'gateway', hiding: lenient ? '~' : 'none' });
  }
  const port = messageOf(server.port);
  const bind = textOf(server.bind);
  const sound = port ? validatePort(port, bind, at.at('port')) : refuseMissingPort(at);
  if (bind !== '') validateBind(bind, at.at('bind'));
  const tls = messageOf(server.tls);
  if (tls) validateServerTls(tls, at.at('tls'));
  if (port) validateTlsOnPort(port, tls, at, sound);
}

function refuseMissingPort(at: Cursor): boolean {
  at.at('port').error('the server has no port');
  return false;
}

/** Returns whether it is free of errors. */
function validatePort(port: Message, bind: string, at: Cursor): boolean {
  const problems: [string, string, string?][] = [];
  const protocol = textOf(port.protocol);
  if (portProtocol(protocol) === undefined) {
    const hint = 'Istio knows HTTP, HTTPS, HTTP2, GRPC, GRPC-WEB, TLS, TCP, MONGO, REDIS and MYSQL.';
    problems.push(['protocol', `the protocol '${protocol}' is not known`, hint]);
  }
  const number = numberOf(port.number);
  if (isUnixAddress(bind) ? number !== 0 : !isPort(number)) {
    const message = isUnixAddress(bind) ? `on a Unix socket the port must be 0, not ${number}` : undefined;
    problems.push(['number', message ?? `the port ${number} is not between 1 and 65535`]);
  }
  if (numberOf(port.targetPort) > 0) {
    problems.push(['targetPort', 'targetPort has no meaning at a Gateway', 'Leave it out.']);
  }
  if (textOf(port.name) === '') problems.push(['name', 'the port has no name', 'Name it, for example http.']);
  for (const [field, message, hint] of problems) at.at(field).error(message, hint);
  return problems.length === 0;
}

function validateBind(bind: string, at: Cursor): void {
  const problem = isUnixAddress(bind)
    ? unixAddressProblem(bind)
    : isIpAddress(bind)
      ? undefined
      : `'${bind}' is neither an address nor unix://<path>`;
  if (problem !== undefined) at.error(`the server cannot bind: ${problem}`);
}

function validateTlsOnPort(port: Message, tls: Message | undefined, at: Cursor, sound: boolean): void {
  const name = textOf(port.protocol);
  const protocol = portProtocol(name);
  const http = isHttpProtocol(protocol);
  if (!http && tls?.httpsRedirect === true) {
    at.at('tls').at('httpsRedirect').warn(`httpsRedirect is for servers of HTTP, and this one's protocol is ${name}`);
  }
  if (!sound) return;
  if (isTlsProtocol(protocol)) {
    if (!tls)
      at.error(`a server of ${name} needs tls`, 'Say how TLS ends: tls.mode, and tls.credentialName with SIMPLE.');
  } else if (tls && !http) {
    at.at('tls').error(`a server of ${name} cannot have tls`, 'Make the protocol TLS or HTTPS, or leave out tls.');
  } else if (tls && endsTls(tls)) {
    const hint = 'Make the protocol HTTPS, or leave out all of tls but httpsRedirect.';
    at.at('tls').error(`a server of plain ${name} cannot have tls beyond httpsRedirect`, hint);
  }
}

function endsTls(tls: Message): boolean {
  const mode = tlsModeOf(tls);
  return (
    (mode !== 'PASSTHROUGH' && mode !== 'AUTO_PASSTHROUGH') ||
    ['caCertificates', 'privateKey', 'serverCertificate'].some((field) => textOf(tls[field]) !== '')
  );
}
