import { itemOf, listOf, type Message, messageOf, numberOf, textOf } from '../../../istio/message.ts';
import { isPort } from '../../../istio/ports.ts';
import { isUnixAddress, unixAddressProblem } from '../../../istio/unix-address.ts';
import type { Cursor } from '../cursor.ts';
import { validateListenerHost } from '../listener-hosts.ts';
import { validateBindAddress, validateListenerPort } from './ports.ts';

interface Surroundings {
  readonly namespace: string;
  /** Whether `~namespace` leaves a namespace out, as of Istio 1.31. */
  readonly excludes: boolean;
}

/** Rules for `egress`. */
export function validateEgress(listeners: readonly unknown[], at: Cursor, around: Surroundings): void {
  const numbers = new Set<number>();
  const sockets = new Set<string>();
  for (let i = 0; i < listeners.length; i++) {
    const listener = itemOf(listeners[i]);
    const here = at.at(i);
    const port = messageOf(listener.port);
    if (!port && i < listeners.length - 1) {
      const hint = 'Move it to the end: it is for every port that the others do not name.';
      here.error('an egress listener without a port must be the last, and the only one', hint);
    }
    if (port) validatePort(port, listener, here, { numbers, sockets });
    validateHosts(listOf(listener.hosts).map(textOf), here.at('hosts'), around);
  }
}

interface Taken {
  readonly numbers: Set<number>;
  readonly sockets: Set<string>;
}

function validatePort(port: Message, listener: Message, at: Cursor, { numbers, sockets }: Taken): void {
  validateListenerPort(port, at.at('port'));
  const number = numberOf(port.number);
  const bind = textOf(listener.bind);
  if (number === 0) {
    validateSocket(bind, textOf(listener.captureMode), at);
    if (sockets.has(bind)) at.at('bind').error(`two egress listeners bind to ${bind || 'nothing'}`);
    sockets.add(bind);
    return;
  }
  validateBindAddress(bind, at.at('bind'));
  const here = at.at('port').at('number');
  if (!isPort(number)) here.error(`the port ${number} is not between 1 and 65535`);
  else if (numbers.has(number)) here.error(`two egress listeners have the port ${number}`);
  numbers.add(number);
}

function validateSocket(bind: string, captureMode: string, at: Cursor): void {
  if (!isUnixAddress(bind)) {
    at.at('port').error('an egress listener with the port 0 must bind to a Unix socket', 'Set bind to unix:///<path>.');
  } else {
    const problem = unixAddressProblem(bind);
    if (problem !== undefined) at.at('bind').error(`the listener cannot bind: ${problem}`);
  }
  if (captureMode === 'IPTABLES') {
    at.at('captureMode').error(
      'a listener on a Unix socket cannot capture traffic by iptables',
      'Leave captureMode out.',
    );
  }
}

function validateHosts(hosts: readonly string[], at: Cursor, { namespace, excludes }: Surroundings): void {
  if (hosts.length === 0) at.error('the egress listener has no hosts', "Write '~/*' for none.");
  const chosen = new Map<string, Set<string>>();
  for (let i = 0; i < hosts.length; i++) {
    const host = hosts[i] ?? '';
    if (!(excludes && host.startsWith('~')) && host.includes('/') && isRepeated(host, namespace, chosen)) {
      at.at(i).warn(`the host '${host}' is chosen by another entry of the list too`, 'Leave one of them out.');
    }
    validateListenerHost(host, at.at(i), { of: 'sidecar', hiding: excludes ? '~namespace' : '~' });
  }
  if (chosen.size > 1 && chosen.get('*')?.has('*')) {
    at.warn("'*/*' chooses every host of every namespace, so the other entries have no effect", 'Leave them out.');
  }
}

/** Whether an entry adds nothing to those before it, or `namespace/*` takes in some of them. Notes it down. */
function isRepeated(host: string, own: string, chosen: Map<string, Set<string>>): boolean {
  const slash = host.indexOf('/');
  const written = host.slice(0, slash);
  const name = host.slice(slash + 1);
  const namespace = written === '.' ? own : written;
  const names = chosen.get(namespace) ?? new Set();
  chosen.set(namespace, names);
  const repeated = name === '*' ? names.size > 0 : names.has(name) || names.has('*');
  names.add(name);
  return repeated;
}
