import { isSet, itemOf, type Message, messageOf, numberOf, textOf } from '../../../istio/message.ts';
import { isPort } from '../../../istio/ports.ts';
import type { Cursor } from '../cursor.ts';
import { wayOf } from './string-match.ts';

/** Rules for `redirect`. */
export function validateRedirect(redirect: Message, matches: readonly unknown[], at: Cursor): void {
  const uri = textOf(redirect.uri);
  const prefix = textOf(redirect.prefixRewrite);
  const scheme = textOf(redirect.scheme);
  if (uri !== '' && prefix !== '') at.at('prefixRewrite').error('uri and prefixRewrite exclude each other');
  if (prefix !== '') requirePrefixes(matches, at);
  const port = isSet(redirect.port) || isSet(redirect.derivePort);
  if (uri === '' && prefix === '' && textOf(redirect.authority) === '' && !port && scheme === '') {
    at.error('the redirect changes nothing: uri, authority, scheme and port are all missing');
  }
  const code = numberOf(redirect.redirectCode);
  if (code !== 0 && (code < 300 || code > 399)) {
    at.at('redirectCode').error(`${code} is not the code of a redirect: those begin with 3`);
  }
  if (scheme !== '' && scheme !== 'http' && scheme !== 'https') {
    at.at('scheme').error(`the scheme '${scheme}' is neither http nor https`);
  }
  const number = isSet(redirect.derivePort) ? 0 : numberOf(redirect.port);
  if (number !== 0 && !isPort(number)) at.at('port').error(`the port ${number} is not between 1 and 65535`);
}

/** There must be a prefix to put another in place of. */
function requirePrefixes(matches: readonly unknown[], at: Cursor): void {
  for (const match of matches) {
    const uri = messageOf(itemOf(match).uri);
    if (!uri || wayOf(uri) === 'prefix') continue;
    const message = 'prefixRewrite needs matches by prefix, and one match of the route looks at the path otherwise';
    at.at('prefixRewrite').error(message, 'Match uri by prefix, or redirect with uri.');
    return;
  }
}
