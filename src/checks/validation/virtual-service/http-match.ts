import { isHostLabel } from '../../../istio/domain-names.ts';
import { claimOfHeaderName, isHeaderName, isPseudoHeader } from '../../../istio/header-names.ts';
import {
  hasOnly,
  isSet,
  itemOf,
  listOf,
  type Message,
  mapOf,
  messageOf,
  numberOf,
  textOf,
} from '../../../istio/message.ts';
import { isPort } from '../../../istio/ports.ts';
import type { Cursor } from '../cursor.ts';
import { validateLabels } from '../pod-labels.ts';
import { validateGatewayNames } from './gateway-names.ts';
import { validateRegex, validateStringMatch } from './string-match.ts';

/** Rules for `match` of an HTTP route. */
export function validateHttpMatches(matches: readonly unknown[], at: Cursor): void {
  if (matches.length > 0) at.once(validateEach, 'match', matches);
}

function validateEach(matches: readonly unknown[], at: Cursor): void {
  for (let i = 0; i < matches.length; i++) validateHttpMatch(itemOf(matches[i]), at.at(i));
}

const USUAL: ReadonlySet<string> = new Set(['name', 'uri', 'headers', 'port']);

function validateHttpMatch(match: Message, at: Cursor): void {
  if (hasOnly(match, USUAL)) {
    if (isSet(match.headers)) validateHeaders(mapOf(match.headers), at.at('headers'));
    if (isSet(match.uri)) validateRegex(match.uri, at.at('uri'));
    validatePort(match, at);
  } else validateAny(match, at);
}

function validateHeaders(headers: Message, at: Cursor): void {
  for (const name in headers) {
    const here = at.at(name);
    validateName(name, here);
    validateStringMatch(headers[name], here);
  }
}

function validateAny(match: Message, at: Cursor): void {
  if (isSet(match.headers)) validateHeaders(mapOf(match.headers), at.at('headers'));
  if (isSet(match.withoutHeaders)) {
    const headers = mapOf(match.withoutHeaders);
    for (const name in headers) {
      validateName(name, at.at('withoutHeaders').at(name));
      const anyValue = textOf(messageOf(headers[name])?.regex) === '*'; // read as: the header is there
      if (!anyValue) validateStringMatch(headers[name], at.at('withoutHeaders').at(name));
    }
  }
  // An empty prefix of the path matches every path; of the others Envoy takes none.
  if (isSet(match.uri)) validateRegex(match.uri, at.at('uri'));
  for (const field of ['scheme', 'method', 'authority']) {
    if (isSet(match[field])) validateStringMatch(match[field], at.at(field));
  }
  if (isSet(match.queryParams)) {
    const parameters = mapOf(match.queryParams);
    for (const name in parameters) validateStringMatch(parameters[name], at.at('queryParams').at(name));
  }
  validateL4Match(match, at, { warn: false });
  const namespace = textOf(match.sourceNamespace);
  if (namespace !== '' && !isHostLabel(namespace)) {
    at.at('sourceNamespace').error(`the sourceNamespace '${namespace}' cannot be the name of a namespace`);
  }
}

/** Port, source labels and gateways: what matches of all protocols share. */
export function validateL4Match(match: Message, at: Cursor, { warn }: { readonly warn: boolean }): void {
  validatePort(match, at);
  if (isSet(match.sourceLabels)) validateLabels(match.sourceLabels, at.at('sourceLabels'));
  if (isSet(match.gateways)) validateGatewayNames(listOf(match.gateways), at.at('gateways'), { warn });
}

function validatePort(match: Message, at: Cursor): void {
  const port = numberOf(match.port);
  if (port !== 0 && !isPort(port)) at.at('port').error(`the port ${port} is not between 1 and 65535`);
}

function validateName(name: string, at: Cursor): void {
  if (name === '') at.error('the name of a header is empty');
  else if (!isHeaderName(name) && !isPseudoHeader(name) && claimOfHeaderName(name) === undefined) {
    const hint = 'Claims of a token are written @request.auth.claims.<name> or @request.auth.claims[<name>].';
    at.error(`'${name}' cannot be the name of a header`, name.startsWith('@') ? hint : undefined);
  }
}
