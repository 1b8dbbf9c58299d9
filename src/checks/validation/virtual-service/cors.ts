import { durationProblem, parseDuration } from '../../../istio/duration.ts';
import { isHeaderName } from '../../../istio/header-names.ts';
import { CORS_METHODS } from '../../../istio/http-methods.ts';
import { isSet, itemOf, listOf, type Message, textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';
import { validateRegex, wayOf } from './string-match.ts';

const METHODS: ReadonlySet<string> = new Set(CORS_METHODS);

/** Rules for `corsPolicy`. */
export function validateCors(cors: Message, at: Cursor): void {
  listOf(cors.allowOrigins).forEach((item, index) => {
    const origin = itemOf(item);
    const way = wayOf(origin);
    const here = at.at('allowOrigins').at(index);
    if (way === undefined || origin[way] === '') here.error('an origin is empty', 'Write exact, prefix or regex.');
    else validateRegex(origin, here);
  });
  listOf(cors.allowMethods).forEach((item, index) => {
    const method = textOf(item);
    if (METHODS.has(method)) return;
    const hint = METHODS.has(method.toUpperCase()) ? `Write ${method.toUpperCase()}.` : undefined;
    at.at('allowMethods').at(index).error(`'${method}' is not a method of HTTP`, hint);
  });
  for (const field of ['allowHeaders', 'exposeHeaders']) {
    listOf(cors[field]).forEach((item, index) => {
      const name = textOf(item);
      if (!isHeaderName(name)) at.at(field).at(index).error(`'${name}' cannot be the name of a header`);
    });
  }
  if (isSet(cors.maxAge)) validateMaxAge(textOf(cors.maxAge), at.at('maxAge'));
}

function validateMaxAge(text: string, at: Cursor): void {
  const problem = durationProblem(text);
  if (problem !== undefined) at.error(`maxAge ${text} ${problem}`);
  else if ((parseDuration(text) ?? 0) % 1000 !== 0) at.error(`maxAge ${text} is finer than a second`);
}
