import { isHostLabel, wildcardDomainProblem } from '../../../istio/domain-names.ts';
import { itemOf, type Message, messageOf, numberOf, textOf } from '../../../istio/message.ts';
import { isPort } from '../../../istio/ports.ts';
import type { Cursor } from '../cursor.ts';
import { validateHeaders } from './headers.ts';

/** Rules for `route` of an HTTP route. */
export function validateHttpDestinations(routes: readonly unknown[], at: Cursor, lenient: boolean): void {
  if (routes.length > 0) at.once(lenient ? validateLeniently : validateStrictly, 'route', routes);
}

function validateLeniently(routes: readonly unknown[], at: Cursor): void {
  validateHeadersOf(routes, at);
  validateDestinations(routes, at, true);
}

function validateStrictly(routes: readonly unknown[], at: Cursor): void {
  validateHeadersOf(routes, at);
  validateDestinations(routes, at, false);
}

function validateHeadersOf(routes: readonly unknown[], at: Cursor): void {
  for (let i = 0; i < routes.length; i++) {
    const headers = messageOf(itemOf(routes[i]).headers);
    if (headers) validateHeaders(headers, at.at(i).at('headers'));
  }
}

/** Rules for `route` of any route: destinations and their weights. */
export function validateDestinations(routes: readonly unknown[], at: Cursor, lenient: boolean): void {
  let total = 0;
  for (let i = 0; i < routes.length; i++) {
    const route = itemOf(routes[i]);
    const destination = messageOf(route.destination);
    if (!destination) at.at(i).error('a destination is missing');
    else if (!lenient) validateDestination(destination, at.at(i).at('destination'));
    const weight = numberOf(route.weight);
    if (weight < 0) at.at(i).at('weight').error(`the weight ${weight} is negative`);
    total = (total + weight) | 0; // Istio adds in 32 bits
  }
  if (routes.length > 1 && total === 0) {
    const hint = 'Give at least one of them a weight above 0.';
    at.error(`the weights of ${routes.length} destinations add up to 0, so no request could go anywhere`, hint);
  }
}

/** Rules for a destination: host, subset, port. */
export function validateDestination(destination: Message, at: Cursor): void {
  const host = textOf(destination.host);
  const problem = host === '*' ? "'*' names no service" : wildcardDomainProblem(host);
  if (problem !== undefined) at.at('host').error(`the destination host '${host}' is not a domain name: ${problem}`);
  validateSubsetAndPort(destination, at);
}

export function validateSubsetAndPort(destination: Message, at: Cursor): void {
  const subset = textOf(destination.subset);
  if (subset !== '' && !isHostLabel(subset)) {
    at.at('subset').error(
      `'${subset}' cannot be the name of a subset`,
      'Write up to 63 letters, digits, inner hyphens.',
    );
  }
  const port = messageOf(destination.port);
  if (!port) return;
  const number = numberOf(port.number);
  if (!isPort(number)) at.at('port').at('number').error(`the port ${number} is not between 1 and 65535`);
}
