import { hostCoversAsWritten } from '../../../istio/hosts.ts';
import { isIpAddress, isIpOrSubnet } from '../../../istio/ip.ts';
import { itemOf, listOf, type Message, textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';
import { validateDestinations } from './destinations.ts';
import { boundHostProblem } from './hosts.ts';
import { validateL4Match } from './http-match.ts';

interface Surroundings {
  /** Of the VirtualService. */
  readonly hosts: readonly string[];
  /** Whether sidecars are not among those it is for. */
  readonly bound: boolean;
  readonly lenient: boolean;
}

/** Rules for one entry of `tls`. */
export function validateTlsRoute(route: Message, at: Cursor, around: Surroundings): void {
  const matches = listOf(route.match);
  if (matches.length === 0) {
    at.error('a TLS route needs a match with sniHosts', "Match the hosts of the VirtualService, or use 'tcp'.");
  }
  for (let i = 0; i < matches.length; i++) {
    const match = itemOf(matches[i]);
    const here = at.at('match').at(i);
    const names = listOf(match.sniHosts);
    if (names.length === 0) here.at('sniHosts').error('a match of a TLS route needs at least one of sniHosts');
    for (let j = 0; j < names.length; j++) validateSniHost(textOf(names[j]), here.at('sniHosts').at(j), around);
    validateSubnets(match, here);
    validateL4Match(match, here, { warn: true });
  }
  validateRoute(route, at, 'TLS', around.lenient);
}

/** Rules for one entry of `tcp`. */
export function validateTcpRoute(route: Message, at: Cursor, { lenient }: { readonly lenient: boolean }): void {
  const matches = listOf(route.match);
  for (let i = 0; i < matches.length; i++) {
    const match = itemOf(matches[i]);
    validateSubnets(match, at.at('match').at(i));
    validateL4Match(match, at.at('match').at(i), { warn: false });
  }
  validateRoute(route, at, 'TCP', lenient);
}

function validateRoute(route: Message, at: Cursor, protocol: string, lenient: boolean): void {
  const destinations = listOf(route.route);
  if (destinations.length === 0) at.error(`a ${protocol} route needs a destination: route is missing`);
  validateDestinations(destinations, at.at('route'), lenient);
}

function validateSubnets(match: Message, at: Cursor): void {
  listOf(match.destinationSubnets).forEach((item, index) => {
    const subnet = textOf(item);
    if (isIpOrSubnet(subnet)) return;
    at.at('destinationSubnets').at(index).error(`'${subnet}' is neither an address nor a network such as 10.0.0.0/8`);
  });
}

function validateSniHost(name: string, at: Cursor, { hosts, bound }: Surroundings): void {
  const problem = boundHostProblem(name, bound);
  if (problem !== undefined && isIpAddress(name)) {
    const message = `the SNI host ${name} is an address, which most clients do not send as SNI`;
    at.warn(message, "Match a host name, or use 'tcp' with destinationSubnets.");
  } else if (problem !== undefined) {
    at.error(`the SNI host '${name}' is not a domain name: ${problem}`);
  } else if (!hosts.some((host) => hostCoversAsWritten(host, name))) {
    const message = `the SNI host '${name}' is not covered by the hosts of the VirtualService (${hosts.join(', ')})`;
    at.error(message, 'Add it to hosts.');
  }
}
