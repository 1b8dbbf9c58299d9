import { type Message, messageOf, textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';
import { validatePattern } from './string-match.ts';

/** Rules for `rewrite`. */
export function validateRewrite(rewrite: Message, at: Cursor): void {
  const uri = textOf(rewrite.uri);
  const regex = messageOf(rewrite.uriRegexRewrite);
  if (uri !== '' && regex) at.at('uriRegexRewrite').error('uri and uriRegexRewrite exclude each other');
  if (uri === '' && !regex && textOf(rewrite.authority) === '') {
    at.error('the rewrite changes nothing: uri, uriRegexRewrite and authority are all missing');
  }
  if (!regex) return;
  const match = textOf(regex.match);
  if (match === '' || textOf(regex.rewrite) === '') {
    at.at('uriRegexRewrite').error('uriRegexRewrite needs both match and rewrite');
  } else validatePattern(match, at.at('uriRegexRewrite').at('match'));
}
