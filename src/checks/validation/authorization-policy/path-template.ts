import { textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';

/**
 * Paths may hold `{*}` for one segment and, as the last operator, `{**}` for any number of them.
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation
 */
export function validatePathTemplates(paths: readonly unknown[], at: Cursor): void {
  paths.forEach((value, index) => {
    const template = textOf(value);
    const fault = template.includes('{') || template.includes('}') ? faultOf(template) : undefined;
    if (fault === undefined) return;
    const hint = 'The operators are {*} and {**}, each a whole segment: /books/{*}/reviews, /static/{**}.';
    at.at(index).error(`the path ${JSON.stringify(template)} ${fault}`, hint);
  });
}

const literal = /^[-a-zA-Z0-9._~%!$&'()+,;:@=]+$/;

function faultOf(template: string): string | undefined {
  const hasOperator = template.includes('{*}') || template.includes('{**}');
  let ended = false;
  for (const segment of template.replace(/^\/+|\/+$/g, '').split('/')) {
    if (segment === '{*}' || segment === '{**}') {
      if (ended) return 'has an operator after {**}, which must be the last';
      ended = segment === '{**}';
    } else if (/[{}]/.test(segment)) {
      return `has a brace that is no operator, in the segment ${JSON.stringify(segment)}`;
    } else if (hasOperator && !literal.test(segment)) {
      return `has the segment ${JSON.stringify(segment)}, which cannot stand beside an operator`;
    }
  }
  return undefined;
}
