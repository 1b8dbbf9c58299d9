import { isHostLabel } from '../../../istio/domain-names.ts';
import { isSet, itemOf, listOf, type Message, numberOf, textOf } from '../../../istio/message.ts';
import {
  isHttpProtocol,
  isTcpProtocol,
  isTlsProtocol,
  type PortProtocol,
  portProtocol,
} from '../../../istio/port-protocols.ts';
import { isPort } from '../../../istio/ports.ts';
import type { Cursor } from '../cursor.ts';

/** What the rest of a ServiceEntry is judged by. */
export interface Ports {
  readonly names: ReadonlySet<string>;
  readonly protocols: readonly (PortProtocol | undefined)[];
  /** The first port whose requests do not say which host they are for. */
  readonly nameless: string | undefined;
  /** Whether there is a port whose bytes are forwarded as they come. */
  readonly tcp: boolean;
}

/** Rules for `ports`. */
export function validatePorts(spec: Message, at: Cursor, needsAddresses: boolean): Ports {
  const names = new Set<string>();
  const numbers = new Set<number>();
  const protocols: (PortProtocol | undefined)[] = [];
  let nameless: string | undefined;
  listOf(spec.ports).forEach((item, index) => {
    const port = itemOf(item);
    const name = textOf(port.name);
    const number = numberOf(port.number);
    const here = at.at(index);
    if (names.has(name)) here.at('name').error(`two ports are named '${name}'`);
    else if (!isHostLabel(name)) here.at('name').error(`'${name}' cannot be the name of a port`);
    if (numbers.has(number)) here.at('number').error(`two ports have the number ${number}`);
    else if (!isPort(number)) here.at('number').error(`the port ${number} is not between 1 and 65535`);
    names.add(name);
    numbers.add(number);
    const protocol = validateProtocol(port, here, needsAddresses);
    protocols.push(protocol);
    if (!isHttpProtocol(protocol) && !isTlsProtocol(protocol)) nameless ??= name;
  });
  return { names, protocols, nameless, tcp: protocols.some(isTcpProtocol) };
}

function validateProtocol(port: Message, at: Cursor, needsAddresses: boolean): PortProtocol | undefined {
  const target = numberOf(port.targetPort);
  if (isSet(port.targetPort) && target !== 0 && !isPort(target)) {
    at.at('targetPort').error(`the targetPort ${target} is not between 1 and 65535`);
  }
  const name = textOf(port.protocol);
  const protocol = portProtocol(name);
  if (name !== '' && protocol === undefined) {
    const hint = 'Istio knows HTTP, HTTPS, HTTP2, GRPC, GRPC-WEB, TLS, TCP, MONGO, REDIS and MYSQL.';
    at.at('protocol').error(`the protocol '${name}' is not known`, hint);
  }
  if (needsAddresses && (name === '' || name === 'TCP')) {
    const what = name === '' ? 'a port without a protocol' : 'a port of TCP';
    const message = `${what} needs addresses: nothing else tells its connections from those of other services`;
    at.warn(message, 'Set addresses, let Istio allocate them, or name a protocol that says which host is meant.');
  }
  return protocol;
}
