import { itemOf, listOf, type Message, textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';

const sourceFields = ['namespaces', 'serviceAccounts', 'trustDomains', 'principals', 'requestPrincipals'].flatMap(
  (field) => [field, `not${field.charAt(0).toUpperCase()}${field.slice(1)}`],
);

const conditionKeys: ReadonlySet<string> = new Set([
  'source.namespace',
  'source.serviceAccount',
  'source.trustDomain',
  'source.principal',
]);

/** The external authorizer is asked before the proxy knows who calls, so a CUSTOM rule cannot depend on that. */
export function refuseUnsupportedByCustom(rule: Message, at: Cursor): void {
  listOf(rule.from).forEach((item, index) => {
    const source = itemOf(itemOf(item).source);
    for (const field of sourceFields) {
      if (listOf(source[field]).length > 0) refuse(field, at.at('from').at(index).at('source').at(field));
    }
  });
  listOf(rule.when).forEach((item, index) => {
    const key = textOf(itemOf(item).key);
    if (!conditionKeys.has(key) && !key.startsWith('request.auth.')) return;
    refuse(key, at.at('when').at(index).at('key'));
  });
}

function refuse(what: string, at: Cursor): void {
  const hint = 'Leave it to the authorizer, or add a DENY policy that says it.';
  at.error(`${what} is not supported with the action CUSTOM`, hint);
}
