import { listOf, type Message } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';
import {
  refuseBadAddresses,
  refuseBadServiceAccounts,
  refuseBadTrustDomains,
  refuseEmpty,
  type ValuesRule,
} from './values.ts';

const addresses: ValuesRule = (values, at) => {
  refuseEmpty(values, at);
  refuseBadAddresses(values, at);
};

/** Each field of a source, and its negation, with the rule for its values. */
const rules: readonly (readonly [string, ValuesRule])[] = [
  ['principals', refuseEmpty],
  ['notPrincipals', refuseEmpty],
  ['requestPrincipals', refuseEmpty],
  ['notRequestPrincipals', refuseEmpty],
  ['namespaces', refuseEmpty],
  ['notNamespaces', refuseEmpty],
  ['serviceAccounts', refuseBadServiceAccounts],
  ['notServiceAccounts', refuseBadServiceAccounts],
  ['trustDomains', refuseBadTrustDomains],
  ['notTrustDomains', refuseBadTrustDomains],
  ['ipBlocks', addresses],
  ['notIpBlocks', addresses],
  ['remoteIpBlocks', addresses],
  ['notRemoteIpBlocks', addresses],
];

export function validateSource(source: Message, at: Cursor): void {
  let isEmpty = true;
  for (const [field, rule] of rules) {
    const values = listOf(source[field]);
    if (values.length === 0) continue;
    isEmpty = false;
    rule(values, at.at(field));
  }
  if (isEmpty) at.error('the source says nothing', 'Leave from out where a rule is for anybody.');
  if (hasAny(source, identities) && hasAny(source, serviceAccounts)) {
    const message = 'serviceAccounts cannot be combined with principals or namespaces';
    at.error(message, 'Write two entries of from; a request need match one of them only.');
  }
}

const identities = ['principals', 'notPrincipals', 'namespaces', 'notNamespaces'];
const serviceAccounts = ['serviceAccounts', 'notServiceAccounts'];
const addressFields = ['ipBlocks', 'notIpBlocks', 'remoteIpBlocks', 'notRemoteIpBlocks'];
/** Istio's warning does not count trust domains, though TCP connections have one. */
const tcpFields = [...identities, ...serviceAccounts, ...addressFields];

/** Whether the source names something that a TCP connection has too. */
export function hasTcpAttributes(source: Message): boolean {
  return hasAny(source, tcpFields);
}

function hasAny(source: Message, fields: readonly string[]): boolean {
  return fields.some((field) => listOf(source[field]).length > 0);
}
